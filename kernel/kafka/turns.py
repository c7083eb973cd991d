"""Which partitions' records are being applied, so many at a time, while others are read."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from collections.abc import Set as AbstractSet
from contextlib import asynccontextmanager
from typing import Final

from aiokafka.structs import TopicPartition

LOOK_SECONDS: Final = 0.02
"""How long something that came may go unnoticed while others are at work."""
_LEFT: Final[set[asyncio.Task[None]]] = set()
"""Those that go on by themselves: a loop alone does not keep a task."""


class Turns:
    """What was read of each partition is applied in a task of its own, `at_once` of them at a time.

    Of a partition that has its turn nothing more is read until it is over; one that must wait, as
    for a lock, keeps no other waiting. As many again may wait for theirs with records in hand: what
    is read then is applied as soon as the database has a hand free.
    """

    def __init__(self, at_once: int) -> None:
        self._room, self._most = asyncio.Semaphore(at_once), 2 * at_once
        self._turns: dict[TopicPartition, asyncio.Task[None]] = {}
        self._failure: Exception | None = None

    @classmethod
    @asynccontextmanager
    async def taken(cls, at_once: int) -> "AsyncIterator[Turns]":
        """Yield turns; those under way are cancelled with whoever takes them, else left to end.

        What ends the reading, as a broker that is away, is no reason to begin work again that the
        database is about to commit, nor to wait for it.
        """
        turns = cls(at_once)
        try:
            yield turns
        except asyncio.CancelledError:
            under_way = list(turns._turns.values())
            for turn in under_way:
                turn.cancel()
            await asyncio.gather(*under_way, return_exceptions=True)
            raise
        finally:
            for turn in turns._turns.values():
                _LEFT.add(turn)
                turn.add_done_callback(_LEFT.discard)

    @property
    def under_way(self) -> AbstractSet[TopicPartition]:
        return self._turns.keys()

    @property
    def full(self) -> bool:
        return len(self._turns) >= self._most

    def begin(self, tp: TopicPartition, work: Callable[[], Awaitable[None]]) -> None:
        self._turns[tp] = asyncio.create_task(self._turn(tp, work))

    async def _turn(self, tp: TopicPartition, work: Callable[[], Awaitable[None]]) -> None:
        try:
            async with self._room:
                await work()
        except Exception as error:  # noqa: BLE001 - it is raised where turns are taken
            self._failure = self._failure or error
        finally:
            del self._turns[tp]

    def look(self) -> None:
        """Raise what a turn has failed with since the turns were begun."""
        if self._failure is not None:
            raise self._failure

    async def one_is_over(self) -> None:
        """Return once a turn is over, or it is time to look what has come for others.

        At once where none is under way any more.
        """
        if self._turns:
            await asyncio.wait(
                self._turns.values(), timeout=LOOK_SECONDS, return_when=asyncio.FIRST_COMPLETED
            )

    async def all_are_over(self) -> None:
        while self._turns:
            await asyncio.wait(self._turns.values())
