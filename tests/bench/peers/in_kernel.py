"""Ours: `PostgresStore`, its projections and its codec, in a process of its own like the peers."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any
from uuid import uuid4

import asyncpg
import uvloop
from uuid_utils.compat import uuid7

from kernel.events import Seen
from kernel.events import decode as decoded
from kernel.postgres.migrations import KERNEL, migrate
from kernel.postgres.pool import pool as open_pool
from kernel.postgres.projections import Projection, ProjectionRunner
from kernel.postgres.rows import Key, Rows, Table, ddl
from kernel.postgres.store import PostgresStore
from kernel.store import Append, NewEvent, Recorded, Stream, Write
from tests.bench.bench_projection import LAYOUTS
from tests.bench.bench_projection import fill as fill_log
from tests.bench.peers.worker import Answers, Payload, append_in_tasks, follow, timed
from tests.bench.register import CATEGORY, REGISTER, codec

PAGE = 1000
FINGERPRINT = bytes(32)
PATIENCE = 60.0
COUNTS = Table("counts", key=("type",), columns={"type": "text", "events": "bigint NOT NULL"})


def _counts(seen: Seen[Any]) -> list[Key]:
    return [(COUNTS, (type(seen.event).__name__,))]


def _count(rows: Rows, seen: Seen[Any]) -> None:
    name = type(seen.event).__name__
    row = rows.get(COUNTS, name)
    events = row["events"] + 1 if row else 1
    rows.put(COUNTS, {"type": name, "events": events}, seen.recorded_at)


COUNTED = Projection("counts", 1, (COUNTS,), _counts, _count)


@asynccontextmanager
async def opened(address: str) -> AsyncIterator[tuple[PostgresStore, asyncpg.Pool]]:
    async with await open_pool(address, size=4) as pool, PostgresStore.open(address, pool) as store:
        yield store, pool


def prepare(address: str, _payload: Payload) -> Answers:
    uvloop.run(migrate(address, KERNEL))
    yield {}


def append(address: str, payload: Payload, *, clients: int, seconds: float) -> Answers:
    """Append as the services do: what arrives are events, and they are encoded here."""
    histories = [
        [codec.decode(type_, 1, data) for type_, data in history] for history in payload.histories
    ]

    async def run() -> dict[str, Any]:
        async with opened(address) as (store, _):

            def caller(number: int) -> Callable[[], Awaitable[None]]:
                feed = enumerate(payload.of(number))

                async def step() -> None:
                    done, (stream, version, _, _, meta) = next(feed)
                    file = (number + done // len(histories[0])) % len(histories)
                    encoded = codec.encode(histories[file][version - 1])
                    new = NewEvent(uuid7(), *encoded, meta)
                    write = Write(Stream(CATEGORY, stream), version - 1, [new])
                    outcome = await store.append(Append(uuid4(), FINGERPRINT, [write]))
                    assert outcome.status == "ok", outcome

                return step

            return await append_in_tasks(clients, seconds, caller)

    yield uvloop.run(run())


def tail(address: str, _payload: Payload) -> Answers:
    loop = uvloop.new_event_loop()
    following = opened(address)
    store, _ = loop.run_until_complete(following.__aenter__())
    yield from follow(
        lambda last: [each.position for each in loop.run_until_complete(store.read(last, PAGE))]
    )
    loop.run_until_complete(following.__aexit__(None, None, None))


def fill(address: str, _payload: Payload, *, events: int) -> Answers:
    async def run() -> None:
        connection = await asyncpg.connect(address)
        await fill_log(connection, LAYOUTS[0], events)
        await connection.close()

    uvloop.run(run())
    yield {}


async def everything(store: PostgresStore) -> list[Recorded]:
    found: list[Recorded] = []
    while page := await store.read(found[-1].position if found else 0, PAGE):
        found += page
    return found


def read(address: str, _payload: Payload) -> Answers:
    async def run() -> dict[str, Any]:
        async with opened(address) as (store, _):
            began = time.perf_counter()
            return timed(len(await everything(store)), began)

    yield uvloop.run(run())


def decode(address: str, _payload: Payload) -> Answers:
    async def run() -> list[Recorded]:
        async with opened(address) as (store, _):
            return await everything(store)

    recorded = uvloop.run(run())
    began = time.perf_counter()
    for seen in decoded({CATEGORY: codec}, recorded):
        _ = seen.meta
    yield timed(len(recorded), began)


def project(address: str, _payload: Payload, *, events: int) -> Answers:
    yield uvloop.run(_caught_up(address, REGISTER, events))


def count(address: str, _payload: Payload, *, events: int) -> Answers:
    yield uvloop.run(_caught_up(address, COUNTED, events))


async def _caught_up(address: str, projection: Projection, events: int) -> dict[str, Any]:
    async with opened(address) as (store, pool):
        await pool.execute(f"DROP TABLE IF EXISTS {COUNTS.name}; {ddl(COUNTS)}")
        runner = ProjectionRunner(pool, store, {CATEGORY: codec}, [projection])
        began = time.perf_counter()
        running = asyncio.create_task(runner.run())
        await runner.wait_for(events, PATIENCE)
        done = timed(events, began)
        running.cancel()
        await asyncio.wait([running])
        return done


COMMANDS = {
    "prepare": prepare,
    "append": append,
    "tail": tail,
    "fill": fill,
    "read": read,
    "decode": decode,
    "project": project,
    "count": count,
}
