"""A process of ours that is started again whenever it ends, forked from a warm parent.

Starting Python anew takes seconds on a busy machine, in which nothing can be broken.
"""

import asyncio
import multiprocessing
import os
import signal
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.context import ForkServerProcess

from deploy.local import serving
from deploy.local.orders import Order
from kernel import crash_points

_context = multiprocessing.get_context("forkserver")
AGAIN_AFTER = 0.1


@dataclass(eq=False)
class Served:
    """One place: `keep` has a process there until it is cancelled."""

    order: Order
    arming: Callable[[str], str] = lambda _place: ""
    """Names the crash point that the next start is given, if any."""
    armed: str = ""
    process: ForkServerProcess | None = None

    async def keep(self) -> None:
        while True:
            self.armed = self.arming(self.order.deployable.name)
            process = _context.Process(target=serve, args=(self.order, self.armed), daemon=True)
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


def serve(order: Order, arming: str) -> None:
    """Be the process."""
    if arming:
        crash_points.arm(arming)
    serving.serve(order)


async def _ended(process: ForkServerProcess) -> None:
    over, loop = asyncio.Event(), asyncio.get_running_loop()
    loop.add_reader(process.sentinel, over.set)
    try:
        await over.wait()
    finally:
        loop.remove_reader(process.sentinel)
