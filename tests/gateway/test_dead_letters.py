"""What the gateway could not apply, looked after from the command line, on real servers."""

import asyncio
import json
from pathlib import Path
from typing import Any

import httpx
import pytest
from typer.testing import CliRunner, Result

from cli.main import application
from contracts.partnerships.partners import PartnershipEnteredPhase
from deploy.local.issuer import ISSUER, Issuer, open_issuer
from kernel.settings import Settings
from tests.gateway.publishing import Publisher
from tests.gateway.story import ENTERED, JETTE_REGISTERED, PHASE, registered
from tests.gateway.telling import Unit, id_of
from tests.gateway.test_main import serving
from tests.servers import OwnKafka
from vocabulary import roles
from vocabulary.identifiers import PartnershipId

pytestmark = [pytest.mark.postgres, pytest.mark.kafka]


@pytest.fixture
def issuer(tmp_path: Path) -> Issuer:
    return open_issuer(tmp_path)


@pytest.fixture
def settings(database: str, issuer: Issuer, own_kafka: OwnKafka) -> Settings:
    return Settings(
        database_url=database,
        kafka_bootstrap=own_kafka.bootstrap,
        jwks=str(issuer.key_set),
        issuer=ISSUER,
        profile="local",
        log_level="ERROR",
    )


async def cic(client: httpx.AsyncClient, token: str, *arguments: str) -> Result:
    """Run the command as a terminal would, beside the server that runs here."""
    command, *more = arguments
    words = ["dead-letters", command, str(client.base_url), *more, "--token", token]
    app = application("dead-letters")
    return await asyncio.to_thread(
        CliRunner().invoke, app, words, prog_name="cic", env={"NO_COLOR": "1", "COLUMNS": "160"}
    )


async def letters(client: httpx.AsyncClient, token: str) -> list[dict[str, str]]:
    listed = await cic(client, token, "list", "--json")
    assert listed.exit_code == 0, listed.output
    found: list[dict[str, str]] = json.loads(listed.stdout)["letters"]
    return found


def is_of(letter: dict[str, str], unit: str) -> bool:
    return letter["source"] == f"{unit}.partnerships"


async def some(client: httpx.AsyncClient, token: str, number: int) -> list[dict[str, str]]:
    async with asyncio.timeout(150):
        while len(found := await letters(client, token)) < number:  # noqa: ASYNC110 - as people do
            await asyncio.sleep(0.1)
    return found


async def test_an_administrator_decides_about_each_letter_and_it_is_written_down(
    settings: Settings, issuer: Issuer, own_kafka: OwnKafka
) -> None:
    ma, cd = Unit("ma"), Unit("cd")
    ma.say(ENTERED, ENTERED)
    cd.say(ENTERED)
    of_ma = issuer.issue(roles.UNIT_ADMINISTRATOR, ["ma"], subject="account-ma")
    of_all = issuer.issue(roles.UNIT_ADMINISTRATOR, ["*"])
    async with Publisher(own_kafka.bootstrap) as units, serving(settings) as client:
        await units.publish(ma)
        await units.publish(cd)
        assert len(await some(client, of_all, 3)) == 3
        first, second = await letters(client, of_ma)
        assert (first["status"], second["status"]) == ("parked", "blocked")
        assert "NotOnFile" in first["error"]

        again = await cic(client, of_ma, "replay", str(second["id"]), "--reason", "try")
        assert again.exit_code == 1
        assert f"0 applied; {first['id']} fails again: NotOnFile" in again.stdout
        discarded = await cic(client, of_ma, "discard", str(first["id"]), "--reason", "by mistake")
        assert discarded.exit_code == 0, discarded.output
        (foreign,) = [str(one["id"]) for one in await letters(client, of_all) if is_of(one, "cd")]
        refused = await cic(client, of_ma, "discard", foreign, "--reason", "none of ours")
        assert refused.exit_code == 1
        assert "There is no dead letter with this number" in refused.stderr

        acts = (await cic(client, of_ma, "acts")).stdout.splitlines()
        assert [(act["act"], act["done_by"], act["reason"]) for act in map(json.loads, acts)] == [
            ("failed again", "account-ma", "try"),
            ("discarded", "account-ma", "by mistake"),
        ]


async def test_a_source_that_is_halted_is_said_to_be_and_can_be_resumed(
    settings: Settings, issuer: Issuer, own_kafka: OwnKafka
) -> None:
    mad, sane = Unit("bf"), registered("sn")
    for number in range(11):
        partnership = PartnershipId(id_of(f"unheard of {number}"))
        mad.say(PartnershipEnteredPhase(partnership=partnership, phase=PHASE))
    token = issuer.issue(roles.UNIT_ADMINISTRATOR, ["bf"])
    async with Publisher(own_kafka.bootstrap) as units, serving(settings) as client:
        await units.publish(mad)
        assert len(await some(client, token, 11)) == 11
        listed = await cic(client, token, "list")
        assert "consumer gateway of bf.partnerships/0, halted: 11 of 11" in listed.stdout
        ready = await client.get("/readyz")
        assert (ready.status_code, len(ready.json()["degraded"])) == (200, 1)
        mad.say(JETTE_REGISTERED)
        await units.publish(mad)
        await units.publish(sane)
        assert await known_until(client, "sn.partnerships", 10)
        assert (await status(client))["sources"]["bf.partnerships"]["applied"] == 11
        resumed = await cic(client, token, "resume", "bf.partnerships", "--reason", "mended")
        assert resumed.exit_code == 0, resumed.output
        assert await known_until(client, "bf.partnerships", 12)
        assert (await client.get("/readyz")).json()["degraded"] == {}


async def status(client: httpx.AsyncClient) -> Any:
    return (await client.get("/status")).json()


async def known_until(client: httpx.AsyncClient, source: str, position: int) -> bool:
    async with asyncio.timeout(60):
        while True:
            sources = (await status(client))["sources"]
            if sources.get(source, {}).get("applied") == position:
                return True
            await asyncio.sleep(0.1)
