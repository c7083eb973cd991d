"""The gateway as it is deployed: a server on a socket, a database, and a broker that is away."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import asyncpg
import httpx
import pytest
import uvicorn

from deploy.local.issuer import ISSUER, Issuer, open_issuer
from deploy.local.ports import free_port
from gateway.main import create
from gateway.questions import COUNTRY_VIEW
from gateway.schema import SCHEMA
from kernel.settings import Settings
from tests.gateway.asking import hear
from tests.gateway.story import binding, registered
from vocabulary import roles

pytestmark = pytest.mark.postgres


@pytest.fixture
def issuer(tmp_path: Path) -> Issuer:
    return open_issuer(tmp_path)


@pytest.fixture
def settings(database: str, issuer: Issuer) -> Settings:
    return Settings(
        database_url=database,
        kafka_bootstrap=f"127.0.0.1:{free_port()}",
        jwks=str(issuer.key_set),
        issuer=ISSUER,
        profile="local",
        local_token="a-local-token",  # noqa: S106 - shown to whoever opens the page here
        log_level="ERROR",
    )


@asynccontextmanager
async def serving(settings: Settings) -> AsyncIterator[httpx.AsyncClient]:
    config = uvicorn.Config(create(settings), port=0, log_config=None, access_log=False)
    server = uvicorn.Server(config)
    running = asyncio.create_task(server.serve())
    try:
        while not server.started:
            await asyncio.sleep(0.02)
            assert not running.done(), "it did not start"
        port = server.servers[0].sockets[0].getsockname()[1]
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}") as client:
            yield client
    finally:
        server.should_exit = True
        await running


def bearer(issuer: Issuer, *units: str) -> dict[str, str]:
    return {"authorization": f"Bearer {issuer.issue(roles.ASSOCIATION_READER, units)}"}


async def post(client: httpx.AsyncClient, headers: dict[str, str]) -> Any:
    answer = await client.post("/graphql", json={"query": COUNTRY_VIEW}, headers=headers)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def test_it_answers_while_the_broker_is_away_and_shows_the_age_of_what_it_knows(
    settings: Settings, issuer: Issuer
) -> None:
    async with serving(settings) as client:
        assert (await client.get("/livez")).status_code == 200
        assert (await client.get("/readyz")).status_code == 200
        assert await post(client, bearer(issuer, "*")) == {"data": {"country": None}}
        pool = await asyncpg.create_pool(settings.database_url, min_size=1, max_size=1)
        await hear(pool, binding())
        await pool.close()
        country = (await post(client, bearer(issuer, "*")))["data"]["country"]
        assert country["stale"] is True
        assert len(country["partnerships"]["edges"]) == 1
        status = (await client.get("/status")).json()
        assert status["sources"]["ma.partnerships"]["stale"] is True
        assert status["projector"]["connected"] is False
        assert status["fallbacks"] == {}


async def test_a_caller_sees_the_countries_that_the_token_opens_and_nobody_sees_any_without(
    settings: Settings, issuer: Issuer
) -> None:
    async with serving(settings) as client:
        pool = await asyncpg.create_pool(settings.database_url, min_size=1, max_size=1)
        await hear(pool, binding("ma"), registered("cd"))
        await pool.close()
        assert await post(client, bearer(issuer, "cd")) == {"data": {"country": None}}
        assert (await post(client, bearer(issuer, "ma", "cd")))["data"]["country"] is not None
        nobody = await client.post("/graphql", json={"query": COUNTRY_VIEW})
        assert nobody.status_code == 401
        assert nobody.json()["errors"][0]["extensions"]["code"] == "UNAUTHENTICATED"


async def test_the_page_opens_signed_in_here_and_never_in_production(settings: Settings) -> None:
    async with serving(settings) as client:
        page = await client.get("/graphiql", headers={"accept": "text/html"})
        assert "a-local-token" in page.text
        assert "CountryView" in page.text
        assert (await client.get("/")).headers["location"] == "/graphiql"
    production = settings.model_copy(update={"profile": "production"})
    async with serving(production) as client:
        page = await client.get("/graphiql", headers={"accept": "text/html"})
        assert "a-local-token" not in page.text


async def test_the_schema_can_be_fetched_as_a_file_and_other_addresses_are_problems(
    settings: Settings,
) -> None:
    async with serving(settings) as client:
        schema = await client.get("/schema.graphql")
        assert schema.text.strip() == SCHEMA.as_str().strip()
        nothing = await client.get("/nothing")
        assert nothing.status_code == 404
        assert nothing.headers["content-type"] == "application/problem+json"


async def test_it_is_not_ready_once_its_tables_are_gone(settings: Settings) -> None:
    async with serving(settings) as client:
        connection = await asyncpg.connect(settings.database_url)
        await connection.execute("DROP SCHEMA rm CASCADE")
        await connection.close()
        answer = await client.get("/readyz")
        assert answer.status_code == 503
        assert answer.json()["troubles"]["database"] == "UndefinedTableError"
