"""Questions that processes ask of servers: delayed, refused, cut off, or answered to nobody."""

import asyncio
from collections.abc import Callable
from contextvars import Context
from dataclasses import dataclass
from random import Random
from typing import Any, TypeVar

from tests.simulation.loop import PROCESS, VirtualLoop

T = TypeVar("T")
WORLD = Context()
"""What servers do is done in no process."""


@dataclass(eq=False)
class Server:
    """A database or a broker: up, away, or so flaky that a part of the questions goes wrong.

    What goes wrong is refused, or done without the asker hearing of it.
    """

    loop: VirtualLoop
    rng: Random
    fault: Callable[[], Exception]
    away_until: float = 0.0
    flaky_until: float = 0.0
    slowest: float = 0.02
    _connections: int = 0

    @property
    def away(self) -> bool:
        return self.loop.now < self.away_until

    def check(self) -> None:
        """Raise what a client raises when there is no server."""
        process = PROCESS.get()
        if self.away or (process is not None and process.dead):
            raise self.fault()

    async def ask(self, effect: Callable[[], T]) -> T:
        """Return what the effect returns, which happens at the server, a moment later."""
        self.check()
        answer: asyncio.Future[T] = self.loop.create_future()
        self.loop.call_later(
            self.delay(), self._arrive, effect, answer, self._connections, context=WORLD
        )
        return await answer

    def disconnect(self) -> None:
        """Cut every connection: what is on its way does not arrive."""
        self._connections += 1

    def delay(self) -> float:
        return self.rng.random() * self.slowest

    def _arrive(
        self, effect: Callable[[], Any], answer: "asyncio.Future[Any]", connections: int
    ) -> None:
        # Whoever asked may have died; what is on the wire may arrive all the same.
        lost = (
            self.away
            or connections != self._connections
            or (answer.done() and self.rng.random() < 0.5)
        )
        unheard = False
        if self.loop.now < self.flaky_until:
            chance = self.rng.random()
            lost, unheard = lost or chance < 0.1, chance > 0.8
        if lost:
            _tell(answer, error=self.fault())
            return
        try:
            result = effect()
        except Exception as error:  # noqa: BLE001 - it is the asker's
            _tell(answer, error=error)
            return
        if unheard:
            _tell(answer, error=self.fault())
        elif self.rng.random() < 0.3:
            self.loop.call_later(self.delay(), _tell, answer, result, context=WORLD)
        else:
            _tell(answer, result)


def _tell(
    answer: "asyncio.Future[Any]", result: Any = None, error: Exception | None = None
) -> None:
    if answer.done():
        return
    if error is not None:
        answer.set_exception(error)
    else:
        answer.set_result(result)
