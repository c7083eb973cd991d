"""Verification of a sealed store, against a plain SELECT of the same rows.

    python -m tests.bench.bench_verify [--events 100000] [--rounds 5]

Ours: `verify_store` compares every event with its seal, the signed blocks with one another and the
tables of the store, and finds nothing; then `compare_views` makes the register again in memory and
compares its rows. Floor: all columns of all events read page by page into Python and dropped. See
README.md.
"""

import argparse
import asyncio
import sys
import time
from collections.abc import Awaitable, Callable
from statistics import median
from typing import Final

import asyncpg
import uvloop

from kernel.postgres.migrations import KERNEL, migrate
from kernel.postgres.pool import one_moment
from kernel.postgres.pool import pool as open_pool
from kernel.postgres.projections import ProjectionRunner
from kernel.postgres.replayed import compare_views
from kernel.postgres.rows import ddl
from kernel.postgres.sealing import Sealer
from kernel.postgres.store import READ, PostgresStore
from kernel.postgres.verifying import FETCHED, verify_store
from tests.bench.bench_projection import LAYOUTS, fill
from tests.bench.measuring import durable_postgres, rate, say
from tests.bench.register import CATEGORY, REGISTER, SCHEMA, codec
from tests.kernel.sealing import KEYS, SIGNER

TARGET: Final = 100_000
"""Events a second."""
CODECS: Final = {CATEGORY: codec}


async def prepare(url: str, size: int) -> float:
    """Fill, apply and seal a store; return the events a second that sealing takes."""
    await migrate(url, KERNEL)
    connection = await asyncpg.connect(url)
    await connection.execute(f"{SCHEMA} {ddl(*REGISTER.tables)}")
    await fill(connection, LAYOUTS[0], size)
    # `fill` copies events alone
    await connection.execute(
        "INSERT INTO store.streams SELECT category, stream_id, max(version)"
        " FROM store.events GROUP BY 1, 2; ANALYZE"
    )
    await connection.close()
    pool = await open_pool(url, size=4)
    async with PostgresStore.open(url, pool) as store:
        runner = ProjectionRunner(pool, store, CODECS, [REGISTER])
        running = asyncio.create_task(runner.run())
        await runner.wait_for(size, 300)
        running.cancel()
        await asyncio.wait([running])
        began = time.perf_counter()
        await Sealer(pool, store, SIGNER).seal()
        took = time.perf_counter() - began
    await pool.close()
    return size / took


async def seals(url: str) -> int:
    found = await verify_store(url, KEYS)
    assert not found.faults, found.faults[:3]
    assert not found.unsealed
    return found.events


async def views(url: str) -> int:
    found = await compare_views(url, [REGISTER], CODECS)
    assert not found.faults, found.faults[:3]
    return found.events


async def floor(url: str) -> int:
    async with one_moment(url) as connection:
        statement = await connection.prepare(READ)
        after = 0
        while rows := await statement.fetch(after, FETCHED):
            after = int(rows[-1]["position"])
        return after


async def timed(side: Callable[[str], Awaitable[int]], url: str, size: int) -> float:
    began = time.perf_counter()
    assert await side(url) == size
    return size / (time.perf_counter() - began)


async def main(size: int, rounds: int) -> bool:
    sides = {"seals and tables": seals, "plain SELECT": floor, "views": views}
    rates: dict[str, list[float]] = {name: [] for name in sides}
    async with durable_postgres() as url:
        sealing = await prepare(url, size)
        for turn in range(rounds):
            for name in sides if turn % 2 == 0 else reversed(sides):
                rates[name].append(await timed(sides[name], url, size))
    say(f"\n{size:,} events, {rounds} rounds, alternating; sealed at {sealing:,.0f} /s")
    for name, seen in rates.items():
        say(f"  {name:<17}{rate(seen)}")
    our, their = median(rates["seals and tables"]), median(rates["plain SELECT"])
    say(f"  seals against SELECT {our / their:.2f}x")
    met = our >= TARGET
    say(f"  at least {TARGET:,} /s: {'met' if met else 'MISSED'}")
    return met


if __name__ == "__main__":
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--events", type=int, default=100_000)
    arguments.add_argument("--rounds", type=int, default=5)
    given = arguments.parse_args()
    sys.exit(not uvloop.run(main(given.events, given.rounds)))
