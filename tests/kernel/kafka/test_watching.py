"""When a client that is alive counts as stuck."""

import asyncio
from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from typing import Any, cast

import pytest
from aiokafka.structs import TopicPartition

from kernel.kafka.watching import Stalled, Watch

NEWS, BEATS = TopicPartition("bj.toy.events.v1", 0), TopicPartition("bj.toy.status.v1", 0)
PATTERN, SECONDS = r"^[a-z]+\.toy\.(events|status)\.v1$", 0.02


class Client:
    """Reads two partitions, one of them to its end: where it stands, and where the log ends."""

    def __init__(self, at: int, end: int) -> None:
        self.at, self.end = at, end
        self.halted = False
        self.unheard_of: set[str] = set()

    def assignment(self) -> AbstractSet[TopicPartition]:
        return frozenset({NEWS, BEATS})

    def paused(self) -> AbstractSet[TopicPartition]:
        return self.assignment() if self.halted else frozenset()

    def subscription(self) -> AbstractSet[str]:
        return {NEWS.topic, BEATS.topic}

    async def topics(self) -> set[str]:
        return {*self.subscription(), *self.unheard_of}

    async def end_offsets(self, of: Iterable[TopicPartition]) -> dict[TopicPartition, int]:
        return dict.fromkeys(of, self.end)

    async def position(self, of: TopicPartition) -> int:
        return self.at if of == NEWS else self.end


async def look(watch: Watch, *excused: TopicPartition) -> None:
    """Look once it is time to."""
    await asyncio.sleep(SECONDS)
    await watch.look({*excused})


def watched(client: Client) -> Watch:
    return Watch(cast("Any", client), PATTERN, SECONDS)


async def test_a_client_that_is_behind_at_the_same_place_twice_in_a_row_is_stuck() -> None:
    watch = watched(Client(at=5, end=9))
    await look(watch)
    with pytest.raises(Stalled):
        await look(watch)


async def test_what_another_partition_gives_excuses_none() -> None:
    watch = watched(Client(at=5, end=9))
    await look(watch, BEATS)
    with pytest.raises(Stalled):
        await look(watch, BEATS)


async def test_a_client_that_comes_on_between_two_looks_is_not_stuck() -> None:
    client = Client(at=5, end=9)
    watch = watched(client)
    for _ in range(3):
        await look(watch)
        client.at += 1


async def test_a_partition_that_gave_something_or_was_not_asked_begins_a_new_count() -> None:
    watch = watched(Client(at=5, end=9))
    for _ in range(3):
        await look(watch)
        await watch.look({NEWS})  # between two looks
        await look(watch)


@pytest.mark.parametrize("halted", [False, True])
async def test_who_has_read_everything_or_is_not_to_read_is_not_stuck(halted: bool) -> None:  # noqa: FBT001 - a parameter
    client = Client(at=5, end=9 if halted else 5)
    client.halted = halted
    watch = watched(client)
    for _ in range(3):
        await look(watch)


async def test_a_client_that_does_not_find_a_topic_that_is_there_is_stuck() -> None:
    client = Client(at=5, end=5)
    client.unheard_of = {"ma.toy.events.v1"}
    watch = watched(client)
    await look(watch)
    with pytest.raises(Stalled):
        await look(watch)


async def test_a_client_finds_what_is_new_in_its_time_and_nothing_that_is_not_asked_for() -> None:
    client = Client(at=5, end=5)
    watch = watched(client)
    for new in ("ma.toy.events.v1", "ma.toy.events.v1.dlq"):
        client.unheard_of = {new}
        await look(watch)
    await look(watch)
