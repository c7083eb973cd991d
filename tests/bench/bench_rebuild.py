"""A rebuild of the gateway's read model from Kafka: events per second, and the floor beside it.

The payload (README.md, `cooperation.py`) lies in a real broker before anything is measured. The
floor is the gateway's consumer on the same topics with a handler that only counts: what reading,
checking the envelope and moving the mark cost. Then the projector of the gateway, one process, and
the program `gateway.rebuild`, from its first instruction to the switch. Each begins on an empty
database.

    python -m tests.bench.bench_rebuild [--partnerships 140] [--rounds 3] [--workers 2]
        [--services partnerships planning reporting]
"""

import argparse
import asyncio
import os
import re
import resource
import sys
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from statistics import median
from typing import NamedTuple
from uuid import UUID

import asyncpg
import msgspec
import psutil
import uvloop
from aiokafka import AIOKafkaProducer

from gateway import collector
from gateway.projector import BATCH, SIDE_BY_SIDE, projector
from gateway.read_model.book import MIGRATIONS
from gateway.rebuild import WORKERS
from kernel.events import Meta, Seen
from kernel.kafka import topics
from kernel.kafka.cloudevents import Envelope, Incoming
from kernel.kafka.consumer import Consumer
from kernel.kafka.topics import Source
from kernel.postgres.migrations import KERNEL, migrate
from kernel.postgres.pool import Connection, pool
from kernel.store import Stream
from tests.bench.cooperation import Country, Spoken
from tests.bench.measuring import durable_postgres, rate, say
from tests.servers import fresh_database, private_kafka

SERVICES = ("partnerships", "planning", "reporting")
UNITS = ("bj", "bf", "cd", "ma", "sn")
MUST = 10_000
"""Events per second."""
PATIENCE = 600


class Round(NamedTuple):
    """Seconds from the start, and from the first event applied, or after what was imported.

    Then the seconds of processor time of this process, or the program, and of PostgreSQL.
    """

    whole: float
    applying: float
    here: float
    database: float


async def publish(bootstrap: str, partnerships: int, services: Sequence[str]) -> int:
    """Put everything into the topics, as the relays would; return how many events that is."""
    events = 0
    async with AIOKafkaProducer(
        bootstrap_servers=bootstrap, linger_ms=20, max_batch_size=262_144, compression_type="lz4"
    ) as producer:
        for number, code in enumerate(UNITS, 1):
            unit = Country(code, partnerships, number).tell()
            told = unit.by_service()
            for service, said in ((name, told[name]) for name in services):
                await topics.create(bootstrap, Source(code, service))
                await _publish(producer, Source(code, service), said)
                events += len(said)
            await producer.flush()
    say(f"{events:,} events of {len(UNITS)} units with {partnerships} partnerships each")
    return events


async def _publish(producer: AIOKafkaProducer, source: Source, said: Sequence[Spoken]) -> None:
    envelope = Envelope(source)
    for position, spoken in enumerate(said, 1):
        id_ = UUID(int=spoken.subject.int ^ position << 16)
        seen = Seen(
            position,
            Stream("any", spoken.subject),
            position,
            id_,
            spoken.event,
            Meta(command_id=id_, actor="bench", occurred_at=spoken.at, correlation_id=id_),
            spoken.at,
        )
        headers = envelope.headers(seen, spoken.event.wire_type, position - 1, 1)
        key, value = str(spoken.subject).encode(), msgspec.json.encode(spoken.event)
        await producer.send(source.events, value, key, headers=headers)


def counting(database: asyncpg.Pool, bootstrap: str) -> Consumer:
    async def count(_connection: Connection, _events: Sequence[Incoming]) -> None: ...

    async def forget(_connection: Connection, _source: Source) -> None: ...

    return Consumer(
        database,
        bootstrap,
        name="floor",
        topics=topics.EVENTS,
        handle=count,
        forget=forget,
        batch=BATCH,
        side_by_side=SIDE_BY_SIDE,
    )


async def consumed(consumer: Consumer, events: int, server: psutil.Process) -> Round:
    """Return how long the consumer took to apply so many events, none of which may be parked."""
    here, database = time.process_time(), processor(server)
    began = first = time.perf_counter()
    running = asyncio.create_task(consumer.run())
    try:
        async with asyncio.timeout(PATIENCE):
            while (applied := _applied(consumer)) < events:
                assert not running.done(), running.result()
                if not applied:
                    first = time.perf_counter()
                await asyncio.sleep(0.02)
    finally:
        running.cancel()
        await asyncio.wait({running})
    done = time.perf_counter()
    states = consumer.health().sources.values()
    assert not any(state.parked or state.skipped for state in states), states
    used = time.process_time() - here, processor(server) - database
    return Round(done - began, done - first, *used)


def processor(server: psutil.Process) -> float:
    """Return the processor time of a server and its children, those that have ended too."""
    own = server.cpu_times()
    children = [child.cpu_times() for child in server.children()]
    ended = own.children_user + own.children_system
    return ended + sum(each.user + each.system for each in [own, *children])


def _applied(consumer: Consumer) -> int:
    return sum(state.applied for state in consumer.health().sources.values())


async def rebuilt(url: str, bootstrap: str, events: int, workers: int) -> Round:
    """Return how long the program took, from its start to its end, and what it did in between."""
    connection = await asyncpg.connect(url)
    server = psutil.Process(await connection.fetchval("SELECT pg_backend_pid()")).parent()
    assert server is not None
    here, database = _of_children(), processor(server)
    began = time.perf_counter()
    program = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "gateway.rebuild",
        f"--workers={workers}",
        env={**os.environ, **_settings(url, bootstrap)},
        stdout=asyncio.subprocess.PIPE,
    )
    said, _ = await program.communicate()
    whole = time.perf_counter() - began
    assert program.returncode == 0
    say(f"  {said.decode().strip()}")
    assert said.startswith(f"{events} events are applied, 0 held back".encode())
    applying = sum(map(float, re.findall(r"([0-9.]+) s", said.decode())))
    used = _of_children() - here, processor(server) - database
    await connection.close()
    return Round(whole, applying, *used)


def _settings(url: str, bootstrap: str) -> dict[str, str]:
    return {
        "CIC_DATABASE_URL": url,
        "CIC_KAFKA_BOOTSTRAP": bootstrap,
        "CIC_JWKS": "none",
        "CIC_ISSUER": "none",
        "CIC_LOG_LEVEL": "ERROR",
    }


def _of_children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


@asynccontextmanager
async def empty_read_model(server: str) -> AsyncIterator[tuple[str, asyncpg.Pool]]:
    async with fresh_database(server) as url:
        await migrate(url, KERNEL, MIGRATIONS)
        async with await pool(url, size=SIDE_BY_SIDE + 1) as database:
            yield url, database


async def server_of(database: asyncpg.Pool) -> psutil.Process:
    process = psutil.Process(await database.fetchval("SELECT pg_backend_pid()")).parent()
    assert process is not None
    return process


def report(name: str, rounds: Sequence[Round], events: int) -> None:
    say(f"{name:<20} {rate([events / each.applying for each in rounds])}")
    say(f"{'  with the start':<20} {rate([events / each.whole for each in rounds])}")
    here = median(each.here for each in rounds) * 1e6 / events
    database = median(each.database for each in rounds) * 1e6 / events
    say(f"  processor time per event: {here:.0f} us here, {database:.0f} us in PostgreSQL")


async def main(given: argparse.Namespace) -> bool:
    floor: list[Round] = []
    alone: list[Round] = []
    together: list[Round] = []
    async with private_kafka() as kafka, durable_postgres() as server:
        events = await publish(kafka.bootstrap, given.partnerships, given.services)
        collector.settle()  # it is not to look at what only the benchmark has made
        for _ in range(given.rounds):
            async with empty_read_model(server) as (_, database):
                consumer = counting(database, kafka.bootstrap)
                floor.append(await consumed(consumer, events, await server_of(database)))
            async with empty_read_model(server) as (_, database):
                consumer = projector(database, kafka.bootstrap)
                alone.append(await consumed(consumer, events, await server_of(database)))
            async with empty_read_model(server) as (url, _):
                together.append(await rebuilt(url, kafka.bootstrap, events, given.workers))
    report("the consumer alone", floor, events)
    report("the gateway", alone, events)
    report(f"rebuild, {given.workers} workers", together, events)
    reached = median(events / each.applying for each in together)
    say(f"  at least {MUST:,} /s: {'met' if reached >= MUST else 'MISSED'}")
    return reached >= MUST


if __name__ == "__main__":
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--partnerships", type=int, default=140)
    arguments.add_argument("--rounds", type=int, default=3)
    arguments.add_argument("--workers", type=int, default=WORKERS)
    arguments.add_argument("--services", nargs="+", default=SERVICES)
    sys.exit(not uvloop.run(main(arguments.parse_args())))
