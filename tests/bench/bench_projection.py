"""Catch-up of a register projection, against one transaction per event.

    python -m tests.bench.bench_projection [--events 100000] [--rounds 3]

Ours: a `ProjectionRunner` with an empty checkpoint reads, decodes, reduces and writes the whole
log; and a rebuild does so beside the register that this has filled, with the switch. Theirs: the
usual projection loop, one transaction per event with its row and its checkpoint, over the first
events of the same log. See README.md.
"""

import argparse
import asyncio
import json
import random
import sys
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from statistics import median
from typing import Any, NamedTuple
from uuid import UUID

import asyncpg
import uvloop
from uuid_utils.compat import uuid7

from kernel.postgres.migrations import KERNEL, migrate
from kernel.postgres.pool import pool as open_pool
from kernel.postgres.projections import ProjectionRunner
from kernel.postgres.rebuilding import Views, rebuild
from kernel.postgres.rows import ddl
from kernel.postgres.store import PostgresStore
from tests.bench.measuring import durable_postgres, rate, say
from tests.bench.register import CATEGORY, FILES, REGISTER, SCHEMA, codec, history, meta

TARGET = 100_000
ONE_BY_ONE = 2_000
SEED = 20_220_101
BEGAN = datetime(2026, 3, 1, tzinfo=UTC)
CHECKPOINT = """
INSERT INTO store.checkpoints (projection, version, source, position)
VALUES ('naive', 1, 'store', $1)
ON CONFLICT (projection, version, source, partition) DO UPDATE SET position = excluded.position
"""


class Layout(NamedTuple):
    """How files share the log: `at_once` of them grow together, each of `events` events."""

    name: str
    events: int
    at_once: int
    target: int | None


LAYOUTS = (
    Layout("64 files at a time, 20 events each", 20, 64, TARGET),
    Layout("5,000 files at a time, 5 events each (scattered)", 5, 5000, None),
)


def log(layout: Layout, size: int) -> Iterator[tuple[Any, ...]]:
    """Yield the rows of `store.events`: the same order of files and events in every run."""
    shuffled = random.Random(SEED)  # noqa: S311 - the same every time is the point
    position = 0
    for first in range(0, size // layout.events, layout.at_once):
        files = range(first, min(first + layout.at_once, size // layout.events))
        turns = [number for number in files for _ in range(layout.events)]
        shuffled.shuffle(turns)
        growing = {number: enumerate(history(number, layout.events), 1) for number in files}
        for number in turns:
            version, event = next(growing[number])
            position += 1
            recorded_at = BEGAN + timedelta(milliseconds=position // 8)  # eight share a commit
            id_ = UUID(int=shuffled.getrandbits(128) if version == 1 else 0)
            yield position, number, version, id_, *codec.encode(event), meta(), recorded_at


async def fill(connection: asyncpg.Connection, layout: Layout, size: int) -> int:
    """Write the log behind the committer's back; return its length."""
    ids: dict[int, UUID] = {}
    rows = []
    for position, number, version, id_, *rest in log(layout, size):
        stream = ids.setdefault(number, id_)
        rows.append((position, CATEGORY, stream, version, uuid7(), *rest))
    await connection.execute("TRUNCATE store.events")
    await connection.copy_records_to_table("events", schema_name="store", records=rows)
    await connection.execute("VACUUM ANALYZE store.events")
    return len(rows)


async def empty(connection: asyncpg.Connection) -> None:
    await connection.execute(f"TRUNCATE {FILES.name}, store.checkpoints")


async def ours(url: str, size: int) -> float:
    """Return events per second of a whole catch-up."""
    pool = await open_pool(url, size=4)
    async with PostgresStore.open(url, pool) as store:
        runner = ProjectionRunner(pool, store, {CATEGORY: codec}, [REGISTER])
        began = time.perf_counter()
        running = asyncio.create_task(runner.run())
        await runner.wait_for(size, 300)
        took = time.perf_counter() - began
        running.cancel()
        await asyncio.wait([running])
    await pool.close()
    return size / took


async def anew(url: str, size: int) -> float:
    """Return events per second of a whole rebuild, from its first statement to its last switch."""
    began = time.perf_counter()
    rebuilt = await rebuild(Views(url, [REGISTER], {CATEGORY: codec}))
    assert rebuilt.events == size
    return size / (time.perf_counter() - began)


async def theirs(connection: asyncpg.Connection) -> float:
    """Return events per second of a loop that commits each event by itself."""
    rows = await connection.fetch(
        "SELECT position, stream_id, version, type, data, meta FROM store.events"
        " WHERE position <= $1 ORDER BY position",
        ONE_BY_ONE,
    )
    began = time.perf_counter()
    for position, stream, version, type_, data, known in rows:
        event, about = json.loads(data), json.loads(known)
        async with connection.transaction():
            await _apply(connection, (stream, version, type_), event, about)
            await connection.execute(CHECKPOINT, position)
    return len(rows) / (time.perf_counter() - began)


async def _apply(
    connection: asyncpg.Connection,
    which: tuple[UUID, int, str],
    event: dict[str, Any],
    about: dict[str, Any],
) -> None:
    stream, version, type_ = which
    match type_:
        case "Opened":
            await connection.execute(
                f"INSERT INTO {FILES.name} VALUES"
                " ($1, $2, $3, $4, $5, $6, $7, $8, 1, 'open', NULL, $9, $10)",
                stream,
                event["reference"],
                json.dumps(event["title"]),
                UUID(event["owner"]),
                event["country"],
                date.fromisoformat(event["opened_on"]),
                event["amount"],
                event["currency"],
                about["demonstration"],
                version,
            )
        case "Joined":
            await connection.execute(
                f"UPDATE {FILES.name} SET parties = parties + 1, version = $2 WHERE id = $1",
                stream,
                version,
            )
        case "Renamed":
            await connection.execute(
                f"UPDATE {FILES.name} SET title = $2, version = $3 WHERE id = $1",
                stream,
                json.dumps(event["title"]),
                version,
            )
        case "Closed":
            await connection.execute(
                f"UPDATE {FILES.name} SET state = 'closed', closed_on = $2, version = $3"
                " WHERE id = $1",
                stream,
                date.fromisoformat(event["closed_on"]),
                version,
            )


async def correct(connection: asyncpg.Connection, layout: Layout, size: int) -> bool:
    """Whether every file stands in the register as its last event left it."""
    return bool(
        await connection.fetchval(
            f"SELECT count(*) = $1 AND bool_and(state = 'closed' AND version = $2)"
            f" FROM {FILES.name}",
            size // layout.events,
            layout.events,
        )
    )


async def compare(url: str, layout: Layout, size: int, rounds: int) -> bool:
    connection = await asyncpg.connect(url)
    size = await fill(connection, layout, size)
    our: list[float] = []
    their: list[float] = []
    beside: list[float] = []
    for turn in range(rounds):
        for side in (0, 1) if turn % 2 == 0 else (1, 0):
            await empty(connection)
            if side:
                their.append(await theirs(connection))
            else:
                our.append(await ours(url, size))
                assert await correct(connection, layout, size)
                beside.append(await anew(url, size))
                assert await correct(connection, layout, size)
    await connection.close()
    say(f"\n{layout.name}: {size:,} events, {rounds} rounds, alternating")
    say(f"  ProjectionRunner           {rate(our)}")
    say(f"  rebuild beside it          {rate(beside)}")
    say(f"  one transaction per event  {rate(their)}")
    say(f"  ratio {median(our) / median(their):.1f}x")
    if layout.target is None:
        return True
    met = median(our) >= layout.target
    say(f"  at least {layout.target:,} /s: {'met' if met else 'MISSED'}")
    return met


async def main(size: int, rounds: int) -> bool:
    async with durable_postgres() as url:
        await migrate(url, KERNEL)
        connection = await asyncpg.connect(url)
        await connection.execute(f"{SCHEMA} {ddl(*REGISTER.tables)}")
        await connection.close()
        return all([await compare(url, layout, size, rounds) for layout in LAYOUTS])


if __name__ == "__main__":
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--events", type=int, default=100_000)
    arguments.add_argument("--rounds", type=int, default=3)
    given = arguments.parse_args()
    sys.exit(not uvloop.run(main(given.events, given.rounds)))
