"""Both packs through the three real services of one unit: HTTP, PostgreSQL, a broker."""

import asyncio
import socket
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
import uvicorn
from fastapi import FastAPI

from cli.load import Summary, load
from deploy.local.issuer import AUDIENCE, ISSUER, Issuer, open_issuer
from kernel.settings import ServiceSettings
from services.partnerships.main import create as partnerships
from services.planning.main import create as planning
from services.reporting.main import create as reporting
from tests import servers
from vocabulary.roles import COUNTRY_UNIT

pytestmark = [pytest.mark.postgres, pytest.mark.kafka]

PROGRAMMES = Path(__file__).parents[2] / "programmes"
SERVICES = {"partnerships": partnerships, "planning": planning, "reporting": reporting}


@asynccontextmanager
async def running(app: FastAPI) -> AsyncIterator[str]:
    with socket.socket(proto=socket.IPPROTO_TCP) as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        server = uvicorn.Server(uvicorn.Config(app, log_config=None, ws="none"))
        serving = asyncio.create_task(server.serve([listening]))
        try:
            # Who asks before it has started waits in the listener's queue.
            yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        finally:
            server.should_exit = True
            await serving


@asynccontextmanager
async def unit_running(
    name: str, postgres: str, broker: servers.OwnKafka, issuer: Issuer
) -> AsyncIterator[dict[str, str]]:
    """Serve the three services of a unit, each on a database of its own; yield their URLs."""
    async with AsyncExitStack() as stack:
        urls = {}
        for service, create in SERVICES.items():
            database = await stack.enter_async_context(servers.fresh_database(postgres))
            settings = ServiceSettings(
                unit=name,
                database_url=database,
                kafka_bootstrap=broker.bootstrap,
                jwks=str(issuer.key_set),
                issuer=ISSUER,
                audience=AUDIENCE,
            )
            urls[service] = await stack.enter_async_context(running(create(settings)))
        yield urls


async def into(urls: Mapping[str, str], issuer: Issuer, pack: str) -> Summary:
    def token(unit: str, role: str) -> str:
        return issuer.issue(role, [unit])

    return await load(PROGRAMMES / pack, {"ma": urls}, token, lambda _: None)


async def listed(url: str, issuer: Issuer, what: str) -> list[dict[str, Any]]:
    bearer = {"Authorization": f"Bearer {issuer.issue(COUNTRY_UNIT, ['ma'])}"}
    async with httpx.AsyncClient(base_url=url, headers=bearer) as client:
        answer = await client.get(f"/v1/{what}", params={"first": 50})
    items: list[dict[str, Any]] = answer.json()["items"]
    return items


async def test_a_unit_takes_both_packs_and_a_second_load_finds_all_of_it_there(
    postgres_server: str, own_kafka: servers.OwnKafka, tmp_path: Path
) -> None:
    issuer = open_issuer(tmp_path)
    packs = ("cic", "cic-demonstration")
    async with unit_running("ma", postgres_server, own_kafka, issuer) as urls:
        first = [await into(urls, issuer, pack) for pack in packs]
        again = [await into(urls, issuer, pack) for pack in packs]
        partnerships = await listed(urls["partnerships"], issuer, "partnerships")
        protocols = await listed(urls["partnerships"], issuer, "protocols")
        plans = await listed(urls["planning"], issuer, "action-plans")
        reports = await listed(urls["reporting"], issuer, "reports")
    assert all(summary.complete for summary in (*first, *again)), [
        (str(summary), summary.refused, [tally.unreachable for tally in summary.tallies])
        for summary in (*first, *again)
    ]
    assert [summary.already for summary in first] == [0, 0]
    assert [summary.sent for summary in again] == [0, 0]
    assert len(partnerships) == 12
    assert {item["demonstration"] for item in partnerships} == {False}
    assert len(protocols) == 3
    assert {item["demonstration"] for item in (*protocols, *plans, *reports)} == {True}
    assert [plan["state"] for plan in plans] == ["adopted", "adopted"]
    assert {report["state"] for report in reports} == {"accepted", "returned"}


async def test_a_token_of_another_unit_loads_nothing(
    postgres_server: str, own_kafka: servers.OwnKafka, tmp_path: Path
) -> None:
    issuer = open_issuer(tmp_path)
    async with unit_running("ma", postgres_server, own_kafka, issuer) as urls:
        token = issuer.issue(COUNTRY_UNIT, ["sn"])
        summary = await load(
            PROGRAMMES / "cic", {"ma": urls}, lambda _unit, _role: token, lambda _: None
        )
        async with httpx.AsyncClient() as client:
            status = (await client.get(f"{urls['partnerships']}/status")).json()
    assert summary.sent == 0
    assert {refused.status for refused in summary.refused} == {403}
    assert status["head"] == 0
