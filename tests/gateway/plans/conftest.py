"""Gardens in PostgreSQL, and what serves them."""

import asyncio
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import AbstractAsyncContextManager

import asyncpg
import httpx
import pytest

from gateway.graphiql.page import Page
from gateway.plans.engine import Engine
from gateway.plans.http import Front
from gateway.plans.pool import open_pool
from kernel.identity import Principal
from kernel.tokens import Unauthenticated
from tests import servers
from tests.gateway.differential import WIDE
from tests.gateway.plans import garden, weather
from tests.gateway.replay import Change

EVERYONE = Principal("everyone", units=frozenset({"*"}))
BRUSSELS = Principal("brussels", units=frozenset({"br"}))
PAGE = Page("query { regions { code } } # </script>", token="local-token")  # noqa: S106


@pytest.fixture(scope="session")
def log() -> Sequence[Change]:
    return weather.Weather(7).season()


@pytest.fixture(scope="session")
def gardens(postgres_server: str, log: Sequence[Change]) -> Iterator[str]:
    """Yield the DSN of a database with the gardens, shared by all that only read."""
    with asyncio.Runner() as runner:
        database = servers.fresh_database(postgres_server)
        url = runner.run(_entered(database))
        runner.run(_planted(url, log))
        yield url
        runner.run(_left(database))


async def _entered(database: AbstractAsyncContextManager[str]) -> str:
    return await database.__aenter__()


async def _left(database: AbstractAsyncContextManager[str]) -> None:
    await database.__aexit__(None, None, None)


async def _planted(url: str, log: Sequence[Change]) -> None:
    connection = await asyncpg.connect(url)
    await connection.execute(garden.DDL)
    await weather.rain(connection, log)
    await connection.execute("ANALYZE")
    await connection.close()


@pytest.fixture
async def pool(gardens: str) -> AsyncIterator[asyncpg.Pool]:
    async with await open_pool(gardens, size=4) as pool:
        yield pool


@pytest.fixture
def wide(pool: asyncpg.Pool) -> Engine:
    """Return an engine without the limits that random documents exceed."""
    return Engine(garden.SCHEMA, pool, limits=WIDE)


@pytest.fixture
def engine(pool: asyncpg.Pool) -> Engine:
    return Engine(garden.SCHEMA, pool)


async def inside(scope: Mapping[str, object], _: object, __: object) -> None:
    raise AssertionError(f"{scope['path']} is not the application's")


async def authenticate(headers: Mapping[str, str]) -> Principal:
    known = {"Bearer everyone": EVERYONE, "Bearer brussels": BRUSSELS}
    try:
        return known[headers.get("authorization", "")]
    except KeyError:
        raise Unauthenticated(reason="the token is not valid here") from None


@pytest.fixture
def front(engine: Engine) -> Front:
    front = Front(inside, authenticate=authenticate, page=PAGE)
    front.engine = engine
    return front


@pytest.fixture
async def client(front: Front) -> AsyncIterator[httpx.AsyncClient]:
    """Yield a client that is signed in and, like a bare HTTP library, says no more."""
    transport = httpx.ASGITransport(front)  # type: ignore[arg-type]
    async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as client:
        client.headers.clear()
        client.headers["authorization"] = "Bearer everyone"
        yield client
