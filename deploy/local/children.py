"""Our own processes, forked from one warm parent so that sixteen start as fast as one.

A child is no child of the supervisor but of the fork server; it therefore watches the
supervisor's sentinel, and ends when that ends, also by -9.
"""

import asyncio
import importlib
import json
import multiprocessing
import socket
from collections.abc import Sequence
from multiprocessing.context import ForkServerProcess

from deploy.local import loopback, ports
from deploy.local.orders import STOP_PATIENCE, Order, told_ahead
from deploy.local.processes import StartFailed, tail
from deploy.local.state import Process

READY_WITHIN = 60.0
_POLL = 0.05

_context = multiprocessing.get_context("forkserver")


async def warm(modules: Sequence[str], orders: Sequence[Order] = ()) -> None:
    """Start the parent of all children and let it import `modules` first.

    What children will be told it hears ahead: what it makes of that is made once, not copied.
    """
    _context.set_forkserver_preload(list(modules))
    probe = _context.Process(target=_nothing)
    with told_ahead(orders):
        await asyncio.to_thread(probe.start)
        await asyncio.to_thread(probe.join)


class Child:
    """One deployable served by uvicorn on 127.0.0.1, once it is started.

    It is given the socket to listen on, so what answers at its port is this child and no other
    program's.
    """

    def __init__(self, order: Order, listening: socket.socket | None = None) -> None:
        self._order = order
        self._listening = listening
        self._process: ForkServerProcess | None = None
        self._said_before = 0
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
        log = self._order.log
        self._said_before = log.stat().st_size if log.exists() else 0
        with self._take_port() as port:
            process = _context.Process(
                target=_serve, args=(self._order, port), name=self.name, daemon=True
            )
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
        said = _plain(tail(self._order.log, since=self._said_before))
        raise StartFailed(f"{self.name} did not start (./cic logs {self.name}):\n{said}")

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

    def _take_port(self) -> socket.socket:
        held, self._listening = self._listening, None
        if held is not None:
            return held
        try:
            return ports.listen(self._order.port)
        except OSError as reason:
            raise StartFailed(
                f"another program has taken port {self._order.port} meanwhile;"
                " ./cic down and ./cic up give a free one"
            ) from reason

    async def _is_ready(self) -> bool:
        answer = await loopback.get(f"{self.url}/readyz", within=2)
        return answer is not None and answer.status == 200  # noqa: PLR2004 - it is called OK


def _plain(said: str) -> str:
    """Return structured lines as people read them: of each event, and its traceback, the end."""
    plain = []
    for line in said.splitlines():
        try:
            event = json.loads(line)["event"]
        except (ValueError, TypeError, KeyError):
            event = line
        plain += str(event).strip().splitlines()[-1:]
    return "\n".join(plain)


def _serve(order: Order, port: socket.socket) -> None:
    # Imported by the warm parent, so that the supervisor need not hold a web server.
    importlib.import_module("deploy.local.serving").serve(order, port)


def _nothing() -> None:
    """Let the caller see that the warm parent has done its imports."""
