"""Consuming from Kafka, one process: a plain counter and the gateway against the bare client.

The payload of `rebuild` (README.md, `cooperation.py`) lies in a real broker before anything is
measured. The floor is `AIOKafkaConsumer` that takes the same records and drops them. Then the
consumer with a handler that counts events by type in a table: every envelope checked, the chain
followed, dead letters asked for, mark and counts moved in one transaction. Then the gateway's
projector, with its whole history. Each begins on an empty database.

    python -m tests.bench.bench_consume [--partnerships 140] [--rounds 3]
"""

import argparse
import sys
import time
from collections import Counter
from collections.abc import Sequence
from statistics import median

import asyncpg
import uvloop
from aiokafka import AIOKafkaConsumer
from aiokafka.structs import TopicPartition

from gateway import collector
from gateway.projector import BATCH, SIDE_BY_SIDE, projector
from kernel.kafka import topics
from kernel.kafka.cloudevents import Incoming
from kernel.kafka.consumer import Consumer
from kernel.kafka.topics import MAX_RECORD_BYTES, Source
from kernel.postgres.pool import Connection
from tests.bench.bench_rebuild import (
    SERVICES,
    UNITS,
    Round,
    consumed,
    empty_read_model,
    publish,
    report,
    server_of,
)
from tests.bench.measuring import durable_postgres, say
from tests.servers import private_kafka

MUST_COUNT, MUST_SHOW = 100_000, 20_000
"""Events per second: counted, and shown by the gateway."""

_TABLE = """
CREATE TABLE public.heard (
  source text, type text, events bigint NOT NULL, PRIMARY KEY (source, type)
)
"""
_COUNT = """
INSERT INTO public.heard AS h SELECT $1, * FROM unnest($2::text[], $3::bigint[])
ON CONFLICT (source, type) DO UPDATE SET events = h.events + excluded.events
"""


async def bare(bootstrap: str, events: int) -> Round:
    """Return how long the client takes to hand over so many records."""
    places = [TopicPartition(Source(u, s).events, 0) for u in UNITS for s in SERVICES]
    began = first = time.perf_counter()
    here, taken = time.process_time(), 0
    async with AIOKafkaConsumer(
        bootstrap_servers=bootstrap,
        enable_auto_commit=False,
        auto_offset_reset="earliest",
        isolation_level="read_committed",
        max_partition_fetch_bytes=MAX_RECORD_BYTES,
    ) as client:
        client.assign(places)
        while taken < events:
            polled = await client.getmany(timeout_ms=1000, max_records=BATCH)
            if not taken:
                first = time.perf_counter()
            taken += sum(map(len, polled.values()))
    done = time.perf_counter()
    return Round(done - began, done - first, time.process_time() - here, 0)


def counting(database: asyncpg.Pool, bootstrap: str) -> Consumer:
    async def count(connection: Connection, events: Sequence[Incoming]) -> None:
        types = Counter(event.type for event in events)
        await connection.execute(_COUNT, str(events[0].source), [*types], [*types.values()])

    async def forget(connection: Connection, source: Source) -> None:
        await connection.execute("DELETE FROM public.heard WHERE source = $1", str(source))

    return Consumer(
        database,
        bootstrap,
        name="counter",
        topics=topics.EVENTS,
        handle=count,
        forget=forget,
        batch=BATCH,
        side_by_side=SIDE_BY_SIDE,
    )


async def counted(server: str, bootstrap: str, events: int) -> Round:
    async with empty_read_model(server) as (_, database):
        await database.execute(_TABLE)
        process = await server_of(database)
        took = await consumed(counting(database, bootstrap), events, process)
        assert await database.fetchval("SELECT sum(events) FROM public.heard") == events
        return took


async def shown(server: str, bootstrap: str, events: int) -> Round:
    async with empty_read_model(server) as (_, database):
        return await consumed(projector(database, bootstrap), events, await server_of(database))


async def main(given: argparse.Namespace) -> bool:
    floor: list[Round] = []
    counts: list[Round] = []
    shows: list[Round] = []
    async with private_kafka() as kafka, durable_postgres() as server:
        events = await publish(kafka.bootstrap, given.partnerships, SERVICES)
        collector.settle()  # as the gateway does; what the benchmark has made is not looked at
        for _ in range(given.rounds):
            floor.append(await bare(kafka.bootstrap, events))
            counts.append(await counted(server, kafka.bootstrap, events))
            shows.append(await shown(server, kafka.bootstrap, events))
    report("the bare client", floor, events)
    met = []
    for name, rounds, must in (
        ("a counter", counts, MUST_COUNT),
        ("the gateway", shows, MUST_SHOW),
    ):
        report(name, rounds, events)
        of_floor = median(f.applying / r.applying for f, r in zip(floor, rounds, strict=True))
        reached = median(events / each.applying for each in rounds)
        met.append(reached >= must)
        verdict = "met" if met[-1] else "MISSED"
        say(f"  {of_floor:.2f}x of the bare client; at least {must:,} /s: {verdict}")
    return all(met)


if __name__ == "__main__":
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--partnerships", type=int, default=140)
    arguments.add_argument("--rounds", type=int, default=3)
    sys.exit(not uvloop.run(main(arguments.parse_args())))
