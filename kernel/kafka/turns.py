"""Which partitions' records are being applied, so many at a time, while others are read."""

import asyncio
from collections.abc import Awaitable, Callable
from collections.abc import Set as AbstractSet
from typing import Final

from aiokafka.structs import TopicPartition

LOOK_SECONDS: Final = 0.02
"""How long something that came may go unnoticed while others are at work."""


class Turns:
    """What was read of each partition is applied in a task of its own, `at_once` of them at a time.

    Of a partition that has its turn nothing more is read until it is over; one that must wait, as
    for a lock, keeps no other waiting. As many again may wait for theirs with records in hand: what
    is read then is applied as soon as the database has a hand free. A turn that fails ends the
    group of tasks.
    """

    def __init__(self, tasks: asyncio.TaskGroup, at_once: int) -> None:
        self._tasks = tasks
        self._room, self._most = asyncio.Semaphore(at_once), 2 * at_once
        self._turns: dict[TopicPartition, asyncio.Task[None]] = {}

    @property
    def under_way(self) -> AbstractSet[TopicPartition]:
        return self._turns.keys()

    @property
    def full(self) -> bool:
        return len(self._turns) >= self._most

    def begin(self, tp: TopicPartition, work: Callable[[], Awaitable[None]]) -> None:
        self._turns[tp] = self._tasks.create_task(self._turn(tp, work))

    async def _turn(self, tp: TopicPartition, work: Callable[[], Awaitable[None]]) -> None:
        try:
            async with self._room:
                await work()
        finally:
            del self._turns[tp]

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
