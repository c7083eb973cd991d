"""A service's store, a reader's database and a topic prefix for each test."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from uuid import uuid4

import asyncpg
import pytest

from kernel.postgres.migrations import KERNEL, migrate
from kernel.postgres.pool import pool as open_pool
from kernel.postgres.store import PostgresStore
from tests import servers
from tests.kernel.kafka.reading import VIEW


@dataclass(frozen=True)
class Service:
    """What a service process has: its pool and its store."""

    url: str
    pool: asyncpg.Pool
    store: PostgresStore


@pytest.fixture
def unit() -> str:
    """Return a unit that no other test has."""
    return f"u{uuid4().hex[:10]}"


@pytest.fixture
async def service(database: str) -> AsyncIterator[Service]:
    await migrate(database, KERNEL)
    pool = await open_pool(database, size=4)
    try:
        async with PostgresStore.open(database, pool) as store:
            yield Service(database, pool, store)
    finally:
        await pool.close()


@pytest.fixture
async def reader(postgres_server: str) -> AsyncIterator[asyncpg.Pool]:
    """Yield the pool of a reader's own database, with a view that shows what is applied twice."""
    async with _reader(postgres_server) as pool:
        yield pool


@pytest.fixture
async def another_reader(postgres_server: str) -> AsyncIterator[asyncpg.Pool]:
    """Yield the pool of a second reader's own database."""
    async with _reader(postgres_server) as pool:
        yield pool


@asynccontextmanager
async def _reader(server: str) -> AsyncIterator[asyncpg.Pool]:
    async with servers.fresh_database(server) as url:
        await migrate(url, KERNEL)
        pool = await open_pool(url, size=4)
        await pool.execute(VIEW)
        try:
            yield pool
        finally:
            await pool.close()
