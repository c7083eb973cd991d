"""Appends by concurrent callers, against plain one-row INSERTs on as many connections.

    python -m tests.bench.bench_append [--seconds 0.5] [--rounds 15]

Ours: encode the event, append it as a command of its own with receipt and version check through
the group committer of `PostgresStore`. Theirs: `INSERT` of the same columns, encoded beforehand,
into a table with a serial position, one connection per caller. Beside both a reader tails the
log by `position > cursor` and counts what it missed. See README.md.
"""

import argparse
import asyncio
import sys
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median
from typing import TypeAlias
from uuid import uuid4

import asyncpg
import uvloop
from uuid_utils.compat import uuid7

from kernel.postgres.migrations import KERNEL, migrate
from kernel.postgres.pool import pool as open_pool
from kernel.postgres.store import PostgresStore
from kernel.store import Append, NewEvent, Stream, Write
from tests.bench.measuring import durable_postgres, latency, rate, say
from tests.bench.register import CATEGORY, codec, history, meta

EVENTS_PER_FILE = 20
CALLERS = (16, 64)
FINGERPRINT = bytes(32)
HISTORIES = [history(number, EVENTS_PER_FILE) for number in range(64)]
METAS = [meta() for _ in range(512)]
ENCODED = [[codec.encode(event) for event in events] for events in HISTORIES]

THEIRS = """
CREATE TABLE plain_events (
  position       bigserial   PRIMARY KEY,
  category       text        NOT NULL,
  stream_id      uuid        NOT NULL,
  version        bigint      NOT NULL,
  event_id       uuid        NOT NULL,
  type           text        NOT NULL,
  schema_version smallint    NOT NULL,
  data           json        NOT NULL,
  meta           json        NOT NULL,
  recorded_at    timestamptz NOT NULL DEFAULT clock_timestamp()
)
"""
INSERT = """
INSERT INTO plain_events (category, stream_id, version, event_id, type, schema_version, data, meta)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
"""
TAIL = "SELECT position FROM {} WHERE position > $1 ORDER BY position LIMIT 5000"

Caller: TypeAlias = Callable[[int], Awaitable[None]]


@dataclass
class Side:
    """The measurements of one way to append."""

    rates: list[float] = field(default_factory=list)
    latencies: list[float] = field(default_factory=list)
    missed: int = 0
    gaps: int = 0


async def ours(store: PostgresStore, caller: int, stop: float, latencies: list[float]) -> int:
    done = 0
    stream = Stream(CATEGORY, uuid4())
    while (began := time.perf_counter()) < stop:
        file, version = divmod(done, EVENTS_PER_FILE)
        if version == 0:
            stream = Stream(CATEGORY, uuid4())
        event = HISTORIES[(caller + file) % len(HISTORIES)][version]
        new = NewEvent(uuid7(), *codec.encode(event), METAS[done % len(METAS)])
        outcome = await store.append(Append(uuid4(), FINGERPRINT, [Write(stream, version, [new])]))
        assert outcome.status == "ok", outcome
        latencies.append(time.perf_counter() - began)
        done += 1
    return done


async def theirs(
    connection: asyncpg.Connection, caller: int, stop: float, latencies: list[float]
) -> int:
    done = 0
    stream = uuid4()
    while (began := time.perf_counter()) < stop:
        file, version = divmod(done, EVENTS_PER_FILE)
        if version == 0:
            stream = uuid4()
        encoded = ENCODED[(caller + file) % len(ENCODED)][version]
        known = METAS[done % len(METAS)]
        await connection.execute(INSERT, CATEGORY, stream, version + 1, uuid7(), *encoded, known)
        latencies.append(time.perf_counter() - began)
        done += 1
    return done


async def tail(url: str, table: str, done: asyncio.Event) -> Sequence[int]:
    """Follow a log as any reader would, and return the positions seen, in order."""
    connection = await asyncpg.connect(url)
    statement = await connection.prepare(TAIL.format(table))
    seen: list[int] = []
    while True:
        last_look = done.is_set()
        rows = await statement.fetch(seen[-1] if seen else 0)
        seen += [row[0] for row in rows]
        if last_look and not rows:
            break
        await asyncio.sleep(0.005)
    await connection.close()
    return seen


async def measured(
    side: Side, url: str, table: str, work: Callable[[], Awaitable[list[int]]]
) -> None:
    done = asyncio.Event()
    reading = asyncio.create_task(tail(url, table, done))
    began = time.perf_counter()
    written = sum(await work())
    side.rates.append(written / (time.perf_counter() - began))
    done.set()
    seen = await reading
    side.missed += written - len(seen)
    side.gaps += sum(after != before + 1 for before, after in pairwise(seen))


async def measure_ours(url: str, callers: int, seconds: float, side: Side) -> None:
    pool = await open_pool(url, size=4)
    await pool.execute("TRUNCATE store.events, store.streams, store.receipts")
    async with PostgresStore.open(url, pool) as store:
        stop = time.perf_counter() + seconds
        await measured(
            side,
            url,
            "store.events",
            lambda: asyncio.gather(
                *(ours(store, caller, stop, side.latencies) for caller in range(callers))
            ),
        )
    await pool.close()


async def measure_theirs(url: str, callers: int, seconds: float, side: Side) -> None:
    connections = await asyncio.gather(*(asyncpg.connect(url) for _ in range(callers)))
    await connections[0].execute("TRUNCATE plain_events RESTART IDENTITY")
    stop = time.perf_counter() + seconds
    await measured(
        side,
        url,
        "plain_events",
        lambda: asyncio.gather(
            *(theirs(c, caller, stop, side.latencies) for caller, c in enumerate(connections))
        ),
    )
    for connection in connections:
        await connection.close()


async def compare(url: str, callers: int, seconds: float, rounds: int) -> bool:
    our, their = Side(), Side()
    for turn in range(rounds):
        sides = [(measure_ours, our), (measure_theirs, their)]
        for measure, side in sides if turn % 2 == 0 else reversed(sides):
            await measure(url, callers, seconds, side)
    ratio = median(our.rates) / median(their.rates)
    met = ratio >= 1.0 and not our.missed and not our.gaps
    say(f"\n{callers} callers, {rounds} rounds of {seconds:g} s, alternating")
    for name, side in (("store.append", our), ("plain INSERT", their)):
        say(f"  {name}  {rate(side.rates)}  {latency(side.latencies)}")
        say(f"                a tailing reader missed {side.missed}, gaps {side.gaps}")
    say(f"  ratio {ratio:.2f}x (at least 1.0x, 0 missed, 0 gaps: {'met' if met else 'MISSED'})")
    return met


async def main(seconds: float, rounds: int) -> bool:
    async with durable_postgres() as url:
        await migrate(url, KERNEL)
        connection = await asyncpg.connect(url)
        await connection.execute(THEIRS)
        await connection.close()
        return all([await compare(url, callers, seconds, rounds) for callers in CALLERS])


if __name__ == "__main__":
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--seconds", type=float, default=0.5)
    arguments.add_argument("--rounds", type=int, default=15)
    given = arguments.parse_args()
    sys.exit(not uvloop.run(main(given.seconds, given.rounds)))
