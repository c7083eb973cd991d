"""A process of ours that is started again whenever it ends, forked from a warm parent.

Starting Python anew takes seconds on a busy machine, in which nothing can be broken.
"""

import asyncio
import multiprocessing
import os
import signal
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.context import ForkServerProcess
from pathlib import Path

from deploy.local import ports, serving
from deploy.local.orders import Order
from kernel import crash_points
from kernel.kafka import consumer
from tests.faults import clocks

_context = multiprocessing.get_context("forkserver")
AGAIN_AFTER = 0.1
HINT_SECONDS = 2.0
"""Readers commit to Kafka what they have read so often, or no run would see it."""
LOOK = 0.2


@dataclass(eq=False)
class Served:
    """One place: `keep` has a process there until it is cancelled."""

    order: Order
    folder: Path
    """Where the process looks for what its clock shows, and for where it is to crash."""
    arming: Callable[[str], str] = lambda _place: ""
    """Names the crash point that the next start is given, if any."""
    process: ForkServerProcess | None = None

    def __post_init__(self) -> None:
        self.folder.mkdir()
        self.arm("")
        self.step_clock(0)

    async def keep(self) -> None:
        while True:
            self.arm(self.arming(self.order.deployable.name))
            arguments = (self.order, self.folder)
            process = _context.Process(target=serve, args=arguments, daemon=True)
            await asyncio.to_thread(process.start)
            self.process = process
            try:
                await _ended(process)
            finally:
                self.signal(signal.SIGKILL)
                process.join()
            await asyncio.sleep(AGAIN_AFTER)

    @property
    def pid(self) -> int | None:
        return self.process.pid if self.process else None

    def signal(self, number: signal.Signals) -> None:
        if self.process is not None and self.process.pid and self.process.exitcode is None:
            with suppress(ProcessLookupError):
                os.kill(self.process.pid, number)

    def arm(self, crash: str) -> None:
        """Let the process crash at this place, or nowhere, before long."""
        new = self.folder / "crash.new"
        new.write_text(crash)
        new.replace(self.folder / CRASH)

    def step_clock(self, seconds: float) -> None:
        """Let its clock be off by so many seconds."""
        clocks.step(self.folder / CLOCK, seconds)


CRASH, CLOCK = "crash", "clock"


def serve(order: Order, folder: Path) -> None:
    """Be the process."""
    clocks.keep(folder / CLOCK)
    consumer.HINT_SECONDS = HINT_SECONDS
    armed = _arm(folder, "")
    threading.Thread(target=_keep_armed, args=(folder, armed), daemon=True).start()
    serving.serve(order, ports.listen(order.port))


def _keep_armed(folder: Path, armed: str) -> None:
    while True:
        time.sleep(LOOK)
        armed = _arm(folder, armed)


def _arm(folder: Path, before: str) -> str:
    asked = (folder / CRASH).read_text()
    if asked != before:
        crash_points.disarm()
        if asked:
            crash_points.arm(asked)
    return asked


async def _ended(process: ForkServerProcess) -> None:
    over, loop = asyncio.Event(), asyncio.get_running_loop()
    loop.add_reader(process.sentinel, over.set)
    try:
        await over.wait()
    finally:
        loop.remove_reader(process.sentinel)
