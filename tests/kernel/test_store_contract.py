"""What `kernel.store` promises, held against every implementation."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import TypeAlias
from uuid import UUID, uuid4

import pytest

from kernel.in_memory import InMemoryStore
from kernel.past import AsOf, AtMoment, AtPosition, AtVersion, load_as_of
from kernel.store import (
    ANY_VERSION,
    MAX_EVENT_BYTES,
    NO_STREAM,
    EventStore,
    Outcome,
    Stream,
    Write,
)
from tests.kernel.appending import append, event, stream, write
from tests.kernel.stores import opened_store

Opener: TypeAlias = Callable[[], AbstractAsyncContextManager[EventStore]]


@asynccontextmanager
async def _in_memory() -> AsyncIterator[EventStore]:
    yield InMemoryStore()


@pytest.fixture(params=["in memory", pytest.param("postgres", marks=pytest.mark.postgres)])
def opener(request: pytest.FixtureRequest) -> Opener:
    if request.param == "in memory":
        return _in_memory
    database = request.getfixturevalue("database")
    return lambda: opened_store(database)


@pytest.fixture
async def store(opener: Opener) -> AsyncIterator[EventStore]:
    async with opener() as opened:
        yield opened


async def test_an_empty_store_stands_at_zero_in_its_first_epoch(store: EventStore) -> None:
    assert store.epoch == 1
    assert await store.head() == 0
    assert await store.read(0, 10) == []
    assert await store.load(stream()) == []
    assert await store.receipt(uuid4()) is None
    assert await store.position_at(datetime.max.replace(tzinfo=UTC)) == 0


async def test_what_was_appended_is_read_back_byte_for_byte(store: EventStore) -> None:
    lamp = stream()
    data = '{"b": 1,  "a":"é\\u00e9 \\"x\\"","b":2, "n": 1.50}'
    new = event(data)
    await store.append(append(Write(lamp, NO_STREAM, [new])))
    (loaded,) = await store.load(lamp)
    assert (loaded.position, loaded.stream, loaded.version) == (1, lamp, 1)
    assert (loaded.id, loaded.type, loaded.schema_version) == new[:3]
    assert (loaded.data, loaded.meta) == (data, new.meta)
    assert loaded.recorded_at.utcoffset() == timedelta(0)
    assert await store.read(0, 10) == [loaded]


async def test_versions_count_a_stream_and_positions_count_the_store(store: EventStore) -> None:
    lamp, door = stream(), stream("door")
    assert await store.append(append(write(lamp, 0, 2))) == Outcome("ok", 1, 2, [2])
    assert await store.append(append(write(door))) == Outcome("ok", 3, 3, [1])
    assert await store.append(append(write(lamp, 2))) == Outcome("ok", 4, 4, [3])
    assert [e.position for e in await store.load(lamp)] == [1, 2, 4]
    assert [e.version for e in await store.load(lamp)] == [1, 2, 3]
    assert await store.head() == 4


async def test_a_stream_is_known_by_category_and_id_together(store: EventStore) -> None:
    id_ = uuid4()
    await store.append(append(write(Stream("light", id_))))
    await store.append(append(write(Stream("door", id_), NO_STREAM, 2)))
    assert len(await store.load(Stream("light", id_))) == 1
    assert len(await store.load(Stream("door", id_))) == 2


async def test_a_reader_goes_on_from_where_it_was(store: EventStore) -> None:
    lamp = stream()
    await store.append(append(write(lamp, NO_STREAM, 5)))
    assert [e.position for e in await store.read(2, 2)] == [3, 4]
    assert await store.read(5, 10) == []
    assert [e.version for e in await store.load(lamp, 3)] == [4, 5]


@pytest.mark.parametrize("expected", [NO_STREAM, 1, 3])
async def test_a_writer_that_read_another_version_is_refused(
    store: EventStore, expected: int
) -> None:
    lamp = stream()
    await store.append(append(write(lamp, NO_STREAM, 2)))
    refused = append(write(lamp, expected))
    assert await store.append(refused) == Outcome("conflict", None, None, [2])
    assert await store.head() == 2
    assert await store.receipt(refused.command_id) is None


async def test_a_writer_may_take_any_version(store: EventStore) -> None:
    lamp = stream()
    for version in (1, 2):
        assert (await store.append(append(write(lamp, ANY_VERSION)))).versions == [version]


async def test_of_racing_writers_one_wins(store: EventStore) -> None:
    lamp = stream()
    await store.append(append(write(lamp)))
    racing = await asyncio.gather(*(store.append(append(write(lamp, 1))) for _ in range(50)))
    assert Counter(outcome.status for outcome in racing) == {"ok": 1, "conflict": 49}
    assert {tuple(outcome.versions) for outcome in racing} == {(2,)}
    assert len(await store.load(lamp)) == 2


async def test_several_streams_are_written_together(store: EventStore) -> None:
    lamp, door = stream(), stream("door")
    outcome = await store.append(append(write(lamp, 0, 2), write(door, 0, 1)))
    assert outcome == Outcome("ok", 1, 3, [2, 1])
    assert [e.position for e in await store.load(door)] == [3]
    assert len({e.recorded_at for e in await store.read(0, 10)}) == 1


async def test_several_streams_are_written_all_or_none(store: EventStore) -> None:
    lamp, door = stream(), stream("door")
    await store.append(append(write(lamp)))
    outcome = await store.append(append(write(lamp, 1), write(door, 7)))
    assert outcome == Outcome("conflict", None, None, [1, 0])
    assert len(await store.load(lamp)) == 1
    assert await store.head() == 1


async def test_a_write_without_events_checks_a_version_and_changes_nothing(
    store: EventStore,
) -> None:
    lamp, circuit = stream(), stream("circuit")
    await store.append(append(write(circuit)))
    held = Write(circuit, 1)
    assert await store.append(append(write(lamp), held)) == Outcome("ok", 2, 2, [1, 1])
    await store.append(append(write(circuit, 1)))
    refused = await store.append(append(write(lamp, 1), held))
    assert refused == Outcome("conflict", None, None, [1, 2])
    assert len(await store.load(circuit)) == 2


async def test_a_stream_may_be_checked_not_to_exist(store: EventStore) -> None:
    lamp, circuit = stream(), stream("circuit")
    outcome = await store.append(append(write(lamp), Write(circuit, NO_STREAM)))
    assert outcome == Outcome("ok", 1, 1, [1, 0])
    assert (await store.append(append(write(circuit)))).status == "ok"


async def test_a_check_and_a_write_of_one_stream_at_once_never_both_pass(store: EventStore) -> None:
    for _ in range(20):
        circuit = stream("circuit")
        checking = [append(write(stream()), Write(circuit, NO_STREAM)) for _ in range(5)]
        writing = append(write(circuit))
        outcomes = await asyncio.gather(*map(store.append, [*checking[:2], writing, *checking[2:]]))
        (written,) = await store.load(circuit)
        for outcome in [*outcomes[:2], *outcomes[3:]]:
            before = (
                outcome.first_position is not None and outcome.first_position < written.position
            )
            assert (outcome.status == "ok") == before


async def test_a_command_without_events_leaves_no_receipt(store: EventStore) -> None:
    lamp = stream()
    await store.append(append(write(lamp)))
    checked = append(Write(lamp, 1))
    assert await store.append(checked) == Outcome("ok", None, None, [1])
    assert await store.receipt(checked.command_id) is None
    assert (await store.append(append(Write(lamp, 2)))).status == "conflict"
    assert await store.head() == 1


async def test_a_command_has_its_effect_once(store: EventStore) -> None:
    lamp = stream()
    command = append(write(lamp, ANY_VERSION, 2))
    await store.append(command)
    await store.append(append(write(lamp, 2)))
    assert await store.append(command) == Outcome("duplicate", 1, 2, [3])
    assert await store.head() == 3


async def test_a_command_repeated_at_the_same_moment_has_its_effect_once(
    store: EventStore,
) -> None:
    command = append(write(stream(), ANY_VERSION))
    outcomes = await asyncio.gather(*(store.append(command) for _ in range(20)))
    assert Counter(outcome.status for outcome in outcomes) == {"ok": 1, "duplicate": 19}
    assert {(o.first_position, o.last_position) for o in outcomes} == {(1, 1)}


async def test_a_command_id_that_comes_back_with_another_body_is_refused(
    store: EventStore,
) -> None:
    lamp = stream()
    command = append(write(lamp))
    await store.append(command)
    other = append(write(lamp, 1), id_=command.command_id, fingerprint=b"something else")
    assert await store.append(other) == Outcome("key_reused", 1, 1, [1])
    assert await store.head() == 1


async def test_a_refused_command_may_be_given_again(store: EventStore) -> None:
    lamp = stream()
    refused = append(write(lamp, 1))
    assert (await store.append(refused)).status == "conflict"
    await store.append(append(write(lamp)))
    assert (await store.append(refused)).status == "ok"


async def test_a_receipt_says_what_a_command_did(store: EventStore) -> None:
    command = append(write(stream(), NO_STREAM, 3), fingerprint=b"\x00\xff")
    await store.append(command)
    assert await store.receipt(command.command_id) == (b"\x00\xff", 1, 3)


async def test_an_archived_stream_is_read_but_not_written(store: EventStore) -> None:
    lamp = stream()
    await store.append(append(write(lamp, NO_STREAM, 2)))
    await store.archive(lamp)
    await store.archive(lamp)
    for expected in (ANY_VERSION, NO_STREAM, 2):
        outcome = await store.append(append(write(lamp, expected)))
        assert outcome == Outcome("archived", None, None, [2])
    assert (await store.append(append(write(stream()), Write(lamp, 2)))).status == "archived"
    assert len(await store.load(lamp)) == 2


async def test_a_stream_that_is_not_there_cannot_be_archived(store: EventStore) -> None:
    with pytest.raises(LookupError):
        await store.archive(stream())


@pytest.mark.parametrize("letter", ["a", "é", "€", "😀"])
async def test_an_event_of_a_mebibyte_is_stored_and_one_byte_more_is_not(
    store: EventStore, letter: str
) -> None:
    width = len(letter.encode())
    text = letter * ((MAX_EVENT_BYTES - 2) // width)
    largest = f'"{text}{"x" * ((MAX_EVENT_BYTES - 2) % width)}"'
    assert len(largest.encode()) == MAX_EVENT_BYTES
    lamp = stream()
    assert (await store.append(append(Write(lamp, 0, [event(largest)])))).status == "ok"
    with pytest.raises(ValueError, match="larger"):
        await store.append(append(Write(lamp, 1, [event(f"{largest} ")])))
    assert (await store.load(lamp))[0].data == largest


async def test_a_command_names_a_stream_once(store: EventStore) -> None:
    lamp = stream()
    with pytest.raises(ValueError, match="once"):
        await store.append(append(write(lamp), write(lamp, 1)))
    assert await store.head() == 0


async def test_recorded_at_never_decreases(store: EventStore) -> None:
    await asyncio.gather(*(store.append(append(write(stream(), 0, 3))) for _ in range(40)))
    moments = [e.recorded_at for e in await store.read(0, 1000)]
    assert moments == sorted(moments)


async def test_a_moment_stands_for_the_last_position_recorded_by_then(store: EventStore) -> None:
    before = datetime(2001, 1, 1, tzinfo=UTC)
    for _ in range(5):
        await asyncio.gather(*(store.append(append(write(stream(), 0, 3))) for _ in range(7)))
    everything = await store.read(0, 1000)
    tick = timedelta(microseconds=1)
    for moment in {e.recorded_at for e in everything}:
        for at in (moment - tick, moment, moment + tick):
            expected = sum(e.recorded_at <= at for e in everything)
            assert await store.position_at(at) == expected
    assert await store.position_at(before) == 0
    assert await store.position_at(everything[-1].recorded_at) == len(everything)


async def test_a_stream_is_read_as_it_was_at_a_version_a_position_and_a_moment(
    store: EventStore,
) -> None:
    lamp, other = stream(), stream()
    for size in (1, 2, 3):
        await store.append(append(write(lamp, ANY_VERSION, size)))
        await asyncio.sleep(0.002)  # so that the clock has moved on
        await store.append(append(write(other, ANY_VERSION, 1)))
    events = await store.load(lamp)
    everything = await store.read(0, 100)
    for count in range(len(events) + 1):
        assert await load_as_of(store, lamp, AtVersion(count)) == events[:count]
    for seen in everything:
        then = [event for event in events if event.position <= seen.position]
        assert await load_as_of(store, lamp, AtPosition(seen.position)) == then
        known = [event for event in events if event.recorded_at <= seen.recorded_at]
        assert await load_as_of(store, lamp, AtMoment(seen.recorded_at)) == known


async def test_before_the_first_event_there_is_nothing_and_later_all(store: EventStore) -> None:
    lamp = stream()
    await store.append(append(write(lamp, NO_STREAM, 2)))
    (first, _) = events = await store.load(lamp)
    before = first.recorded_at - timedelta(microseconds=1)
    early: list[AsOf] = [AtVersion(0), AtVersion(-1), AtPosition(0), AtMoment(before)]
    for at in early:
        assert await load_as_of(store, lamp, at) == []
    late: list[AsOf] = [AtVersion(9), AtPosition(9), AtMoment(datetime.max.replace(tzinfo=UTC))]
    for at in late:
        assert await load_as_of(store, lamp, at) == events
    assert await store.load(lamp, after=1, up_to=2) == events[1:]


async def test_a_tailing_reader_misses_nothing_and_sees_no_gap(store: EventStore) -> None:
    done = asyncio.Event()

    async def writer(number: int) -> int:
        count = 0
        for turn in range(40):
            size = 1 + (turn + number) % 5
            written = await store.append(append(write(stream(), NO_STREAM, size)))
            assert written.status == "ok"
            count += size
        return count

    async def reader() -> list[int]:
        seen: list[int] = []
        while not done.is_set() or len(seen) < await store.head():
            await store.wait_beyond(len(seen), 0.05)
            seen += [e.position for e in await store.read(seen[-1] if seen else 0, 100)]
        return seen

    reading = asyncio.create_task(reader())
    written = sum(await asyncio.gather(*map(writer, range(8))))
    done.set()
    assert await reading == list(range(1, written + 1))


async def test_waiting_ends_when_something_was_appended(store: EventStore) -> None:
    waiting = asyncio.create_task(store.wait_beyond(0, 60))
    await asyncio.sleep(0.01)
    assert not waiting.done()
    await store.append(append(write(stream())))
    await asyncio.wait_for(waiting, 1)
    await asyncio.wait_for(store.wait_beyond(0, 60), 1)


async def test_waiting_for_what_does_not_come_ends_in_time(store: EventStore) -> None:
    await asyncio.wait_for(store.wait_beyond(0, 0.01), 1)


async def test_ids_come_back_as_uuids(store: EventStore) -> None:
    await store.append(append(write(stream())))
    (only,) = await store.read(0, 1)
    assert isinstance(only.id, UUID)
    assert isinstance(only.stream.id, UUID)
