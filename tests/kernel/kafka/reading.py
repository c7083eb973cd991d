"""A reader of lights, and what tests ask of topics and tasks."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Sequence
from contextlib import asynccontextmanager
from typing import Any

import asyncpg
from aiokafka import AIOKafkaConsumer
from aiokafka.structs import ConsumerRecord, TopicPartition

from kernel.kafka.cloudevents import Incoming
from kernel.kafka.consumer import Consumer
from kernel.kafka.contracts import Contracts
from kernel.kafka.topics import Source
from kernel.postgres.pool import Connection
from tests.kernel.kafka.toy import Contract

VIEW = """
CREATE TABLE applied (
  source text NOT NULL, epoch bigint NOT NULL, position bigint NOT NULL, subject uuid NOT NULL,
  times int NOT NULL, PRIMARY KEY (source, epoch, position)
);
CREATE TABLE heard (source text PRIMARY KEY, scanned bigint NOT NULL, published bigint NOT NULL);
"""
SLOW = 40.0


class Reader:
    """Writes down each event, counting how often it was applied; `fails` may refuse one."""

    def __init__(self) -> None:
        self.fails: Callable[[Incoming], bool] = lambda _: False
        self.calls = 0

    async def handle(self, connection: Connection, events: Sequence[Incoming]) -> None:
        self.calls += 1
        await connection.executemany(
            "INSERT INTO applied VALUES ($1, $2, $3, $4, 1) ON CONFLICT (source, epoch, position)"
            " DO UPDATE SET times = applied.times + 1",
            [(str(e.source), e.storeepoch, e.position, e.subject) for e in events],
        )
        if any(self.fails(event) for event in events):
            raise ArithmeticError("this event is poison")

    async def forget(self, connection: Connection, source: Source) -> None:
        await connection.execute("DELETE FROM applied WHERE source = $1", str(source))

    async def hear(self, connection: Connection, beats: Sequence[Any]) -> None:
        await connection.executemany(
            "INSERT INTO heard VALUES ($1, $2, $3) ON CONFLICT (source) DO UPDATE"
            " SET scanned = excluded.scanned, published = excluded.published",
            [(str(beat.source), beat.scanned, beat.published) for beat in beats],
        )


def consumer(
    pool: asyncpg.Pool, bootstrap: str, unit: str, reader: Reader | None = None, **more: Any
) -> Consumer:
    """Return a consumer of all services of the units whose name begins with `unit`."""
    reader = reader or Reader()
    return Consumer(
        pool,
        bootstrap,
        **{
            "name": f"view-{unit}",
            "handle": reader.handle,
            "forget": reader.forget,
            "topics": rf"^{unit}[a-z0-9]*\.[a-z]+\.(events|status)\.v1$",
            "contracts": Contracts(Contract),
            "on_status": reader.hear,
            **more,
        },
    )


async def applied(pool: asyncpg.Pool, source: str | None = None) -> list[int]:
    """Return the positions in the view, in order; each must have been applied exactly once."""
    rows = await pool.fetch(
        "SELECT position, times FROM applied WHERE $1::text IS NULL OR source = $1 ORDER BY 1",
        source,
    )
    assert all(row["times"] == 1 for row in rows), "an event was applied twice"
    return [row["position"] for row in rows]


@asynccontextmanager
async def running(*work: Coroutine[Any, Any, None]) -> AsyncIterator[None]:
    """Run tasks beside the test; one that dies fails it."""
    tasks = [asyncio.create_task(each) for each in work]
    try:
        yield
        for task in tasks:
            if task.done():
                task.result()
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.wait(tasks)


async def eventually(
    ask: Callable[[], Awaitable[bool]] | Callable[[], bool], within: float = SLOW
) -> None:
    """Wait until it is so."""
    async with asyncio.timeout(within):
        while True:
            answer = ask()
            if answer if isinstance(answer, bool) else await answer:
                return
            await asyncio.sleep(0.05)


async def log(bootstrap: str, topic: str, partitions: int = 1) -> list[ConsumerRecord]:
    """Return every record of a topic, partition after partition."""
    places = [TopicPartition(topic, number) for number in range(partitions)]
    client = AIOKafkaConsumer(bootstrap_servers=bootstrap, auto_offset_reset="earliest")
    await client.start()
    try:
        client.assign(places)
        ends = await client.end_offsets(places)
        found: dict[TopicPartition, list[ConsumerRecord]] = {place: [] for place in places}
        async with asyncio.timeout(SLOW):
            while any([await client.position(place) < ends[place] for place in places]):
                for place, records in (await client.getmany(timeout_ms=200)).items():
                    found[place] += records
        return [record for place in places for record in found[place]]
    finally:
        await client.stop()


def header(record: ConsumerRecord, name: str) -> str:
    return str(dict(record.headers)[name], "utf-8")


def positions(records: Sequence[ConsumerRecord]) -> list[int]:
    return [int(header(record, "ce_position")) for record in records]


def assert_unbroken(records: Sequence[ConsumerRecord]) -> None:
    """Check that what is seen for the first time hangs on the one before it."""
    mark = 0
    for record in records:
        position, previous = (int(header(record, f"ce_{n}")) for n in ("position", "prevposition"))
        if position > mark:
            assert previous == mark
            mark = position
