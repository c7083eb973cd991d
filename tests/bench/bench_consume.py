"""Consuming from Kafka: a plain counter and the gateway against the bare client.

The payload of `rebuild` (README.md, `cooperation.py`) lies in a real broker before anything is
measured. The floor is `AIOKafkaConsumer` that takes the same records and drops them. Then the
consumer with a handler that counts events by type in a table: every envelope checked, the chain
followed, dead letters asked for, mark and counts moved in one transaction. Then the gateway's
projector, with its whole history. Each by one process, then by two that share the topics as members
of one group do, and on an empty database.

    python -m tests.bench.bench_consume [--partnerships 140] [--rounds 3] [--members 1 2]
"""

import argparse
import asyncio
import multiprocessing
import sys
import time
from collections import Counter, defaultdict
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from itertools import product
from multiprocessing.synchronize import Barrier
from statistics import median
from typing import Any, Final, TypeAlias

import asyncpg
import psutil
import uvloop
from aiokafka import AIOKafkaConsumer
from aiokafka.structs import TopicPartition

from gateway import collector
from gateway.projector import BATCH, SIDE_BY_SIDE, projector
from kernel.kafka import topics
from kernel.kafka.client import connected
from kernel.kafka.cloudevents import Incoming
from kernel.kafka.consumer import Consumer
from kernel.kafka.topics import MAX_RECORD_BYTES, Source
from kernel.postgres.pool import Connection, pool
from tests.bench.bench_rebuild import (
    PATIENCE,
    SERVICES,
    UNITS,
    Round,
    empty_read_model,
    processor,
    publish,
    report,
    server_of,
)
from tests.bench.measuring import durable_postgres, say
from tests.servers import private_kafka

Make: TypeAlias = Callable[[asyncpg.Pool, str], Consumer]
"""Makes a consumer that keeps its marks in a database and reads from a broker."""

_TABLE = """
CREATE TABLE public.heard (
  source text, type text, events bigint NOT NULL, PRIMARY KEY (source, type)
)
"""
_APPLIED = """
SELECT coalesce(sum(position), 0) FROM store.checkpoints  -- positions have no gaps
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


MUST: Final[Mapping[Make, tuple[str, int]]] = {
    counting: ("a counter", 100_000),
    projector: ("the gateway", 20_000),
}
"""Events per second that are counted, and shown by the gateway."""


async def by(members: int, make: Make, server: str, bootstrap: str, events: int) -> Round:
    """Consume in so many processes; time begins when all have joined and have their share."""
    context = multiprocessing.get_context("spawn")
    joined = context.Barrier(members + 1)
    async with empty_read_model(server) as (url, database):
        await database.execute(_TABLE)
        told = (make, url, bootstrap, joined)
        several = [context.Process(target=_member, args=told, daemon=True) for _ in range(members)]
        for each in several:
            each.start()
        try:
            await asyncio.to_thread(joined.wait, PATIENCE)
            at_work = [psutil.Process(each.pid) for each in several]
            postgres = await server_of(database)
            here, there = sum(map(processor, at_work)), processor(postgres)
            began = first = time.perf_counter()
            async with asyncio.timeout(PATIENCE):
                while (applied := await database.fetchval(_APPLIED)) < events:
                    if not applied:
                        first = time.perf_counter()
                    await asyncio.sleep(0.02)
            done = time.perf_counter()
            used = sum(map(processor, at_work)) - here, processor(postgres) - there
            await _check(database, events)
            return Round(done - began, done - first, *used)
        finally:
            for each in several:
                each.terminate()
                each.join()


async def _check(database: asyncpg.Pool, events: int) -> None:
    assert not await database.fetchval("SELECT count(*) FROM store.dead_letters")
    counted = await database.fetchval("SELECT sum(events) FROM public.heard")
    assert counted in {None, events}, counted


def _member(make: Make, url: str, bootstrap: str, joined: Barrier) -> None:
    collector.settle()
    uvloop.run(_take_part(make, url, bootstrap, joined))


async def _take_part(make: Make, url: str, bootstrap: str, joined: Barrier) -> None:
    @asynccontextmanager
    async def once_all_have_joined(*how: Any) -> AsyncIterator[AIOKafkaConsumer]:
        async with connected(*how) as client:
            while not _has_its_share(client, joined.parties - 1):  # noqa: ASYNC110 - nobody tells
                await asyncio.sleep(0.01)
            await asyncio.to_thread(joined.wait, PATIENCE)
            yield client

    async with await pool(url, size=SIDE_BY_SIDE + 1) as database:
        consumer = make(database, bootstrap)
        consumer.connect = once_all_have_joined
        await consumer.run()


def _has_its_share(client: AIOKafkaConsumer, members: int) -> bool:
    held, all_of_them = len(client.assignment()), len(client.subscription())
    return 0 < held <= all_of_them / members + members - 1


async def main(given: argparse.Namespace) -> bool:
    floor: list[Round] = []
    consumed: defaultdict[tuple[Make, int], list[Round]] = defaultdict(list)
    async with private_kafka() as kafka, durable_postgres() as server:
        events = await publish(kafka.bootstrap, given.partnerships, SERVICES)
        collector.settle()  # as the gateway does; what the benchmark has made is not looked at
        for _ in range(given.rounds):
            floor.append(await bare(kafka.bootstrap, events))
            for make, members in product(MUST, given.members):
                took = await by(members, make, server, kafka.bootstrap, events)
                consumed[make, members].append(took)
    report("the bare client", floor, events)
    met = True
    for make, (name, must) in MUST.items():
        rates = []
        for members in given.members:
            rounds = consumed[make, members]
            report(f"{name}, by {members}", rounds, events)
            of_floor = median(f.applying / r.applying for f, r in zip(floor, rounds, strict=True))
            say(f"  {of_floor:.2f}x of the bare client")
            rates.append(median(events / each.applying for each in rounds))
        met = met and max(rates) >= must
        say(f"  at least {must:,} /s: {'met' if max(rates) >= must else 'MISSED'}")
    return met


if __name__ == "__main__":
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--partnerships", type=int, default=140)
    arguments.add_argument("--rounds", type=int, default=3)
    arguments.add_argument("--members", type=int, nargs="+", default=[1, 2])
    sys.exit(not uvloop.run(main(arguments.parse_args())))
