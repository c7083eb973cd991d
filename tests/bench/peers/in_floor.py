"""The plainest thing that could do: one-row INSERTs by asyncpg, one SELECT per page, bare JSON.

No receipt, no version check, no dense position: a floor, not a peer.
"""

import json
import time
from collections.abc import Awaitable, Callable
from typing import Any

import asyncpg
import uvloop
from uuid_utils.compat import uuid7

from tests.bench.bench_append import INSERT, TAIL, THEIRS
from tests.bench.peers.worker import Answers, Payload, append_in_tasks, follow, timed
from tests.bench.register import CATEGORY

PAGE = 1000
COLUMNS = ("category", "stream_id", "version", "event_id", "type", "schema_version", "data", "meta")
READ = "SELECT * FROM plain_events WHERE position > $1 ORDER BY position LIMIT $2"


def prepare(address: str, _payload: Payload) -> Answers:
    async def run() -> None:
        connection = await asyncpg.connect(address)
        await connection.execute(THEIRS)
        await connection.close()

    uvloop.run(run())
    yield {}


def append(address: str, payload: Payload, *, clients: int, seconds: float) -> Answers:
    async def run() -> dict[str, Any]:
        async with asyncpg.create_pool(address, min_size=clients, max_size=clients) as pool:
            connections = [await pool.acquire() for _ in range(clients)]

            def caller(number: int) -> Callable[[], Awaitable[None]]:
                feed, connection = payload.of(number), connections[number]

                async def step() -> None:
                    stream, version, type_, data, meta = next(feed)
                    await connection.execute(
                        INSERT, CATEGORY, stream, version, uuid7(), type_, 1, data, meta
                    )

                return step

            done = await append_in_tasks(clients, seconds, caller)
            for connection in connections:
                await pool.release(connection)
            return done

    yield uvloop.run(run())


def tail(address: str, _payload: Payload) -> Answers:
    loop = uvloop.new_event_loop()
    connection = loop.run_until_complete(asyncpg.connect(address))
    look = TAIL.format("plain_events")
    yield from follow(
        lambda last: [row[0] for row in loop.run_until_complete(connection.fetch(look, last))]
    )
    loop.run_until_complete(connection.close())


def fill(address: str, payload: Payload, *, events: int) -> Answers:
    rows = [
        (CATEGORY, new.stream, new.version, uuid7(), new.type, 1, new.data, new.meta)
        for file in payload.files(events)
        for new in file
    ]

    async def run() -> None:
        connection = await asyncpg.connect(address)
        await connection.copy_records_to_table("plain_events", records=rows, columns=COLUMNS)
        await connection.close()

    uvloop.run(run())
    yield {}


async def everything(address: str) -> list[asyncpg.Record]:
    connection = await asyncpg.connect(address)
    found: list[asyncpg.Record] = []
    while page := await connection.fetch(READ, found[-1]["position"] if found else 0, PAGE):
        found += page
    await connection.close()
    return found


def read(address: str, _payload: Payload) -> Answers:
    began = time.perf_counter()
    yield timed(len(uvloop.run(everything(address))), began)


def decode(address: str, _payload: Payload) -> Answers:
    rows = [(row["data"], row["meta"]) for row in uvloop.run(everything(address))]
    began = time.perf_counter()
    for data, meta in rows:
        json.loads(data), json.loads(meta)
    yield timed(len(rows), began)


COMMANDS = {
    "prepare": prepare,
    "append": append,
    "tail": tail,
    "fill": fill,
    "read": read,
    "decode": decode,
}
