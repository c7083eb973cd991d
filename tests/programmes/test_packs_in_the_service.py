"""Both packs through the real service of one unit, over HTTP and on PostgreSQL."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import pytest
import uvicorn

from cli.load import Summary, load
from deploy.local.issuer import AUDIENCE, ISSUER, Issuer, open_issuer
from kernel.settings import ServiceSettings
from services.partnerships.main import create
from vocabulary.roles import COUNTRY_UNIT

pytestmark = pytest.mark.postgres

PROGRAMMES = Path(__file__).parents[2] / "programmes"


@asynccontextmanager
async def running(settings: ServiceSettings) -> AsyncIterator[str]:
    """Serve the unit's partnerships; the broker is away, which commands do not need."""
    with socket.socket(proto=socket.IPPROTO_TCP) as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        config = uvicorn.Config(create(settings), log_config=None, ws="none")
        server = uvicorn.Server(config)
        serving = asyncio.create_task(server.serve([listening]))
        try:
            # Who asks before it has started waits in the listener's queue.
            yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        finally:
            server.should_exit = True
            await serving


def settings(database: str, issuer: Issuer, unit: str) -> ServiceSettings:
    return ServiceSettings(
        unit=unit,
        database_url=database,
        kafka_bootstrap="127.0.0.1:1",
        jwks=str(issuer.key_set),
        issuer=ISSUER,
        audience=AUDIENCE,
    )


async def into(url: str, token: str, pack: str) -> Summary:
    return await load(PROGRAMMES / pack, {"ma": url}, lambda _: token, lambda _: None)


async def test_a_unit_takes_both_packs_and_a_second_load_finds_all_of_it_there(
    database: str, tmp_path: Path
) -> None:
    issuer = open_issuer(tmp_path)
    token = issuer.issue(COUNTRY_UNIT, ["ma"])
    async with running(settings(database, issuer, "ma")) as url:
        first = [await into(url, token, pack) for pack in ("cic", "cic-demonstration")]
        again = [await into(url, token, pack) for pack in ("cic", "cic-demonstration")]
        async with httpx.AsyncClient(
            base_url=url, headers={"Authorization": f"Bearer {token}"}
        ) as client:
            partnerships = (await client.get("/v1/partnerships", params={"first": 50})).json()
            protocols = (await client.get("/v1/protocols", params={"first": 50})).json()
    assert all(summary.complete for summary in (*first, *again)), [str(s) for s in first]
    assert [summary.already for summary in first] == [0, 0]
    assert [summary.sent for summary in again] == [0, 0]
    assert len(partnerships["items"]) == 12
    assert {item["demonstration"] for item in partnerships["items"]} == {False}
    assert len(protocols["items"]) == 3
    assert {item["demonstration"] for item in protocols["items"]} == {True}


async def test_a_token_of_another_unit_loads_nothing(database: str, tmp_path: Path) -> None:
    issuer = open_issuer(tmp_path)
    async with running(settings(database, issuer, "ma")) as url:
        summary = await into(url, issuer.issue(COUNTRY_UNIT, ["sn"]), "cic")
        status = await _status(url)
    assert summary.sent == 0
    assert {refused.status for refused in summary.refused} == {403}
    assert status["head"] == 0


async def _status(url: str) -> dict[str, int]:
    async with httpx.AsyncClient() as client:
        found: dict[str, int] = (await client.get(f"{url}/status")).json()
    return found
