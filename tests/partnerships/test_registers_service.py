"""Registers on PostgreSQL: mergers, rules of a phase, groups, organisations, as callers see it."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from uuid_utils.compat import uuid7

from services.partnerships import main as partnerships
from tests.partnerships.cases import (
    ACTOR,
    BELFAA,
    COUNTRY_PROGRAMME,
    GROUP,
    JETTE,
    PARTNERSHIP,
    PHASE_2017,
    PROGRAMME,
    RULES,
    WAREMME,
)
from tests.partnerships.test_service import app, running, shown
from tests.partnerships.unit import Body, Unit, plain

pytestmark = pytest.mark.postgres

AT_GROUP = f"/v1/regional-groups/{GROUP}"


@pytest.fixture
async def unit(database: str, tmp_path: Path) -> AsyncIterator[Unit]:
    async with running(app(database, tmp_path, partnerships.create)) as unit:
        yield unit


async def code(unit: Unit, path: str, body: Body) -> str:
    answer = await unit.send(path, body)
    assert answer.status_code == 409, answer.text
    return str(answer.json()["code"])


async def names(unit: Unit, path: str, position: int) -> list[Any]:
    return [each["name"] for each in (await shown(unit, path, position))["items"]]


async def test_merelbeke_and_melle_become_one_commune(unit: Unit) -> None:
    merelbeke, melle, one = uuid7(), uuid7(), uuid7()
    for id_, name, nis, since in (
        (merelbeke, "Merelbeke", "44043", None),
        (melle, "Melle", "44040", None),
        (one, "Merelbeke-Melle", "44088", "2025-01-01"),
    ):
        body: Body = {"kind": "commune", "country": "BE", "names": {"fr": name}, "since": since}
        body["codes"] = [{"scheme": "refnis", "value": nis}]
        await unit.accepted(f"/v1/communes/{id_}/register", body)
    for id_ in (merelbeke, melle):
        ceased = {"on": "2025-01-01", "successors": [str(one)]}
        done = await unit.accepted(f"/v1/communes/{id_}/cease", ceased)
    for words in ("44040", "melle"):
        assert "Merelbeke-Melle" in await names(unit, f"/v1/communes?q={words}", done["position"])
    assert await names(unit, "/v1/communes?q=44043", 0) == ["Merelbeke", "Merelbeke-Melle"]
    seen = await shown(unit, f"/v1/communes/{one}")
    assert seen["predecessors"] == [str(merelbeke), str(melle)]
    former = await shown(unit, f"/v1/communes/{melle}")
    assert (former["ceased_on"], former["successors"]) == ("2025-01-01", [str(one)])
    history = await shown(unit, f"/v1/communes/{melle}/history")
    assert history["items"][-1]["act"] == "CommuneCeased"


async def test_a_commune_is_found_by_its_codes_however_they_are_written(unit: Unit) -> None:
    jette = uuid7()
    body: Body = {"kind": "commune", "country": "BE", "names": {"fr": "Jete"}}
    body["codes"] = [
        {"scheme": "kbo", "value": "0207.373.429"},
        {"scheme": "pcode", "value": "BE 01 02"},
    ]
    await unit.accepted(f"/v1/communes/{jette}/register", body)
    corrected = {"recorded_since": None, "names": {"fr": "Jette"}, "since": None, "reason": "faute"}
    done = await unit.accepted(f"/v1/communes/{jette}/correct-names", corrected)
    for words in ("0207373429", "207 373 429", "BE0207.373.429", "373429", "BE0102", "be 01.02"):
        assert await names(unit, f"/v1/communes?q={words}", done["position"]) == ["Jette"], words
    assert await names(unit, "/v1/communes?q=BE0207373492", done["position"]) == []
    history = await shown(unit, f"/v1/communes/{jette}/history")
    last = history["items"][-1]
    assert (last["act"], last["reason"]) == ("CommuneNamesCorrected", "faute")


async def test_what_a_commune_took_part_in_stays_readable_when_it_ceases(unit: Unit) -> None:
    await unit.registers()
    waremme = {"kind": "commune", "country": "BE", "names": {"fr": "Waremme"}}
    await unit.accepted(f"/v1/communes/{WAREMME}/register", waremme)
    ceased = {"on": "2025-01-01", "successors": [str(WAREMME)]}
    await unit.accepted(f"/v1/communes/{JETTE}/cease", ceased)
    members = [{"commune": str(JETTE)}, {"commune": str(BELFAA)}]
    body: Body = {"programme": str(PROGRAMME), "country": "MA", "members": members}
    establish = f"/v1/partnerships/{uuid7()}/establish"
    assert await code(unit, establish, {**body, "since": "2025-01-01"}) == "CommuneHasCeased"
    await unit.accepted(establish, {**body, "since": "2024-12-31"})
    at = f"/v1/partnerships/{PARTNERSHIP}"
    await unit.accepted(f"{at}/join", {"commune": str(WAREMME), "since": "2025-01-01"})
    left = {"commune": str(JETTE), "until": "2025-01-01", "reason": "fusion"}
    done = await unit.accepted(f"{at}/leave", left)
    seen = await shown(unit, at, done["position"])
    assert {each["commune"] for each in seen["members"]} == {str(WAREMME), str(BELFAA)}
    assert [each["commune"] for each in seen["former_members"]] == [str(JETTE)]


async def test_a_commune_of_another_place_is_refused_and_a_commune_agrees_to_the_goal(
    unit: Unit,
) -> None:
    await unit.registers()
    rules = {"phase": str(PHASE_2017), "rules": plain(RULES)}
    await unit.accepted(f"/v1/programmes/{PROGRAMME}/set-phase-rules", rules)
    at = f"/v1/country-programmes/{COUNTRY_PROGRAMME}"
    assert await code(unit, f"{at}/admit-commune", {"commune": str(JETTE)}) == (
        "CommuneOutsideProgramme"
    )
    placed = {"region": "Bruxelles-Capitale"}
    await unit.accepted(f"/v1/communes/{JETTE}/place-in-region", placed)
    await unit.accepted(f"{at}/admit-commune", {"commune": str(JETTE)})
    shown_sectors = (await shown(unit, at))["sectors"]
    shares = [{"code": sector["code"], "percentage": "60"} for sector in shown_sectors]
    goal = {"code": "but", "text": {"fr": "un but commun"}}
    revise: Body = {"sectors": shown_sectors, "goal": goal, "reason": "atelier", "shares": shares}
    await unit.accepted(f"{at}/revise", revise)
    agree = {"commune": str(JETTE), "revision": 2, "on": "2017-05-19"}
    done = await unit.accepted(f"{at}/agree-goal", agree, by=JETTE)
    seen = await shown(unit, at, done["position"])
    assert [(c["agreed_on"], c["agreed_on_behalf"]) for c in seen["communes"]] == [
        ("2017-05-19", False)
    ]
    programme = await shown(unit, f"/v1/programmes/{PROGRAMME}")
    assert programme["phases"][0]["rules"][0]["rules"]["currencies"] == ["EUR", "MAD"]


async def test_a_partnership_is_in_one_regional_group_at_a_time(unit: Unit) -> None:
    await unit.registers()
    other = uuid7()
    for id_, name in ((GROUP, "groupe Ouarzazate"), (other, "groupe Agadir")):
        body: Body = {"programme": str(PROGRAMME), "country": "MA", "names": {"fr": name}}
        await unit.accepted(f"/v1/regional-groups/{id_}/found", body)
    join: Body = {"partnership": str(PARTNERSHIP), "since": "2017-05-19"}
    await unit.accepted(f"{AT_GROUP}/join", join)
    elsewhere = f"/v1/regional-groups/{other}/join"
    assert await code(unit, elsewhere, {**join, "since": "2018-01-01"}) == "OverlappingMembership"
    left = {"partnership": str(PARTNERSHIP), "until": "2018-01-01", "reason": "découpage"}
    await unit.accepted(f"{AT_GROUP}/leave", left)
    await unit.accepted(elsewhere, {**join, "since": "2018-01-01"})
    appoint = {"partnership": str(PARTNERSHIP), "since": "2018-01-01"}
    done = await unit.accepted(f"/v1/regional-groups/{other}/appoint-coordinator", appoint)
    by_partnership = f"/v1/regional-groups?partnership={PARTNERSHIP}&country=MA"
    found = await names(unit, by_partnership, done["position"])
    assert sorted(found) == ["groupe Agadir", "groupe Ouarzazate"]
    seen = await shown(unit, AT_GROUP)
    assert [(m["since"], m["until"]) for m in seen["memberships"]] == [("2017-05-19", "2018-01-01")]


async def test_a_commune_lists_its_organisations(unit: Unit) -> None:
    await unit.registers()
    at = f"/v1/territorial-actors/{ACTOR}"
    body: Body = {"commune": str(BELFAA), "kind": "associative", "names": {"fr": "Al Amal"}}
    refused = await unit.send(f"{at}/register", body, by=JETTE)
    assert (refused.status_code, refused.json()["code"]) == (403, "ForTheCommuneItself")
    await unit.accepted(f"{at}/register", body, by=BELFAA)
    end = {"until": "2021-06-30", "reason": "dissolution"}
    done = await unit.accepted(f"{at}/end", end, by=BELFAA)
    query = f"/v1/territorial-actors?commune={BELFAA}&kind=associative&q=amal"
    assert await names(unit, query, done["position"]) == ["Al Amal"]
    assert (await shown(unit, at))["until"] == "2021-06-30"
    history = await shown(unit, f"{at}/history")
    assert [each["act"] for each in history["items"]] == [
        "TerritorialActorRegistered",
        "TerritorialActorEnded",
    ]
