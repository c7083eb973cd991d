"""What consumers promise: each event's effect once, and one source's trouble its own."""

import asyncio
from collections.abc import Sequence
from uuid import uuid4

import asyncpg
import pytest

from kernel.kafka import settling
from kernel.kafka.cloudevents import Envelope, Headers, Incoming
from kernel.kafka.consumer import Consumer
from kernel.kafka.replaying import Replayed, replay
from kernel.kafka.settling import Act
from kernel.kafka.topics import Source
from kernel.postgres.pool import Connection
from tests import servers
from tests.kernel.kafka import toy
from tests.kernel.kafka.conftest import Service
from tests.kernel.kafka.publishing import Writer, seen
from tests.kernel.kafka.reading import Reader, applied, consumer, eventually, running
from tests.kernel.kafka.test_relay import relay

FIXED = Act("operator-1", "the reader is mended")

pytestmark = [pytest.mark.kafka, pytest.mark.postgres]


async def test_each_event_is_applied_once_and_new_topics_are_found(
    service: Service, reader: asyncpg.Pool, kafka: servers.OwnKafka, unit: str
) -> None:
    it, view = relay(service, kafka.bootstrap, unit), consumer(reader, kafka.bootstrap, unit)
    async with running(view.run()):
        await asyncio.sleep(1)
        async with running(it.run()):
            last = await toy.switch(service.store, lights=10, times=250)

            async def all_there() -> bool:
                return await applied(reader) == list(range(1, last + 1))

            await eventually(all_there)

            async def heard() -> bool:
                row = await reader.fetchrow("SELECT scanned, published FROM heard")
                return row is not None and tuple(row) == (last, last)

            await eventually(heard)


async def test_an_event_that_is_delivered_again_changes_nothing(
    reader: asyncpg.Pool, kafka: servers.OwnKafka, unit: str
) -> None:
    async with Writer.to(kafka.bootstrap, Source(unit, "light")) as writer:
        await writer.send(1, 2, 3)
        await writer.send(2, 3, 4)
        await writer.send(1, 2, 3, 4, 5)
        async with running(consumer(reader, kafka.bootstrap, unit).run()):
            await eventually(lambda: _is(reader, [1, 2, 3, 4, 5]))


async def test_a_reader_that_comes_back_goes_on_where_its_mark_stands(
    reader: asyncpg.Pool, kafka: servers.OwnKafka, unit: str
) -> None:
    again = Reader()
    async with Writer.to(kafka.bootstrap, Source(unit, "light")) as writer:
        await writer.send(*range(1, 101))
        async with running(consumer(reader, kafka.bootstrap, unit).run()):
            await eventually(lambda: _is(reader, list(range(1, 101))))
        await writer.send(*range(101, 121))
        view = consumer(reader, kafka.bootstrap, unit, again)
        async with running(view.run()):
            await eventually(lambda: _is(reader, list(range(1, 121))))
            (state,) = view.health().sources.values()
            assert (state.applied, state.duplicates, state.position) == (20, 1, 120)


async def test_two_consumers_of_one_reader_share_the_sources_through_joining_and_leaving(
    reader: asyncpg.Pool, kafka: servers.OwnKafka, unit: str
) -> None:
    sources = [Source(f"{unit}{letter}", "light") for letter in "abcd"]
    stop = asyncio.Event()
    sent: dict[Source, int] = {}

    async def keep_writing(source: Source) -> None:
        async with Writer.to(kafka.bootstrap, source) as writer:
            while not stop.is_set():
                await writer.send(*range(sent.get(source, 0) + 1, sent.get(source, 0) + 6))
                sent[source] = sent.get(source, 0) + 5
                await asyncio.sleep(0.02)

    writing = [asyncio.create_task(keep_writing(source)) for source in sources]
    first, second = (consumer(reader, kafka.bootstrap, unit) for _ in range(2))
    async with running(first.run()):
        await eventually(lambda: len(first.health().sources) == 4)
        for _ in range(2):
            async with running(second.run()):
                await eventually(lambda: len(second.health().sources) == 2)
                await asyncio.sleep(0.5)
            await eventually(lambda: len(first.health().sources) == 4)
        stop.set()
        await asyncio.gather(*writing)
        for source in sources:
            expected = list(range(1, sent[source] + 1))
            await eventually(lambda s=source, e=expected: _is(reader, e, str(s)))


async def test_the_same_reader_with_another_database_sees_everything_too(
    reader: asyncpg.Pool, another_reader: asyncpg.Pool, kafka: servers.OwnKafka, unit: str
) -> None:
    """As two gateways on one broker: neither takes events away from the other."""
    sources = [Source(f"{unit}{letter}", "light") for letter in "ab"]
    for source in sources:
        async with Writer.to(kafka.bootstrap, source) as writer:
            await writer.send(1, 2, 3)
    one = consumer(reader, kafka.bootstrap, unit)
    other = consumer(another_reader, kafka.bootstrap, unit)
    async with running(one.run()), running(other.run()):
        for pool in (reader, another_reader):
            for source in sources:
                await eventually(lambda p=pool, s=source: _is(p, [1, 2, 3], str(s)))


async def test_a_reader_that_comes_back_hears_of_sources_that_came_while_it_was_away(
    reader: asyncpg.Pool, kafka: servers.OwnKafka, unit: str
) -> None:
    first, later = Source(f"{unit}a", "light"), Source(f"{unit}b", "light")
    async with Writer.to(kafka.bootstrap, first) as writer:
        await writer.send(1, 2)
        async with running(consumer(reader, kafka.bootstrap, unit).run()):
            await eventually(lambda: _is(reader, [1, 2], str(first)))
        async with Writer.to(kafka.bootstrap, later) as other:
            await other.send(1, 2, 3)
            view = consumer(reader, kafka.bootstrap, unit)
            async with running(view.run()):
                await eventually(lambda: _is(reader, [1, 2, 3], str(later)))


async def test_sessions_that_are_killed_cost_nothing(
    service: Service,
    reader: asyncpg.Pool,
    kafka: servers.OwnKafka,
    unit: str,
    postgres_server: str,
) -> None:
    it, view = relay(service, kafka.bootstrap, unit), consumer(reader, kafka.bootstrap, unit)
    killed = 0
    async with (
        asyncpg.create_pool(postgres_server, min_size=1, max_size=1) as administrator,
        running(it.run(), view.run()),
    ):
        for _ in range(10):
            last = await toy.switch(service.store, lights=2, times=100)
            await asyncio.sleep(0.1)
            killed += await administrator.fetchval(
                "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
                " WHERE datname LIKE 'test_%' AND application_name NOT LIKE '%committer'"
            )
        await asyncio.sleep(1)
        await eventually(lambda: _is(reader, list(range(1, last + 1))))
    assert killed >= 10


async def test_an_event_that_cannot_be_applied_parks_its_stream_and_nothing_else(
    reader: asyncpg.Pool, kafka: servers.OwnKafka, unit: str
) -> None:
    sick, well = uuid4(), uuid4()
    refusing = Reader()
    refusing.fails = lambda event: event.position == 2
    view = consumer(reader, kafka.bootstrap, unit, refusing)
    source = Source(unit, "light")
    async with Writer.to(kafka.bootstrap, source) as writer, running(view.run()):
        await writer.send(1, 2, 3, 4, 5, lights={2: sick, 4: sick, 1: well, 3: well, 5: well})
        await eventually(lambda: _is(reader, [1, 3, 5]))
        letters = await reader.fetch(
            "SELECT position, status, attempts, error FROM store.dead_letters ORDER BY position"
        )
        assert [tuple(letter) for letter in letters] == [
            (2, "parked", 3, "ArithmeticError: this event is poison"),
            (4, "blocked", 0, "waits behind a parked event"),
        ]
        refusing.fails = lambda _: False
        assert await replay(view.applier, source, str(sick), FIXED) == Replayed(2)
        assert await applied(reader) == [1, 2, 3, 4, 5]
        await writer.send(6, lights={6: sick})
        await eventually(lambda: _is(reader, [1, 2, 3, 4, 5, 6]))
    assert (
        await reader.fetchval(
            "SELECT count(*) FROM store.dead_letters WHERE status = 'replayed'"
            " AND settled_by = 'operator-1'"
        )
        == 2
    )


async def test_a_letter_that_is_discarded_lets_those_behind_it_be_replayed(
    reader: asyncpg.Pool, kafka: servers.OwnKafka, unit: str
) -> None:
    sick, source = uuid4(), Source(unit, "light")
    refusing = Reader()
    refusing.fails = lambda event: event.position == 1
    view = consumer(reader, kafka.bootstrap, unit, refusing)
    async with Writer.to(kafka.bootstrap, source) as writer, running(view.run()):
        await writer.send(1, 2, lights={1: sick, 2: sick})
        await eventually(lambda: _letters(reader, 2))
        parked = await reader.fetchval("SELECT id FROM store.dead_letters WHERE position = 1")
        async with reader.acquire() as connection:
            await settling.close(connection, [parked], "discarded", FIXED)
        assert await replay(view.applier, source, str(sick), FIXED) == Replayed(1)
    assert await applied(reader) == [2]


async def test_what_is_no_event_of_its_topic_is_put_aside_with_its_reason(
    reader: asyncpg.Pool, kafka: servers.OwnKafka, unit: str
) -> None:
    source, other = Source(unit, "light"), Source("xx", "light")
    light = uuid4()
    good = Envelope(source).headers(seen(2, light), "toy.light.Switched.v1", 1, 1)
    bad: list[tuple[bytes | None, Headers]] = [
        (b"{}", []),
        (None, good),
        (b"{}", Envelope(other).headers(seen(2, light), "toy.light.Switched.v1", 1, 1)),
        (b"{}", _with(good, "ce_unit", b"xx")),
        (b"{}", _with(good, "ce_position", b"-1")),
        (b"{}", _with(good, "ce_position", "\u0663".encode())),
        (b"{}", _with(good, "ce_subject", b"\xff\xfe")),
        (b"{}", [*good, ("ce_id", b"twice")]),
        (b"{}", _with(good, "ce_recordedtime", b"0001-01-01T00:00:00+23:59")),
    ]
    view = consumer(reader, kafka.bootstrap, unit)
    async with Writer.to(kafka.bootstrap, source) as writer, running(view.run()):
        await writer.send(1)
        for value, headers in bad:
            await writer.put(str(light).encode(), value, headers)
        await writer.send(2)
        await eventually(lambda: _is(reader, [1, 2]))
        (state,) = view.health().sources.values()
        assert state.quarantined == len(bad)
    rows = await reader.fetch("SELECT error, status FROM store.dead_letters ORDER BY kafka_offset")
    assert {row["status"] for row in rows} == {"quarantined"}
    assert [row["error"] for row in rows] == [
        "content-type is missing",
        "it has no data",
        f"ce_source is not '/units/{unit}/light'",
        f"ce_unit is not '{unit}'",
        "ce_position is missing or no number",
        "ce_position is missing or no number",
        "ce_subject is missing or no UUID",
        "ce_id is there twice",
        "ce_recordedtime is missing or no moment",
    ]


async def test_unknown_types_are_skipped_and_newer_versions_and_broken_data_are_parked(
    reader: asyncpg.Pool, kafka: servers.OwnKafka, unit: str
) -> None:
    view = consumer(reader, kafka.bootstrap, unit)
    lights = {n: uuid4() for n in range(1, 6)}
    async with Writer.to(kafka.bootstrap, Source(unit, "light")) as writer, running(view.run()):
        await writer.send(1, lights=lights)
        await writer.send(2, lights=lights, wire_type="toy.light.Exploded.v1")
        await writer.send(3, lights=lights, wire_type="toy.light.Switched.v2")
        await writer.send(4, lights=lights, value=b"[" * 200_000)
        await writer.send(5, lights=lights)
        await eventually(lambda: _is(reader, [1, 5]))
        (state,) = view.health().sources.values()
        assert dict(state.skipped) == {"toy.light.Exploded.v1": 1}
        assert state.parked == 2


async def test_events_that_are_missing_are_waited_for_and_found_wherever_they_stand(
    reader: asyncpg.Pool, kafka: servers.OwnKafka, unit: str
) -> None:
    view = consumer(reader, kafka.bootstrap, unit)
    async with Writer.to(kafka.bootstrap, Source(unit, "light")) as writer, running(view.run()):
        await writer.send(1, 2)
        await eventually(lambda: _is(reader, [1, 2]))
        await writer.send(5, 6, after=4)
        await eventually(lambda: next(iter(view.health().sources.values())).missing)
        assert await applied(reader) == [1, 2]
        await writer.send(3, 4, after=2)
        await eventually(lambda: _is(reader, [1, 2, 3, 4, 5, 6]))


async def test_a_partition_in_which_the_last_record_has_moved_is_read_again_once(
    reader: asyncpg.Pool, kafka: servers.OwnKafka, unit: str
) -> None:
    async with Writer.to(kafka.bootstrap, Source(unit, "light")) as writer:
        await writer.send(1, 2, 3)
        async with running(consumer(reader, kafka.bootstrap, unit).run()):
            await eventually(lambda: _is(reader, [1, 2, 3]))
        await reader.execute("UPDATE store.checkpoints SET kafka_offset = 1")
        for times in (1, 0):
            view = consumer(reader, kafka.bootstrap, unit)
            async with running(view.run()):
                await eventually(lambda view=view: bool(_at_rest(view)))
                assert _at_rest(view) == [times]
    assert await reader.fetchval("SELECT kafka_offset FROM store.checkpoints") == 2


def _at_rest(view: Consumer) -> list[int]:
    """Return how often each was read again that has been read to its end."""
    return [s.rereads for s in view.health().sources.values() if s.duplicates and not s.lag]


async def test_a_source_whose_store_was_rewound_begins_anew(
    reader: asyncpg.Pool, kafka: servers.OwnKafka, unit: str
) -> None:
    view = consumer(reader, kafka.bootstrap, unit)
    async with Writer.to(kafka.bootstrap, Source(unit, "light")) as writer, running(view.run()):
        await writer.send(1, 2, 3)
        await eventually(lambda: _is(reader, [1, 2, 3]))
        await writer.send(1, 2, epoch=2)
        await eventually(lambda: _is(reader, [1, 2]))
        assert await reader.fetchval("SELECT min(epoch) FROM applied") == 2


async def test_a_source_that_waits_for_the_database_keeps_no_other_waiting(
    reader: asyncpg.Pool, kafka: servers.OwnKafka, unit: str
) -> None:
    stuck, free = Source(f"{unit}a", "light"), Source(f"{unit}b", "light")
    patient, freed = Reader(), asyncio.Event()

    async def wait_with_some(connection: Connection, events: Sequence[Incoming]) -> None:
        if events[0].source == stuck:
            await freed.wait()
        await patient.handle(connection, events)

    view = consumer(reader, kafka.bootstrap, unit, handle=wait_with_some, side_by_side=2)
    async with (
        Writer.to(kafka.bootstrap, stuck) as writer,
        Writer.to(kafka.bootstrap, free) as other,
        running(view.run()),
    ):
        await writer.send(1, 2)
        for known in ([1], [1, 2], [1, 2, 3]):
            await other.send(known[-1])
            await eventually(lambda known=known: _is(reader, known, str(free)))
        await writer.send(3)
        assert await applied(reader, str(stuck)) == []
        freed.set()
        await eventually(lambda: _is(reader, [1, 2, 3], str(stuck)))


async def test_a_flood_of_failures_halts_its_source_and_no_other_until_it_is_resumed(
    reader: asyncpg.Pool, kafka: servers.OwnKafka, unit: str
) -> None:
    mad, sane = Source(f"{unit}a", "light"), Source(f"{unit}b", "light")
    refusing = Reader()
    refusing.fails = lambda event: event.source == mad
    view = consumer(reader, kafka.bootstrap, unit, refusing)
    async with (
        Writer.to(kafka.bootstrap, mad) as writer,
        Writer.to(kafka.bootstrap, sane) as other,
        running(view.run()),
    ):
        await writer.send(*range(1, 201), value=b"not json")
        await eventually(lambda: any(s.halted for s in view.health().sources.values()))
        await other.send(1, 2)
        await eventually(lambda: _is(reader, [1, 2], str(sane)))
        refusing.fails = lambda _: False
        await writer.send(201, 202)
        assert view.resume(mad)
        assert not view.resume(sane)
        await eventually(lambda: _is(reader, [201, 202], str(mad)))
        assert not any(s.halted for s in view.health().sources.values())


async def test_a_restart_does_not_make_a_flood_of_failures_begin_anew(
    reader: asyncpg.Pool, kafka: servers.OwnKafka, unit: str
) -> None:
    mad = Source(unit, "light")
    async with Writer.to(kafka.bootstrap, mad) as writer:
        for parked, sent in ((10, range(1, 11)), (11, range(11, 13))):
            view = consumer(reader, kafka.bootstrap, unit)
            await writer.send(*sent, value=b"not json")
            async with running(view.run()):
                await eventually(lambda parked=parked: _parked(reader, parked))
                if parked > 10:
                    await eventually(lambda view=view: _halted(view))


async def _parked(pool: asyncpg.Pool, least: int) -> bool:
    found = await pool.fetchval("SELECT count(*) FROM store.dead_letters WHERE status = 'parked'")
    return bool(found >= least)


def _halted(view: Consumer) -> bool:
    return any(state.halted for state in view.health().sources.values())


async def _is(pool: asyncpg.Pool, expected: list[int], source: str | None = None) -> bool:
    return await applied(pool, source) == expected


async def _letters(pool: asyncpg.Pool, number: int) -> bool:
    return bool(await pool.fetchval("SELECT count(*) = $1 FROM store.dead_letters", number))


def _with(headers: Headers, name: str, value: bytes) -> Headers:
    return [(key, value if key == name else old) for key, old in headers]
