"""The whole service on PostgreSQL, with a broker that is not there: commands, views, questions."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from joserfc.jwk import KeySet
from uuid_utils.compat import uuid7

from kernel.settings import ServiceSettings
from services.partnerships import main as partnerships
from services.planning import main as planning
from services.reporting import main as reporting
from tests.kernel.web import edge
from tests.partnerships.cases import (
    BELFAA,
    COUNTRY_PROGRAMME,
    JETTE,
    KINTAMBO,
    PARTNERSHIP,
    PHASE_2017,
    PROGRAMME,
    PROTOCOL,
)
from tests.partnerships.conventions import CONVENTION, HASH_1, PLAN, PLAN_HASH
from tests.partnerships.test_convention_api import DRAFT
from tests.partnerships.unit import PROPOSE, Body, Unit, client_of, voting

pytestmark = pytest.mark.postgres

AT = f"/v1/protocols/{PROTOCOL}"


def app(database: str, folder: Path, create: Callable[[ServiceSettings], FastAPI]) -> FastAPI:
    keys = folder / "keys.json"
    keys.write_text(json.dumps(KeySet(list(edge.KEYS.values())).as_dict(private=False)))
    settings = ServiceSettings(
        unit="ma",
        database_url=database,
        kafka_bootstrap="127.0.0.1:1",
        jwks=str(keys),
        issuer=edge.ISSUER,
        audience=edge.AUDIENCE,
        log_level="ERROR",
    )
    return create(settings)


@asynccontextmanager
async def running(app: FastAPI) -> AsyncIterator[Unit]:
    async with app.router.lifespan_context(app), client_of(app) as unit:
        yield unit


@pytest.fixture
async def unit(database: str, tmp_path: Path) -> AsyncIterator[Unit]:
    async with running(app(database, tmp_path, partnerships.create)) as unit:
        yield unit


async def shown(unit: Unit, path: str, position: int = 0) -> Body:
    answer = await unit.get(path, **{"x-min-position": str(position)})
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


async def test_the_road_is_seen_step_by_step(unit: Unit) -> None:
    await unit.registers()
    await unit.signed()
    first = await unit.accepted(f"{AT}/ratify", voting(BELFAA, "2017-06-12"), by=BELFAA)
    waiting = await shown(unit, f"/v1/protocols?awaiting={JETTE}", first["position"])
    assert [(p["state"], p["awaiting"], p["awaiting_since"]) for p in waiting["items"]] == [
        ("partly_ratified", [str(JETTE)], "2017-05-19")
    ]
    assert waiting["position"] >= first["position"]
    last = await unit.accepted(f"{AT}/ratify", voting(JETTE, "2017-06-28"), by=JETTE)
    protocol = await shown(unit, AT, last["position"])
    assert (protocol["state"], protocol["in_force_since"]) == ("in_force", "2017-06-28")
    assert protocol["version"] == last["version"]
    assert (await shown(unit, f"/v1/protocols?awaiting={JETTE}"))["items"] == []


async def test_a_convention_is_seen_as_it_is_drafted(unit: Unit) -> None:
    await unit.registers()
    await unit.signed()
    done = await unit.accepted(f"/v1/conventions/{CONVENTION}/draft", DRAFT, by=JETTE)
    seen = await shown(unit, f"/v1/conventions/{CONVENTION}", done["position"])
    assert (seen["state"], seen["content_hash"]) == ("draft", HASH_1)
    assert seen["budget_lines"] == DRAFT["budget_lines"]
    for query in (f"awaiting={BELFAA}", f"protocol={PROTOCOL}", "state=draft"):
        found = await shown(unit, f"/v1/conventions?{query}", done["position"])
        assert [each["id"] for each in found["items"]] == [str(CONVENTION)]
    assert (await shown(unit, "/v1/conventions?state=concluded"))["items"] == []
    plan = {"party": str(JETTE), "action_plan": str(PLAN), "content_hash": PLAN_HASH}
    answer = await unit.send(
        f"/v1/conventions/{CONVENTION}/annex-action-plan", {**plan, "on": "2017-11-06"}, by=JETTE
    )
    assert answer.json()["code"] == "ConventionNotConcluded"


async def test_the_history_comes_in_pages(unit: Unit) -> None:
    await unit.registers()
    await unit.signed()
    position = (await unit.accepted(f"{AT}/ratify", voting(JETTE, "2017-06-28"), by=JETTE))[
        "position"
    ]
    acts: list[str] = []
    after = ""
    while True:
        page = await shown(unit, f"{AT}/history?first=2{after}", position)
        acts += [act["act"] for act in page["items"]]
        if page["next"] is None:
            break
        after = f"&after={page['next']}"
    assert acts == [
        "ProtocolProposed",
        "PartyAgreedText",
        "PartyAgreedText",
        "ProtocolTextAgreed",
        "ProtocolSigned",
        "ProtocolSigned",
        "CouncilRatified",
    ]


async def test_registers_are_filtered_and_searched(unit: Unit) -> None:
    await unit.registers()
    renamed = {"names": {"fr": "Belfaa la Neuve"}, "since": "2020-01-01"}
    done = await unit.accepted(f"/v1/communes/{BELFAA}/rename", renamed)

    async def found(path: str) -> list[Any]:
        return [each["id"] for each in (await shown(unit, path, done["position"]))["items"]]

    assert await found("/v1/communes") == [str(BELFAA), str(JETTE)]
    assert await found("/v1/communes?country=BE") == [str(JETTE)]
    assert await found("/v1/communes?kind=ville") == []
    for words in ("BELFAA", "belfaâ", "la neuve"):
        assert await found(f"/v1/communes?q={words}") == [str(BELFAA)]
    here = [str(PARTNERSHIP)]
    assert await found("/v1/partnerships?q=jette") == here
    assert await found(f"/v1/partnerships?member={BELFAA}&phase={PHASE_2017}") == here
    assert await found("/v1/partnerships?state=suspended") == []
    assert await found("/v1/partnerships?q=kintambo") == []
    assert await found("/v1/programmes") == [str(PROGRAMME)]
    assert await found(f"/v1/country-programmes?phase={PHASE_2017}") == [str(COUNTRY_PROGRAMME)]
    assert await found("/v1/country-programmes?country=SN") == []
    for one in (
        f"/v1/communes/{JETTE}",
        f"/v1/programmes/{PROGRAMME}",
        f"/v1/country-programmes/{COUNTRY_PROGRAMME}",
        f"/v1/partnerships/{PARTNERSHIP}",
    ):
        assert (await shown(unit, one))["demonstration"] is False


async def test_communes_come_in_pages_by_name(unit: Unit) -> None:
    position = 0
    for name in ("Évere", "Amay", "Zemst", "Etterbeek"):
        body = {"kind": "commune", "country": "BE", "names": {"fr": name}}
        done = await unit.accepted(f"/v1/communes/{uuid7()}/register", body)
        position = done["position"]
    names: list[str] = []
    after = ""
    for _ in range(4):
        page = await shown(unit, f"/v1/communes?first=1{after}", position)
        names += [each["name"] for each in page["items"]]
        after = f"&after={page['next']}"
    assert names == ["Amay", "Etterbeek", "Évere", "Zemst"]
    assert page["next"] is None


@pytest.mark.parametrize(
    "path",
    [
        f"/v1/communes/{KINTAMBO}",
        f"/v1/programmes/{KINTAMBO}",
        f"/v1/country-programmes/{KINTAMBO}",
        f"/v1/partnerships/{KINTAMBO}",
        f"/v1/protocols/{KINTAMBO}",
        f"/v1/protocols/{KINTAMBO}/history",
    ],
)
async def test_what_is_not_there_is_not_found(unit: Unit, path: str) -> None:
    answer = await unit.get(path)
    assert (answer.status_code, answer.json()["code"]) == (404, "NotFound")


async def test_a_question_that_cannot_be_understood_names_every_fault(unit: Unit) -> None:
    answer = await unit.get("/v1/partnerships?country=ma&state=asleep&first=0&colour=blue")
    assert answer.status_code == 422
    assert {fault["at"] for fault in answer.json()["errors"]} == {
        "country",
        "state",
        "first",
        "colour",
    }


async def test_of_two_protocols_proposed_at_once_only_one_is_ever_signed(unit: Unit) -> None:
    await unit.registers()
    ids = [uuid7() for _ in range(6)]
    answers = await asyncio.gather(
        *(unit.send(f"/v1/protocols/{id_}/propose", PROPOSE, by=JETTE) for id_ in ids)
    )
    proposed = [id_ for id_, answer in zip(ids, answers, strict=True) if answer.is_success]
    assert proposed
    agree = {"party": str(BELFAA), "on": "2017-03-08", "text_hash": PROPOSE["text"]["text_hash"]}
    agreed = [await unit.send(f"/v1/protocols/{id_}/agree", agree, by=BELFAA) for id_ in proposed]
    assert [answer.status_code for answer in agreed].count(200) == 1
    refused = [answer.json()["code"] for answer in agreed if answer.status_code == 409]
    assert set(refused) <= {"OneProtocolPerPhase"}


async def test_a_protocol_expires_by_itself_after_its_phase(database: str, tmp_path: Path) -> None:
    async with running(app(database, tmp_path, partnerships.create)) as unit:
        await unit.registers()
        await unit.signed()
        for party in (JETTE, BELFAA):
            last = await unit.accepted(f"{AT}/ratify", voting(party, "2017-06-28"), by=party)
        assert (await shown(unit, AT, last["position"]))["state"] == "in_force"
    async with running(app(database, tmp_path, partnerships.create)) as unit:
        # The scheduler takes its first turn when the service starts.
        protocol = await shown(unit, AT, last["position"] + 1)
        assert (protocol["state"], protocol["expired_on"]) == ("expired", "2021-12-31")
        history = await shown(unit, f"{AT}/history?first=100")
        assert history["items"][-1]["recorded_as"] == "scheduler"


@pytest.mark.parametrize("create", [planning.create, reporting.create])
async def test_a_service_that_has_heard_nothing_yet_is_ready_without_a_broker(
    database: str, tmp_path: Path, create: Callable[[ServiceSettings], FastAPI]
) -> None:
    async with running(app(database, tmp_path, create)) as unit:
        assert (await unit.client.get("/readyz")).status_code == 200
        assert (await unit.get("/status")).status_code == 200
        assert (await unit.send("/v1/protocols", {})).status_code == 404
