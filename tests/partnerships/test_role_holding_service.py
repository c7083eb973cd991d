"""Functions over HTTP on PostgreSQL: who holds them, who stands in, and what a signature needs."""

from collections.abc import AsyncIterator
from pathlib import Path
from uuid import UUID

import pytest

from services.partnerships import main as partnerships
from tests.partnerships.cases import BELFAA, HASH, JETTE, PROTOCOL
from tests.partnerships.test_service import app, running, shown
from tests.partnerships.unit import PROPOSE, Body, Unit, signing, token
from vocabulary import roles

pytestmark = pytest.mark.postgres

AT = "/v1/role-holdings"


@pytest.fixture
async def unit(database: str, tmp_path: Path) -> AsyncIterator[Unit]:
    async with running(app(database, tmp_path, partnerships.create)) as unit:
        await unit.registers()
        yield unit


async def holds(unit: Unit, number: int, commune: UUID, function: str, subject: str) -> Body:
    holding = {"function": function, "subject_ref": subject, "since": "2012-12-03"}
    body = {"commune": str(commune), "holding": holding}
    return await unit.accepted(f"{AT}/{UUID(int=number)}/record", body, by=commune)


async def test_functions_are_found_by_commune_function_person_and_day(unit: Unit) -> None:
    await holds(unit, 1, JETTE, "bourgmestre", "subject-1")
    await holds(unit, 2, JETTE, "echevin", "subject-2")
    ending = {"until": "2018-12-03", "reason": "élections"}
    done = await unit.accepted(f"{AT}/{UUID(int=1)}/end", ending, by=JETTE)
    found = await shown(unit, f"{AT}?commune={JETTE}&on=2018-12-02", done["position"])
    assert [each["shown_as"] for each in found["items"]] == ["Bourgmestre", "Échevin"]
    for query in ("on=2018-12-03", "function=echevin", "subject_ref=subject-2"):
        found = await shown(unit, f"{AT}?{query}")
        assert [each["function"] for each in found["items"]] == ["echevin"]
    assert (await shown(unit, f"{AT}/{UUID(int=1)}"))["until"] == "2018-12-03"
    history = await shown(unit, f"{AT}/{UUID(int=1)}/history")
    assert "subject-1" not in str(history)


async def test_a_person_is_not_pointed_at_to_those_who_only_look(unit: Unit) -> None:
    await holds(unit, 1, JETTE, "bourgmestre", "subject-1")
    reader = {"authorization": f"Bearer {token(roles.PUBLIC)}"}
    for path in (AT, f"{AT}/{UUID(int=1)}", "/v1/coordinators"):
        answer = await unit.client.get(path, headers=reader)
        assert (answer.status_code, answer.json()["code"]) == (403, "FunctionsNotForYou")


async def test_a_coordinator_has_somebody_else_to_stand_in(unit: Unit) -> None:
    await holds(unit, 1, JETTE, "coordinateur-cic", "subject-1")
    await holds(unit, 2, JETTE, "coordinateur-cic-suppleant", "subject-2")
    await holds(unit, 3, BELFAA, "coordinateur-cic", "subject-3")
    done = await holds(unit, 4, BELFAA, "coordinateur-cic-suppleant", "subject-3")
    listed = await shown(unit, "/v1/coordinators", done["position"])
    assert [(each["name"], each["coordinator"], each["backup"]) for each in listed["items"]] == [
        ("Jette", "subject-1", "subject-2"),
        ("Belfaâ", "subject-3", None),
    ]
    lacking = await shown(unit, "/v1/coordinators?incomplete=true")
    assert [each["commune"] for each in lacking["items"]] == [str(BELFAA)]
    before = await shown(unit, "/v1/coordinators?incomplete=true&on=2012-01-01&country=BE")
    assert [each["commune"] for each in before["items"]] == [str(JETTE)]


async def test_a_signature_is_checked_against_the_function_held_that_day(unit: Unit) -> None:
    at = f"/v1/protocols/{PROTOCOL}"
    await unit.accepted(f"{at}/propose", PROPOSE, by=JETTE)
    agree = {"party": str(BELFAA), "on": "2017-03-08", "text_hash": HASH}
    await unit.accepted(f"{at}/agree", agree, by=BELFAA)
    await holds(unit, 1, JETTE, "bourgmestre", "subject-other-1")
    answer = await unit.send(f"{at}/sign", signing(JETTE), by=JETTE)
    assert (answer.status_code, answer.json()["code"]) == (409, "FunctionNotHeld")
    corrected = {"function": "bourgmestre", "subject_ref": "subject-7f3a", "since": "2012-12-03"}
    correcting = {"holding": corrected, "reason": "autre personne"}
    await unit.accepted(f"{AT}/{UUID(int=1)}/correct", correcting, by=JETTE)
    await unit.accepted(f"{at}/sign", signing(JETTE), by=JETTE)
    done = await unit.accepted(f"{at}/sign", signing(BELFAA), by=BELFAA)
    protocol = await shown(unit, at, done["position"])
    assert [step["function_verified"] for step in protocol["steps"]] == [True, False]
    missing = await shown(unit, f"{at}/missing")
    unproven = [gap["party"] for gap in missing["items"] if gap["what"] == "function-proof"]
    assert unproven == [str(BELFAA)]
