"""A read model in a database of its own, and an engine that reads it."""

from collections.abc import AsyncIterator

import asyncpg
import pytest

from gateway.plans.engine import Engine
from gateway.plans.pool import open_pool
from gateway.schema import SCHEMA
from kernel.postgres.pool import pool as writing_pool
from tests.gateway.asking import migrated


@pytest.fixture
async def read_model(database: str) -> str:
    """Return the DSN of a migrated, empty read model."""
    return await migrated(database)


@pytest.fixture
async def writer(read_model: str) -> AsyncIterator[asyncpg.Pool]:
    async with await writing_pool(read_model, size=2) as pool:
        yield pool


@pytest.fixture
async def reader(read_model: str) -> AsyncIterator[asyncpg.Pool]:
    async with await open_pool(read_model, size=2) as pool:
        yield pool


@pytest.fixture
def engine(reader: asyncpg.Pool) -> Engine:
    return Engine(SCHEMA, reader)
