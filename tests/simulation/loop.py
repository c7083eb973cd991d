"""An event loop whose time passes only when nothing is left to do, with processes to kill and stop.

Real coroutines run in it as they stand. Which of them goes on next follows from the delays that
the seed draws, so a run can be repeated step by step.
"""

import asyncio
import heapq
from collections import deque
from collections.abc import Callable, Coroutine
from contextvars import Context, ContextVar, copy_context
from dataclasses import dataclass, field
from typing import Any, TypeVar, cast

T = TypeVar("T")


class Call:
    """Something to be called, unless it is cancelled before."""

    __slots__ = ("args", "callback", "cancelled", "context")

    def __init__(self, callback: Callable[..., object], args: Any, context: Context) -> None:
        self.callback, self.args, self.context = callback, args, context
        self.cancelled = False

    def cancel(self) -> None:
        self.cancelled = True


@dataclass(eq=False)
class Process:
    """What runs under one name until it is killed; `stopped` is what SIGSTOP does to it."""

    name: str
    loop: "VirtualLoop"
    dead: bool = False
    stopped: bool = False
    context: Context = field(default_factory=copy_context)
    main: "asyncio.Task[None] | None" = None
    held: list[Call] = field(default_factory=list)

    def start(self, work: Coroutine[Any, Any, None]) -> None:
        self.context.run(PROCESS.set, self)
        self.main = self.loop.create_task(work, context=self.context)

    def kill(self) -> None:
        """End it as kill -9 does: nothing that it still does reaches anyone."""
        self.dead = True
        self.go_on()
        if self.main is not None:
            self.main.cancel()

    def stop(self) -> None:
        self.stopped = not self.dead

    def go_on(self) -> None:
        self.stopped = False
        self.loop.ready.extend(self.held)
        self.held.clear()


PROCESS: ContextVar[Process | None] = ContextVar("PROCESS", default=None)


class Stuck(Exception):
    """Nothing is left to do, and the work is not done."""


class VirtualLoop:
    """What asyncio asks of a loop here, without a clock and without the world."""

    def __init__(self) -> None:
        self.now = 0.0
        self._self = cast(asyncio.AbstractEventLoop, self)
        self.ready: deque[Call] = deque()
        self._later: list[tuple[float, int, Call]] = []
        self._number = 0
        self.failures: list[dict[str, Any]] = []

    def time(self) -> float:
        return self.now

    def get_debug(self) -> bool:
        return False

    def is_running(self) -> bool:
        return True

    def is_closed(self) -> bool:
        return False

    def call_soon(
        self, callback: Callable[..., object], *args: Any, context: Context | None = None
    ) -> Call:
        call = Call(callback, args, context or copy_context())
        self.ready.append(call)
        return call

    def call_later(
        self,
        delay: float,
        callback: Callable[..., object],
        *args: Any,
        context: Context | None = None,
    ) -> Call:
        return self.call_at(self.now + delay, callback, *args, context=context)

    def call_at(
        self,
        when: float,
        callback: Callable[..., object],
        *args: Any,
        context: Context | None = None,
    ) -> Call:
        call = Call(callback, args, context or copy_context())
        self._number += 1
        heapq.heappush(self._later, (when, self._number, call))
        return call

    def create_future(self) -> "asyncio.Future[Any]":
        return asyncio.Future(loop=self._self)

    def create_task(
        self,
        coro: Coroutine[Any, Any, T],
        *,
        name: str | None = None,
        context: Context | None = None,
    ) -> "asyncio.Task[T]":
        return asyncio.Task(coro, loop=self._self, name=name, context=context)

    def call_exception_handler(self, context: dict[str, Any]) -> None:
        self.failures.append(context)

    def run_until_complete(self, work: Coroutine[Any, Any, T]) -> T:
        """Return what the work returns. Raises what it raises, and `Stuck`."""
        asyncio._set_running_loop(self._self)  # noqa: SLF001 - what every loop calls; asyncio exports it
        try:
            task = self.create_task(work)
            while not task.done():
                self._step()
            return task.result()
        finally:
            asyncio._set_running_loop(None)  # noqa: SLF001

    def _step(self) -> None:
        if not self.ready:
            self._let_time_pass()
        call = self.ready.popleft()
        if call.cancelled:
            return
        process = call.context.get(PROCESS)
        if process is not None and process.stopped:
            process.held.append(call)
            return
        call.context.run(call.callback, *call.args)

    def _let_time_pass(self) -> None:
        later = self._later
        while later and later[0][2].cancelled:
            heapq.heappop(later)
        if not later:
            raise Stuck
        self.now = max(self.now, later[0][0])
        while later and later[0][0] <= self.now:
            self.ready.append(heapq.heappop(later)[2])
