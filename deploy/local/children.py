"""Our own processes, forked from one warm parent so that sixteen start as fast as one.

A child is no child of the supervisor but of the fork server; it therefore watches the
supervisor's sentinel, and ends when that ends, also by -9.
"""

import asyncio
import gc
import importlib
import multiprocessing
import os
import signal
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from multiprocessing import connection
from multiprocessing.context import ForkServerProcess
from pathlib import Path

import httpx
import uvicorn

from deploy.local.deployables import Deployable
from deploy.local.processes import StartFailed, tail
from deploy.local.state import Process

READY_WITHIN = 60.0
STOP_PATIENCE = 8.0
LOG_LIMIT = 10_000_000  # bytes, after which a log is put aside at the next start
_POLL = 0.05

_context = multiprocessing.get_context("forkserver")


@dataclass(frozen=True)
class Order:
    """What a child is told: plain values, because they cross a process boundary."""

    deployable: Deployable
    port: int
    environment: Mapping[str, str]
    log: Path


async def warm(modules: Sequence[str]) -> None:
    """Start the parent of all children and let it import `modules` first."""
    _context.set_forkserver_preload(list(modules))
    probe = _context.Process(target=_nothing)
    await asyncio.to_thread(probe.start)
    await asyncio.to_thread(probe.join)


class Child:
    """One deployable served by uvicorn on 127.0.0.1, once it is started."""

    def __init__(self, order: Order, client: httpx.AsyncClient) -> None:
        self._order, self._client = order, client
        self._process: ForkServerProcess | None = None
        self.name = order.deployable.name
        self.url = f"http://127.0.0.1:{order.port}"

    @property
    def record(self) -> Process:
        deployable, port = self._order.deployable, self._order.port
        return Process(
            self.name, port=port, url=self.url, unit=deployable.unit, service=deployable.service
        )

    @property
    def pid(self) -> int | None:
        return self._process.pid if self._process else None

    async def launch(self) -> None:
        process = _context.Process(target=serve, args=(self._order,), name=self.name, daemon=True)
        await asyncio.to_thread(process.start)
        self._process = process

    async def ready(self) -> None:
        """Return when /readyz answers. Raises `StartFailed` with the end of its log."""
        loop = asyncio.get_running_loop()
        end = loop.time() + READY_WITHIN
        process = self._process
        while process is not None and process.exitcode is None and loop.time() < end:
            if await self._is_ready():
                return
            await asyncio.sleep(_POLL)
        raise StartFailed(f"{self.name} did not start:\n{tail(self._order.log)}")

    async def ended(self) -> int | None:
        """Wait for the end of the process and return its exit status."""
        process = self._process
        if process is None:
            return None
        loop = asyncio.get_running_loop()
        over = asyncio.Event()
        loop.add_reader(process.sentinel, over.set)
        try:
            await over.wait()
        finally:
            loop.remove_reader(process.sentinel)
        process.join()
        return process.exitcode

    async def stop(self) -> bool:
        """Ask to end, kill after `STOP_PATIENCE`; return whether it ended by itself."""
        if self._process is None or self._process.exitcode is not None:
            return True
        self._process.terminate()
        try:
            await asyncio.wait_for(self.ended(), STOP_PATIENCE)
        except TimeoutError:
            await self.kill()
            return False
        return True

    async def kill(self) -> None:
        if self._process is not None and self._process.exitcode is None:
            self._process.kill()
            await self.ended()

    async def _is_ready(self) -> bool:
        try:
            answer = await self._client.get(f"{self.url}/readyz", timeout=2)
        except httpx.TransportError:
            return False
        return answer.is_success


def serve(order: Order) -> None:
    """Be the child: run until asked to end."""
    os.setsid()  # Ctrl-C in the terminal reaches only the supervisor
    _write_to(order.log)
    _end_with_supervisor()
    os.environ.update(order.deployable.environment)
    os.environ.update(order.environment)
    module, _, name = order.deployable.factory.partition(":")
    create = getattr(importlib.import_module(module), name)
    config = uvicorn.Config(
        create(order.deployable.settings.read()),
        host="127.0.0.1",
        port=order.port,
        loop="uvloop",
        http="httptools",
        ws="none",
        lifespan="on",
        log_config=None,
        access_log=False,
        timeout_graceful_shutdown=5,
    )
    gc.freeze()
    uvicorn.Server(config).run()


def _write_to(log: Path) -> None:
    """Send everything that is printed to the log, put aside first if it has grown long."""
    log.parent.mkdir(parents=True, exist_ok=True)
    if log.exists() and log.stat().st_size > LOG_LIMIT:
        log.replace(log.with_suffix(".log.1"))
    target = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    for stream in (sys.stdout, sys.stderr):
        stream.flush()
        os.dup2(target, stream.fileno())
    os.close(target)


def _end_with_supervisor() -> None:
    supervisor = multiprocessing.parent_process()
    if supervisor is None:
        return
    sentinel = supervisor.sentinel

    def watch() -> None:
        connection.wait([sentinel])
        os.kill(os.getpid(), signal.SIGTERM)
        time.sleep(STOP_PATIENCE)
        os._exit(1)

    threading.Thread(target=watch, name="supervisor-watch", daemon=True).start()


def _nothing() -> None:
    """Let the caller see that the warm parent has done its imports."""
