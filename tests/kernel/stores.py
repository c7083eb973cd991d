"""Open a real event store in a database of the test's own."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import asyncpg

from kernel.postgres.migrations import KERNEL, migrate
from kernel.postgres.pool import pool
from kernel.postgres.store import PostgresStore


@asynccontextmanager
async def opened_pool(url: str, size: int = 4) -> AsyncIterator[asyncpg.Pool]:
    opened = await pool(url, size=size)
    try:
        yield opened
    finally:
        await opened.close()


@asynccontextmanager
async def opened_store(url: str) -> AsyncIterator[PostgresStore]:
    """Migrate the database, unless that was done, and open its store."""
    await migrate(url, KERNEL)
    async with opened_pool(url) as pool_, PostgresStore.open(url, pool_) as store:
        yield store
