"""The relay, against a bare aiokafka producer that sends the very same records.

    python -m tests.bench.bench_relay [--events 50000] [--rounds 3]

Ours: a `Relay` with a new lease publishes the whole store: read, decode, map, headers, batches,
acknowledged offsets, checkpoints. Theirs: `AIOKafkaProducer.send` of records that were made
beforehand, with the settings of the relay's own producer, until each is acknowledged. Both begin
with connecting and end with the last acknowledgement. See README.md.
"""

import argparse
import asyncio
import gc
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from statistics import median
from typing import Any, ClassVar
from uuid import UUID

import asyncpg
import uvloop
from aiokafka import AIOKafkaProducer

from deploy.local.kafka import Kafka
from deploy.local.ports import free_port
from kernel.events import Seen
from kernel.kafka import topics
from kernel.kafka.broker import Broker, Outgoing
from kernel.kafka.cloudevents import Envelope
from kernel.kafka.mapping import Contract, Mapper, Page
from kernel.kafka.relay import Relay
from kernel.kafka.topics import Source
from kernel.postgres.migrations import KERNEL, migrate
from kernel.postgres.pool import pool as open_pool
from kernel.postgres.store import PostgresStore
from tests.bench.bench_projection import LAYOUTS, fill
from tests.bench.measuring import durable_postgres, rate, say
from tests.bench.register import CATEGORY, Closed, Joined, Opened, Renamed, codec

TARGET = 0.5
CODECS = {CATEGORY: codec}


@dataclass(frozen=True, slots=True, kw_only=True)
class FileOpened:
    wire_type: ClassVar[str] = "bench.register.FileOpened.v1"

    file: UUID
    reference: str
    title: dict[str, str]
    owner: UUID
    country: str
    opened_on: date
    amount: str
    currency: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PartyJoined:
    wire_type: ClassVar[str] = "bench.register.PartyJoined.v1"

    file: UUID
    party: UUID
    joined_on: date
    role: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FileRenamed:
    wire_type: ClassVar[str] = "bench.register.FileRenamed.v1"

    file: UUID
    title: dict[str, str]
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FileClosed:
    wire_type: ClassVar[str] = "bench.register.FileClosed.v1"

    file: UUID
    closed_on: date
    reason: str


def to_contract(seen: Seen[Any]) -> Contract | None:
    file = seen.stream.id
    match seen.event:
        case Opened(reference, title, owner, country, opened_on, amount, currency):
            return FileOpened(
                file=file,
                reference=reference,
                title=title,
                owner=owner,
                country=country,
                opened_on=opened_on,
                amount=amount,
                currency=currency,
            )
        case Joined(party, joined_on, role):
            return PartyJoined(file=file, party=party, joined_on=joined_on, role=role)
        case Renamed(title, reason):
            return FileRenamed(file=file, title=title, reason=reason)
        case Closed(closed_on, reason):
            return FileClosed(file=file, closed_on=closed_on, reason=reason)
        case _:
            return None


async def ours(url: str, bootstrap: str, unit: str, size: int) -> float:
    """Return events per second from an empty topic to the last checkpoint."""
    pool = await open_pool(url, size=4)
    async with PostgresStore.open(url, pool) as store:
        relay = Relay(
            pool,
            store,
            bootstrap,
            unit=unit,
            service="bench",
            codecs=CODECS,
            to_contract=to_contract,
        )
        began = time.perf_counter()
        running = asyncio.create_task(relay.run())
        while relay.health().scanned < size:  # noqa: ASYNC110 - the relay tells nobody
            await asyncio.sleep(0.005)
        took = time.perf_counter() - began
        running.cancel()
        await asyncio.wait([running])
    await pool.close()
    return size / took


async def theirs(bootstrap: str, topic: str, records: Sequence[Outgoing]) -> float:
    """Return records per second of a producer that does nothing else."""
    began = time.perf_counter()
    async with AIOKafkaProducer(
        bootstrap_servers=bootstrap,
        enable_idempotence=True,
        acks="all",
        linger_ms=2,
        max_batch_size=262_144,
        max_request_size=topics.MAX_RECORD_BYTES,
        compression_type="lz4",
    ) as producer:
        acknowledged = [
            await producer.send(
                topic,
                record.value,
                key=record.key,
                partition=0,
                timestamp_ms=record.timestamp_ms,
                headers=record.headers,
            )
            for record in records
        ]
        await asyncio.gather(*acknowledged)
    return len(records) / (time.perf_counter() - began)


async def made_beforehand(url: str) -> list[Outgoing]:
    """Return the records that the relay will make of the store."""
    pool = await open_pool(url, size=1)
    async with PostgresStore.open(url, pool) as store:
        mapper = Mapper(Envelope(Source("theirs", "bench")), CODECS, to_contract, 1)
        contracts = (FileOpened, PartyJoined, FileRenamed, FileClosed)
        mapper.since = {contract.wire_type: 0 for contract in contracts}
        events = await store.read(0, 1_000_000)
    await pool.close()
    return [record for _, record in mapper.records(Page(0), events, {}, 1)]


async def published(bootstrap: str, topic: str) -> int:
    async with Broker.connected(bootstrap, "bench") as broker:
        await broker.know(topic)
        return (await broker.end_offsets(topic, 1))[0]


async def compare(url: str, bootstrap: str, rounds: int) -> bool:
    records = await made_beforehand(url)
    gc.freeze()  # or the collector would walk a million headers again and again, on both sides
    our: list[float] = []
    their: list[float] = []
    for turn in range(rounds):
        for side in (0, 1) if turn % 2 == 0 else (1, 0):
            source = Source(f"side{side}turn{turn}", "bench")
            await topics.create(bootstrap, source)
            if side:
                their.append(await theirs(bootstrap, source.events, records))
            else:
                our.append(await ours(url, bootstrap, source.unit, len(records)))
            assert await published(bootstrap, source.events) == len(records)
    size = sum(len(record.value) for record in records) // len(records)
    head = sum(len(k) + len(v) for k, v in records[0].headers)
    say(f"\n{len(records):,} records of {size} bytes and {head} bytes of headers, {rounds} rounds")
    say(f"  Relay                  {rate(our)}")
    say(f"  AIOKafkaProducer.send  {rate(their)}")
    ratio = median(our) / median(their)
    met = ratio >= TARGET
    say(f"  ratio {ratio:.2f}x, at least {TARGET}: {'met' if met else 'MISSED'}")
    return met


async def main(size: int, rounds: int) -> bool:
    with tempfile.TemporaryDirectory(prefix="cic-bench-") as folder:
        ports = (first := free_port(), free_port(given={first}))
        kafka = Kafka(Path(folder, "kafka"), Path(folder, "kafka.log"), ports)
        async with durable_postgres() as url:
            await migrate(url, KERNEL)
            connection = await asyncpg.connect(url)
            await fill(connection, LAYOUTS[0], size)
            await connection.close()
            await kafka.start()
            try:
                return await compare(url, kafka.bootstrap, rounds)
            finally:
                await kafka.stop()


if __name__ == "__main__":
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--events", type=int, default=50_000)
    arguments.add_argument("--rounds", type=int, default=3)
    given = arguments.parse_args()
    sys.exit(not uvloop.run(main(given.events, given.rounds)))
