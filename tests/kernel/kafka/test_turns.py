"""Whose records are applied when: a turn for each partition, some of them side by side."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest
from aiokafka.structs import TopicPartition

from kernel.kafka.turns import Turns

ONE, TWO, THREE, FOUR = [TopicPartition(f"u{n}.toy.events.v1", 0) for n in range(4)]


class Work:
    """Work that goes on until it is let go; `at_it` are those whose work has begun."""

    def __init__(self) -> None:
        self.at_it: list[TopicPartition] = []
        self._gone: dict[TopicPartition, asyncio.Event] = {}

    def on(self, tp: TopicPartition) -> Callable[[], Awaitable[None]]:
        async def work() -> None:
            self.at_it.append(tp)
            await self._gone.setdefault(tp, asyncio.Event()).wait()
            self.at_it.remove(tp)

        return work

    def let_go(self, tp: TopicPartition) -> None:
        self._gone.setdefault(tp, asyncio.Event()).set()


async def test_so_many_partitions_are_at_work_and_as_many_wait_with_records_in_hand() -> None:
    work = Work()
    async with Turns.taken(at_once=2) as turns:
        for tp in (ONE, TWO, THREE):
            turns.begin(tp, work.on(tp))
        had_room = not turns.full
        turns.begin(FOUR, work.on(FOUR))
        assert had_room
        assert turns.full
        await asyncio.sleep(0)
        assert work.at_it == [ONE, TWO]
        for tp in (ONE, TWO, THREE, FOUR):
            work.let_go(tp)


async def test_a_turn_that_lasts_leaves_its_place_to_no_one_and_the_others_to_all() -> None:
    work = Work()
    async with Turns.taken(at_once=2) as turns:
        turns.begin(ONE, work.on(ONE))
        for tp in (TWO, THREE, FOUR):
            turns.begin(tp, work.on(tp))
            work.let_go(tp)
            while tp in turns.under_way:
                await turns.one_is_over()
        assert set(turns.under_way) == {ONE} == set(work.at_it)
        work.let_go(ONE)
        await turns.all_are_over()
        assert not turns.under_way


async def test_whoever_waits_for_a_turn_to_end_looks_up_soon_all_the_same() -> None:
    work = Work()
    async with asyncio.timeout(5), Turns.taken(at_once=1) as turns:
        turns.begin(ONE, work.on(ONE))
        await turns.one_is_over()
        assert ONE in turns.under_way
        work.let_go(ONE)


async def test_whoever_waits_for_the_end_of_turns_that_are_over_need_not_wait() -> None:
    async with asyncio.timeout(5), Turns.taken(at_once=1) as turns:
        await turns.one_is_over()
        await turns.all_are_over()


async def test_what_a_turn_fails_with_is_heard_by_whoever_takes_turns() -> None:
    async def fail() -> None:
        raise OSError("the broker is gone")

    turns = Turns(at_once=1)
    turns.begin(ONE, fail)
    turns.look()
    await turns.all_are_over()
    with pytest.raises(OSError, match="gone"):
        turns.look()


async def test_turns_go_on_to_their_end_where_reading_fails() -> None:
    work, several = Work(), []

    async def read() -> None:
        async with Turns.taken(at_once=1) as turns:
            several.append(turns)
            turns.begin(ONE, work.on(ONE))
            await turns.one_is_over()
            raise OSError("the broker is gone")

    with pytest.raises(OSError, match="gone"):
        await read()
    assert work.at_it == [ONE]
    work.let_go(ONE)
    await several[0].all_are_over()
    assert work.at_it == []


async def test_turns_are_cancelled_with_whoever_takes_them() -> None:
    work, begun = Work(), asyncio.Event()

    async def take() -> None:
        async with Turns.taken(at_once=1) as turns:
            turns.begin(ONE, work.on(ONE))
            turns.begin(TWO, work.on(TWO))
            begun.set()
            await turns.all_are_over()

    before = asyncio.all_tasks()
    taking = asyncio.create_task(take())
    await begun.wait()
    await asyncio.sleep(0)
    taking.cancel()
    await asyncio.wait({taking})
    assert taking.cancelled()
    assert asyncio.all_tasks() == before
