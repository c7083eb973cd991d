"""How much of which partitions a consumer takes at a turn."""

from collections.abc import Set as AbstractSet
from typing import Any, cast

import asyncpg
import pytest
from aiokafka.structs import TopicPartition

from kernel.kafka.consumer import Consumer, Polled
from kernel.postgres.pool import Connection

SIX = [TopicPartition(f"u{number}.toy.events.v1", 0) for number in range(6)]


class Ready:
    """A client with so many records of each partition; one that is long fills a poll alone."""

    def __init__(self, records: dict[TopicPartition, int]) -> None:
        self._records = records

    def assignment(self) -> AbstractSet[TopicPartition]:
        return frozenset(self._records)

    async def getmany(
        self, *of: TopicPartition, max_records: int, **_timeout: int
    ) -> dict[TopicPartition, list[Any]]:
        polled: dict[TopicPartition, list[Any]] = {}
        for tp in of or self._records:
            taken = min(max_records, self._records[tp])
            if taken:
                polled[tp] = [None] * taken
                self._records[tp] -= taken
                max_records -= taken
        return polled


async def polled(records: dict[TopicPartition, int], *, side_by_side: int) -> Polled:
    async def nothing(_connection: Connection, _of: Any) -> None: ...

    consumer = Consumer(
        cast("asyncpg.Pool", None),
        "",
        name="any",
        handle=nothing,
        forget=nothing,
        batch=10,
        side_by_side=side_by_side,
    )
    return await consumer._poll(Ready(records))  # noqa: SLF001 - what a turn is made of


def sizes(turn: Polled) -> list[int]:
    return sorted(len(records) for records in turn.values())


async def test_a_partition_that_is_far_behind_leaves_a_turn_to_others() -> None:
    records = dict.fromkeys(SIX, 25)
    assert sizes(await polled(records, side_by_side=2)) == [10, 10, 10, 10]
    assert sum(records.values()) == 6 * 25 - 40


async def test_what_lies_ready_elsewhere_is_taken_along_once() -> None:
    records = {SIX[0]: 25, SIX[1]: 3, SIX[2]: 0}
    assert sizes(await polled(records, side_by_side=2)) == [3, 10]


@pytest.mark.parametrize("ready", [0, 25])
async def test_who_applies_one_partition_at_a_time_takes_no_more_than_a_batch(ready: int) -> None:
    turn = await polled(dict.fromkeys(SIX, ready), side_by_side=1)
    assert sum(sizes(turn)) == min(ready, 10)
