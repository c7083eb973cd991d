"""Conventions and commitments over HTTP, on PostgreSQL: drafted, amended, paid, closed, given."""

from pathlib import Path
from typing import Any

import pytest

from services.partnerships import main as partnerships
from tests.partnerships.cases import BELFAA, JETTE, PARTNERSHIP
from tests.partnerships.commitments import CASH, COMMITMENT, MAKE, RECORD, euros
from tests.partnerships.conventions import CONVENTION, MORE_LINES, TERMS
from tests.partnerships.test_convention_api import DRAFT, signature
from tests.partnerships.test_service import app, running, shown
from tests.partnerships.unit import Body, Unit, plain, voting

pytestmark = pytest.mark.postgres

AT = f"/v1/conventions/{CONVENTION}"
OTHER = f"/v1/conventions/{PARTNERSHIP}"


async def concluded(unit: Unit, draft: Body) -> Body:
    """Walk from the registers to a convention that both have signed."""
    await unit.registers()
    await unit.signed()
    for party, day in ((BELFAA, "2017-06-12"), (JETTE, "2017-06-28")):
        at = f"/v1/protocols/{draft['protocol']}/ratify"
        await unit.accepted(at, voting(party, day), by=party)
    done = await unit.accepted(f"{AT}/draft", draft, by=JETTE)
    drafted = await shown(unit, AT, done["position"])
    for party in (JETTE, BELFAA):
        body = signature(party, "2017-10-16", drafted["content_hash"])
        done = await unit.accepted(f"{AT}/sign", body, by=party)
    return done


async def test_a_convention_is_amended_paid_compared_and_closed(
    database: str, tmp_path: Path
) -> None:
    async with running(app(database, tmp_path, partnerships.create)) as unit:
        done = await concluded(unit, {**DRAFT, "terms": plain(TERMS)})
        received = {
            "party": str(BELFAA),
            "advance": "A1",
            "amount": {"amount": "5000.00", "currency": "EUR"},
            "on": "2017-11-20",
        }
        done = await unit.accepted(f"{AT}/receive-advance", received, by=BELFAA)
        amend = {
            "party": str(BELFAA),
            "on": "2018-02-05",
            "reason": "équipement ajouté",
            "budget_lines": [plain(line) for line in MORE_LINES],
        }
        done = await unit.accepted(f"{AT}/amend", amend, by=BELFAA)
        seen = await shown(unit, AT, done["position"])
        assert (seen["state"], seen["amendment"]) == ("concluded", "draft")
        assert [bool(each["received"]) for each in seen["advances"]] == [True, False]
        changes = await shown(unit, f"{AT}/difference?from=1&to=2")
        assert [each["said"]["fr"] for each in changes["changes"]] == [
            "Ligne 1.2 ajoutée : 8000.00 EUR"
        ]
        answer = await unit.get(f"{AT}/difference?from=1&to=3")
        assert (answer.status_code, answer.json()["errors"][0]["at"]) == (422, "to")
        assert (await unit.get(f"{OTHER}/difference?from=1&to=1")).status_code == 404
        budget = await shown(unit, f"{AT}/budget", done["position"])
        assert [line["left"] for line in budget["lines"]] == ["12500.00"]
        assert (await unit.get(f"{OTHER}/budget")).status_code == 404
        second = await unit.send(f"{OTHER}/draft", DRAFT, by=JETTE)
        assert second.json()["code"] == "ProtocolHasConvention"
        closing = {"party": str(JETTE), "on": "2021-12-20"}
        done = await unit.accepted(f"{AT}/close", closing, by=JETTE)
        closed = await shown(unit, "/v1/conventions?state=closed", done["position"])
        assert [each["content_version"] for each in closed["items"]] == [1]
        await unit.accepted(f"{OTHER}/draft", DRAFT, by=JETTE)
        back = {**closing, "reason": "solde", "on": "2022-01-10"}
        reopened = await unit.send(f"{AT}/reopen", back, by=JETTE)
        assert reopened.json()["code"] == "ProtocolHasConvention"


async def test_percentages_above_a_hundred_are_refused_in_french(
    database: str, tmp_path: Path
) -> None:
    async with running(app(database, tmp_path, partnerships.create)) as unit:
        await unit.registers()
        await unit.signed()
        shares = [{"source": "DGD", "percentage": "80"}, {"source": "Jette", "percentage": "21"}]
        body = {**DRAFT, "terms": {"shares": shares}}
        answer = await unit.send(f"{AT}/draft", body, by=JETTE, headers={"accept-language": "fr"})
        assert (answer.status_code, answer.json()["code"]) == (409, "PercentagesOver100")
        assert answer.json()["title"] == "Les parts font ensemble plus de cent pour cent."
        faulty = {**DRAFT, "terms": {"shares": [{"source": "DGD", "percentage": "101"}]}}
        answer = await unit.send(f"{AT}/draft", faulty, by=JETTE)
        assert answer.json()["errors"][0]["at"] == "terms.shares[0].percentage"


async def test_what_each_side_gives_is_seen_beside_the_other(database: str, tmp_path: Path) -> None:
    def body(command: Any, **more: Any) -> Body:
        return {**plain(command), **more}

    async with running(app(database, tmp_path, partnerships.create)) as unit:
        await unit.registers()
        cash = body(MAKE, party=str(JETTE), kind="money", measure=plain(euros("2500")))
        await unit.accepted(f"/v1/commitments/{CASH}/make", cash, by=JETTE)
        at = f"/v1/commitments/{COMMITMENT}"
        await unit.accepted(f"{at}/make", body(MAKE), by=BELFAA)
        done = await unit.accepted(f"{at}/record-contribution", body(RECORD), by=BELFAA)
        told = await shown(unit, f"/v1/partnerships/{PARTNERSHIP}/reciprocity", done["position"])
        assert [(each["side"], each["cash"], each["in_kind"]) for each in told["sides"]] == [
            ("BE", [{"currency": "EUR", "promised": "2500", "given": "0"}], []),
            (
                "MA",
                [],
                [{"kind": "staff-days", "unit": "days", "promised": "20", "given": "7.5"}],
            ),
        ]
        for query in (f"party={BELFAA}", "kind=staff-days"):
            found = await shown(unit, f"/v1/commitments?{query}&partnership={PARTNERSHIP}")
            assert [each["id"] for each in found["items"]] == [str(COMMITMENT)]
        assert (await shown(unit, at))["given"] == [{"unit": "days", "amount": "7.5"}]
        history = await shown(unit, f"{at}/history")
        assert [each["act"] for each in history["items"]] == [
            "CommitmentMade",
            "ContributionRecorded",
        ]
        assert (await unit.get(f"/v1/partnerships/{CASH}/reciprocity")).status_code == 404
        both = body(
            RECORD, measure={"quantity": "1", "unit": "days", "money": plain(euros("1"))["money"]}
        )
        answer = await unit.send(f"{at}/record-contribution", both, by=BELFAA)
        assert answer.json()["errors"][0]["at"] == "measure"
