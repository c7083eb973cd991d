"""`cic show partnership ID` from what a unit's service answers."""

import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
import typer
from typer.testing import CliRunner, Result

from cli.show import show_command
from services.partnerships.main import create
from tests.cli.unit import served
from tests.partnerships.cases import BELFAA, JETTE, KINTAMBO, PARTNERSHIP, PROTOCOL
from tests.partnerships.conventions import CONVENTION, LINES
from tests.partnerships.test_convention_api import DRAFT
from tests.partnerships.test_service import app, running
from tests.partnerships.unit import Unit, token, voting
from vocabulary import roles

pytestmark = pytest.mark.postgres

COMMITMENT = "01890000-0000-7000-8000-000000000080"
ANOTHER = UUID("01890000-0000-7000-8000-000000000081")
KINDS = ("partnership", "protocol", "convention", "commitment")
UNDERTAKEN = {
    "partnership": str(PARTNERSHIP),
    "party": str(BELFAA),
    "kind": "staff-days",
    "text": {"fr": "un agent de l'état civil"},
    "measure": {"quantity": "20", "unit": "days"},
    "period": {"starts_on": "2017-06-01", "ends_on": "2017-12-31"},
    "on": "2017-05-20",
}


@pytest.fixture
async def unit(database: str, tmp_path: Path) -> AsyncIterator[Unit]:
    async with running(app(database, tmp_path, create)) as unit:
        await unit.registers()
        await unit.signed()
        await unit.accepted(f"/v1/commitments/{COMMITMENT}/make", UNDERTAKEN, by=BELFAA)
        await unit.accepted(f"/v1/conventions/{CONVENTION}/draft", DRAFT, by=JETTE)
        vote = voting(BELFAA, "2017-06-12", on_behalf={"evidence": {"reference": "PV 2017/31"}})
        done = await unit.accepted(f"/v1/protocols/{PROTOCOL}/ratify", vote)
        await unit.get("/v1/protocols", **{"x-min-position": str(done["position"])})
        yield unit


async def show(unit: Unit, *words: str) -> Result:
    command = typer.Typer()
    command.command("show")(show_command)
    async with served(unit.app) as url:
        given = [*words, "--url", url, "--token", token(roles.ASSOCIATION_REVIEWER)]
        return await asyncio.to_thread(CliRunner(env={"COLUMNS": "80"}).invoke, command, given)


async def test_one_partnership_is_shown_whole(unit: Unit) -> None:
    answer = await show(unit, "partnership", str(PARTNERSHIP))
    assert answer.exit_code == 0, answer.output
    said = " ".join(answer.stdout.split())
    for part in (
        f"Jette – Belfaâ {PARTNERSHIP}",
        "MA, active",
        "phases: 2017-2021",
        "protocol 2017-2021: partly ratified, until 2021-12-31",
        "waits for the council of Jette since 2017-05-19",
        "convention 2017-2021: draft",
        f"{LINES[0].code} {LINES[0].text['fr']}: {LINES[0].amount.amount}",
        "waits for the signature of Jette, Belfaâ",
        "Belfaâ undertakes: un agent de l'état civil, 20 days: open",
        "due 2017-07-18: council vote, Jette (overdue)",
        "partnership established",
        "council ratified",
        "on its behalf: PV 2017/31",
        "by commune-user account-commune-user",
    ):
        assert part in said
    assert said.index("partnership established") < said.index("council ratified")
    assert max(map(len, answer.stdout.splitlines())) <= 80


async def test_a_convention_that_nobody_will_conclude_says_why(unit: Unit) -> None:
    refusal = {**voting(JETTE, "2017-07-03"), "reason": "budget refusé"}
    done = await unit.accepted(f"/v1/protocols/{PROTOCOL}/refuse", refusal, by=JETTE)
    await unit.get("/v1/protocols", **{"x-min-position": str(done["position"])})
    said = (await show(unit, "partnership", str(PARTNERSHIP))).stdout
    assert "nothing more can be done under it: protocol lapsed" in said
    assert "waits for the signature" not in said
    why = {"party": str(JETTE), "on": "2017-07-04", "reason": "protocole refusé"}
    done = await unit.accepted(f"/v1/conventions/{CONVENTION}/abandon", why, by=JETTE)
    await unit.get("/v1/conventions", **{"x-min-position": str(done["position"])})
    said = (await show(unit, "partnership", str(PARTNERSHIP))).stdout
    assert "convention 2017-2021: abandoned" in said
    assert "given up by Jette on 2017-07-04: protocole refusé" in said


async def test_programs_get_all_of_it_as_json(unit: Unit) -> None:
    answer = await show(unit, "partnership", str(PARTNERSHIP), "--json")
    view: dict[str, Any] = json.loads(answer.stdout)
    assert view["partnership"]["id"] == str(PARTNERSHIP)
    assert view["communes"][str(JETTE)]["name"] == "Jette"
    positions = [act["position"] for act in view["history"]]
    assert positions == sorted(positions)
    assert {act["of"] for act in view["history"]} == set(KINDS)


async def test_it_is_shown_as_it_was_known_at_a_moment(unit: Unit) -> None:
    whole = json.loads((await show(unit, "partnership", str(PARTNERSHIP), "--json")).stdout)
    entered = next(act for act in whole["history"] if act["act"] == "PartnershipEnteredPhase")
    moment = entered["recorded_at"]
    shown = await show(unit, "partnership", str(PARTNERSHIP), "--json", "--as-of", moment)
    earlier = json.loads(shown.stdout)
    assert (earlier["protocols"], len(earlier["history"])) == ([], 2)
    assert earlier["partnership"]["phases"] == whole["partnership"]["phases"]


async def test_it_is_found_by_the_name_of_a_member_that_is_in_no_other(unit: Unit) -> None:
    named = await show(unit, "partnership", "belfa", "--json")
    assert json.loads(named.stdout)["partnership"]["id"] == str(PARTNERSHIP)
    await unit.establish(ANOTHER)
    several = await show(unit, "partnership", "Jette")
    assert f"  {PARTNERSHIP}  Jette – Belfaâ" in several.stderr.splitlines()


async def test_what_is_not_there_is_one_line(unit: Unit) -> None:
    unknown = await show(unit, "partnership", str(KINTAMBO))
    assert unknown.exit_code == 1
    assert unknown.stderr.startswith(f"error: no partnership {KINTAMBO} is known here")
    early = await show(unit, "partnership", str(PARTNERSHIP), "--as-of", "2001-01-01")
    assert f"no partnership {PARTNERSHIP} was known here on 2001-01-01T00:00" in early.stderr
    nobody = await show(unit, "partnership", "Namur")
    assert nobody.stderr.startswith("error: no partnership of Namur is known here")
    country = await show(unit, "MA", str(PARTNERSHIP))
    assert country.stderr.startswith("error: MA ")
