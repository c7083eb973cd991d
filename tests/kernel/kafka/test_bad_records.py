"""Every kind of bad record on a real broker: put aside by rule, counted, shown, in nobody's way."""

import tracemalloc
from collections import Counter
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any, NamedTuple
from uuid import UUID, uuid4

import asyncpg
import msgspec
import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer
from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from aiokafka.errors import CorruptRecordException
from aiokafka.structs import TopicPartition

from kernel.kafka import inspecting, topics
from kernel.kafka.client import connected
from kernel.kafka.cloudevents import Envelope, Garbage, Headers
from kernel.kafka.dead_letters import Kept, Reader
from kernel.kafka.dead_topic import ROOM_BYTES, DeadTopic
from kernel.kafka.inspecting import OPEN, Wanted
from kernel.kafka.topics import MAX_RECORD_BYTES, Source
from tests import servers
from tests.kernel.kafka import reading
from tests.kernel.kafka.publishing import ANOTHER_CHECKSUM, NO_UTF_8, SWITCHED, Writer, seen
from tests.kernel.kafka.reading import applied, consumer, eventually, header, log, running

pytestmark = [pytest.mark.kafka, pytest.mark.postgres]

MEGABYTE = 1 << 20
NEWER = "toy.light.Switched.v2"
UNKNOWN = "toy.light.Exploded.v1"
LATER = 50
"""Bad records claim positions from here on, as nobody may believe them."""


class Bad(NamedTuple):
    """A record, and what is to become of it: put aside with a reason, or skipped without."""

    key: bytes | None
    value: bytes | None
    headers: Headers
    rule: str
    why: str = ""


def forged(source: Source) -> Mapping[str, Bad]:
    """Return records that are no events of their topic."""
    light = uuid4()
    key = str(light).encode()
    good = Envelope(source).headers(seen(LATER, light), SWITCHED, LATER - 1, 1)
    other = Envelope(Source("xx", "light")).headers(seen(LATER, light), SWITCHED, LATER - 1, 1)
    body = msgspec.json.encode({"light": light, "on": True})

    def changed(name: str, value: bytes) -> Headers:
        return [(key, value if key == name else old) for key, old in good]

    kinds = {
        "another key": (str(uuid4()).encode(), body, good, "ce_partitionkey is not"),
        "no key": (None, body, good, "ce_partitionkey is not"),
        "no headers": (key, body, [], "content-type is missing"),
        "another source": (key, body, other, "ce_source is not"),
        "another unit": (key, body, changed("ce_unit", b"xx"), "ce_unit is not"),
        "null": (key, None, good, "it has no data"),
        "another CloudEvents": (key, body, changed("ce_specversion", b"0.3"), "ce_specversion"),
        "no event type": (key, body, changed("ce_type", b"../../etc"), "ce_type is missing"),
        "a position of 2**63": (key, body, changed("ce_position", b"9223372036854775808"), "range"),
        "a chain backwards": (key, body, changed("ce_prevposition", b"77"), "is not before"),
        "bytes for text": (key, body, changed("ce_id", b"\xff" * 36), "ce_id is missing"),
        "a header twice": (key, body, [*good, ("ce_type", b"x")], "ce_type is there twice"),
        "3 MB": (key, b"x" * (3 * MEGABYTE), good, f"larger than {MAX_RECORD_BYTES}"),
        "10 MB": (key, b"x" * (10 * MEGABYTE), good, f"larger than {MAX_RECORD_BYTES}"),
        "2 MB of headers": (
            key,
            b"x" * (MEGABYTE + 1),
            [*good, *((f"h{n}", b"x" * 1000) for n in range(1500))],
            f"larger than {MAX_RECORD_BYTES}",
        ),
    }
    return {name: Bad(*kind[:3], "quarantined", kind[3]) for name, kind in kinds.items()}


def unreadable(light: UUID) -> Mapping[str, tuple[str, bytes | None]]:
    """Return wire type and data of events that this build cannot read, each in its stream."""
    return {
        "deep": (SWITCHED, b"[" * MEGABYTE),
        "deep objects": (SWITCHED, b'{"light":' * 100_000),
        "no JSON": (SWITCHED, b"\x00\xff\xfe"),
        "no UTF-8": (SWITCHED, b'{"light": "\xff", "on": true}'),
        "another shape": (SWITCHED, b"[]"),
        "a wrong type": (SWITCHED, msgspec.json.encode({"light": light, "on": "yes"})),
        "a missing field": (SWITCHED, b'{"on": true}'),
        "a newer version": (NEWER, b"{}"),
    }


async def test_every_kind_of_bad_record_is_dealt_with_by_its_rule(
    reader: asyncpg.Pool, kafka: servers.OwnKafka, unit: str
) -> None:
    source = Source(unit, "light")
    await _lax_topic(kafka.bootstrap, source)
    bad, sick = forged(source), unreadable(uuid4())
    view = consumer(reader, kafka.bootstrap, unit)
    good = []
    async with (
        AIOKafkaProducer(
            bootstrap_servers=kafka.bootstrap, max_request_size=20 * MEGABYTE
        ) as producer,
        running(view.run(), view.copies.run()),
    ):
        writer, position = Writer(producer, source), 0
        for kind in bad.values():
            position += 1
            good.append(position)
            await writer.send(position)
            await producer.send_and_wait(
                source.events, kind.value, key=kind.key, headers=kind.headers
            )
        for wire_type, data in [*sick.values(), (UNKNOWN, b"{}")]:
            await writer.send(position + 1, wire_type=wire_type, value=data)
            await writer.send(position + 2)
            position += 2
            good.append(position)

        async def all_there() -> bool:
            return await applied(reader) == good

        await eventually(all_there)
        (state,) = view.health().sources.values()
        assert (state.quarantined, state.parked, state.halted) == (len(bad), len(sick), None)
        assert dict(state.skipped) == {UNKNOWN: 1}
        assert view.health().clients == 1
        await eventually(lambda: _copied(kafka.bootstrap, source, len(_small(bad))))
    await _is_shown(reader, bad)
    await _are_copies(kafka.bootstrap, source, bad)


def _small(bad: Mapping[str, Bad]) -> list[Bad]:
    """Return those that are not too large to be copied."""
    return [kind for kind in bad.values() if "larger" not in kind.why]


async def _lax_topic(bootstrap: str, source: Source) -> None:
    """Make a topic whose broker takes more than it should."""
    admin = AIOKafkaAdminClient(bootstrap_servers=bootstrap)
    await admin.start()
    lax = {"max.message.bytes": str(20 * MEGABYTE)}
    await admin.create_topics([NewTopic(source.events, 1, 1, topic_configs=lax)])
    await admin.close()


async def _copied(bootstrap: str, source: Source, expected: int) -> bool:
    admin = AIOKafkaAdminClient(bootstrap_servers=bootstrap)
    await admin.start()
    made = topics.copies_of(source.events) in await admin.list_topics()
    await admin.close()
    return made and len(await log(bootstrap, topics.copies_of(source.events))) == expected


async def _is_shown(reader: asyncpg.Pool, bad: Mapping[str, Bad]) -> None:
    """Check what an administrator sees: each record with its reason."""
    rows = await inspecting.listed(reader, Wanted(None, OPEN), None, 200)
    put_aside = [row["error"] for row in rows if row["status"] == "quarantined"]
    for error, (name, kind) in zip(put_aside, bad.items(), strict=True):
        assert kind.why in error, name
    parked = Counter(row["type"] for row in rows if row["status"] == "parked")
    assert parked == {SWITCHED: 7, NEWER: 1}


async def _are_copies(bootstrap: str, source: Source, bad: Mapping[str, Bad]) -> None:
    """Check that what fits is copied byte by byte, with who put it aside and why."""
    copies = await log(bootstrap, topics.copies_of(source.events))
    for copy, kind in zip(copies, _small(bad), strict=True):
        assert (copy.key, copy.value) == (kind.key, kind.value)
        assert list(copy.headers)[4:] == kind.headers
        assert header(copy, "dlq_reader").startswith("view-")
        assert kind.why in header(copy, "dlq_reason")


async def test_a_reader_that_comes_back_to_bad_records_finds_them_dealt_with(
    reader: asyncpg.Pool, kafka: servers.OwnKafka, unit: str
) -> None:
    source = Source(unit, "light")
    async with Writer.to(kafka.bootstrap, source) as writer:
        await writer.send(1)
        for _ in range(5):
            await writer.put(b"key", b"garbage", [])
            await writer.put_undecodable()
        for again in range(3):
            view = consumer(reader, kafka.bootstrap, unit)
            async with running(view.run()):
                await writer.send(again + 2)

                async def so_far(last: int = again + 2) -> bool:
                    return await applied(reader) == list(range(1, last + 1))

                await eventually(so_far)
    rows = await inspecting.listed(reader, Wanted(None, OPEN), None, 200)
    assert [row["status"] for row in rows] == ["quarantined"] * 10


@pytest.mark.parametrize("batch", [NO_UTF_8, ANOTHER_CHECKSUM], ids=["header", "compression"])
async def test_bytes_that_no_client_decodes_are_kept_and_copied(
    reader: asyncpg.Pool, kafka: servers.OwnKafka, unit: str, batch: bytes
) -> None:
    source = Source(unit, "light")
    view = consumer(reader, kafka.bootstrap, unit)
    async with (
        Writer.to(kafka.bootstrap, source) as writer,
        running(view.run(), view.copies.run()),
    ):
        await writer.send(1)
        await writer.put_undecodable(batch=batch)
        await writer.send(2)

        async def both() -> bool:
            return await applied(reader) == [1, 2]

        await eventually(both)
        await eventually(lambda: _copied(kafka.bootstrap, source, 1))
    assert view.health().clients == 1
    (copy,) = await log(kafka.bootstrap, topics.copies_of(source.events))
    kept = await reader.fetchval("SELECT event FROM store.dead_letters")
    assert batch[21:] in kept  # what comes before its checksum the broker has written
    assert kept == copy.value


async def test_what_a_line_garbled_once_is_not_read_record_by_record_again(
    reader: asyncpg.Pool, kafka: servers.OwnKafka, unit: str
) -> None:
    light, events = Source(unit, "light"), 300
    counting = reading.Reader()

    @asynccontextmanager
    async def garbling(*how: Any) -> AsyncIterator[AIOKafkaConsumer]:
        async with connected(*how) as client:
            taken = client.getmany

            async def getmany(*of: TopicPartition, **more: Any) -> Any:
                polled = await taken(*of, **more)
                if polled and await applied(reader):
                    client.getmany = taken
                    raise CorruptRecordException
                return polled

            client.getmany = getmany
            yield client

    async with Writer.to(kafka.bootstrap, light) as writer:
        await writer.send(*range(1, events + 1))
    view = consumer(reader, kafka.bootstrap, unit, counting, batch=100, connect=garbling)

    async def all_there() -> bool:
        return await applied(reader) == list(range(1, events + 1))

    async with running(view.run()):
        await eventually(all_there)
        assert view.health().clients == 1
    assert counting.calls <= events // 10


async def test_a_flood_of_garbage_is_counted_and_fills_neither_memory_nor_disk() -> None:
    """The broker is away: what cannot be copied is left out, and nobody waits for it."""
    copies = DeadTopic("127.0.0.1:1", Reader("view", 1))
    record = Kept("aa.light.events.v1", 0, 1, b"key", bytes(100_000), ())
    tracemalloc.start()
    copies.offer(Garbage(record, "no event") for _ in range(10_000))
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 2 * ROOM_BYTES
    assert 0 < copies.waiting <= ROOM_BYTES // 100_000
    async with running(copies.run()):
        await eventually(lambda: copies.waiting == 0)
        copies.offer([Garbage(record, "no event")])
        await eventually(lambda: copies.waiting == 0)
