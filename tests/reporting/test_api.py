"""The commands over HTTP, on a store in memory."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from kernel.store import Stream
from tests.partnerships.unit import Unit
from tests.reporting.cases import (
    BELFAA,
    EXPENSE,
    HASH,
    JETTE,
    KINTAMBO,
    MEASUREMENT,
    OTHER_MEASUREMENT,
    REPORT,
)
from tests.reporting.unit import (
    AT,
    BOOK_BODY,
    DRAFT_BODY,
    RECORD_BODY,
    draw_up,
    in_memory,
    sign_by_all,
    signing,
)
from vocabulary import roles

REVIEW = {"on": "2024-02-20"}


@pytest.fixture
async def unit() -> AsyncIterator[Unit]:
    async with in_memory() as opened:
        yield opened


async def types_of(unit: Unit) -> list[str]:
    history = await unit.app.state.handling.store.load(Stream("report", REPORT))
    return [event.type for event in history]


async def reviewed(unit: Unit, verb: str, **body: Any) -> Any:
    answer = await unit.send(f"{AT}/{verb}", {**REVIEW, **body}, role=roles.ASSOCIATION_REVIEWER)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def refused(unit: Unit, path: str, body: Any, **who: Any) -> dict[str, Any]:
    answer = await unit.send(path, body, **who)
    assert answer.headers["content-type"] == "application/problem+json"
    return dict(answer.json())


async def test_the_road_from_figures_to_acceptance(unit: Unit) -> None:
    await draw_up(unit)
    await sign_by_all(unit, HASH)
    await reviewed(unit, "accept")
    assert await types_of(unit) == [
        "ReportExpected",
        "ReportDrafted",
        "PartySignedReport",
        "PartySignedReport",
        "ReportSubmitted",
        "ReportAccepted",
    ]


async def test_a_returned_report_is_corrected_signed_and_accepted(unit: Unit) -> None:
    await draw_up(unit)
    await sign_by_all(unit, HASH)
    await reviewed(unit, "return", comments="Le registre de décembre manque.")
    correction = {"party": str(BELFAA), "on": "2024-02-25", "reason": "retrouvé", "value": "63.1"}
    await unit.accepted(f"/v1/measurements/{MEASUREMENT}/correct", correction, by=BELFAA)
    answer = await refused(unit, f"{AT}/sign", signing(JETTE, HASH), by=JETTE)
    assert answer["code"] == "SignedAnotherContent"
    await sign_by_all(unit, answer["content_hash"])
    await reviewed(unit, "accept")
    assert (await types_of(unit))[-2:] == ["ReportSubmitted", "ReportAccepted"]


async def test_a_locked_period_takes_nothing_until_it_is_reopened(unit: Unit) -> None:
    await draw_up(unit)
    await sign_by_all(unit, HASH)
    await reviewed(unit, "accept")
    value = {"party": str(BELFAA), "on": "2024-02-25", "reason": "erreur", "value": "63.1"}
    undone = {"party": str(JETTE), "reason": "double"}
    again = {**signing(JETTE, HASH), "on": "2024-02-25"}
    other = {**DRAFT_BODY, "narrative": {"fr": "autre"}}
    late = {**RECORD_BODY, "commune": str(BELFAA)}
    for path, body, who in (
        (f"/v1/measurements/{MEASUREMENT}/correct", value, BELFAA),
        (f"/v1/measurements/{KINTAMBO}/record", late, BELFAA),
        (f"/v1/expenses/{EXPENSE}/withdraw", undone, JETTE),
        (f"/v1/expenses/{KINTAMBO}/book", BOOK_BODY, JETTE),
        (f"{AT}/sign", again, JETTE),
        (f"{AT}/draft", other, JETTE),
    ):
        assert (await refused(unit, path, body, by=who))["code"] == "ReportLocked", path
    reopening = {"party": str(JETTE), "reason": "erreur de saisie", "on": "2024-02-26"}
    await unit.accepted(f"{AT}/reopen", reopening, by=JETTE)
    await unit.accepted(f"/v1/measurements/{MEASUREMENT}/correct", value, by=BELFAA)


async def test_bad_figures_are_refused_each_by_its_own_rule_and_nothing_is_lost(
    unit: Unit,
) -> None:
    outside = {**BOOK_BODY, "on": "2022-12-31"}
    high = {**RECORD_BODY, "value": "100.5"}
    for path, body, code in (
        (f"/v1/expenses/{EXPENSE}/book", outside, "ExpenseOutsidePeriod"),
        (f"/v1/measurements/{MEASUREMENT}/record", high, "ValueOutOfRange"),
    ):
        answer = await refused(unit, path, body, by=JETTE if "expenses" in path else BELFAA)
        assert (answer["status"], answer["code"]) == (409, code)
    await draw_up(unit)


async def test_a_broken_rule_is_read_in_the_callers_language(unit: Unit) -> None:
    high = {**RECORD_BODY, "value": "100.5"}
    path = f"/v1/measurements/{MEASUREMENT}/record"
    french = {"accept-language": "fr"}
    answer = await refused(unit, path, high, by=BELFAA, headers=french)
    assert answer == {
        "type": "/problems/ValueOutOfRange",
        "title": "La valeur se situe hors des limites de l'indicateur.",
        "status": 409,
        "code": "ValueOutOfRange",
        "value": "100.5",
        "lowest": "0",
        "highest": "100",
    }


async def test_the_wrong_party_does_not_sign(unit: Unit) -> None:
    await draw_up(unit)
    for_another = await refused(unit, f"{AT}/sign", signing(JETTE, HASH), by=BELFAA)
    assert (for_another["status"], for_another["code"]) == (403, "ForTheCommuneItself")
    stranger = {**signing(JETTE, HASH), "party": str(KINTAMBO)}
    no_party = await refused(unit, f"{AT}/sign", stranger, by=KINTAMBO)
    assert (no_party["status"], no_party["code"]) == (409, "NotAParty")
    assert "PartySignedReport" not in await types_of(unit)


async def test_the_country_unit_signs_for_nobody_without_evidence(unit: Unit) -> None:
    await draw_up(unit)
    body = signing(JETTE, HASH)
    answer = await refused(unit, f"{AT}/sign", body)
    assert (answer["status"], answer["code"]) == (403, "OnBehalfNeedsEvidence")
    proven = {**body, "on_behalf": {"evidence": {"reference": "rapport signé, copie"}}}
    await unit.accepted(f"{AT}/sign", proven)


@pytest.mark.parametrize(
    ("verb", "body"), [("accept", REVIEW), ("return", {**REVIEW, "comments": "à revoir"})]
)
async def test_the_parties_do_not_review_their_own_report(unit: Unit, verb: str, body: Any) -> None:
    await draw_up(unit)
    await sign_by_all(unit, HASH)
    for who in ({"by": JETTE}, {"by": BELFAA}, {}):
        answer = await refused(unit, f"{AT}/{verb}", body, **who)
        assert (answer["status"], answer["code"]) == (403, "ForTheReviewer")


async def test_a_second_value_for_the_same_year_names_the_first(unit: Unit) -> None:
    await draw_up(unit)
    answer = await refused(unit, f"/v1/measurements/{KINTAMBO}/record", RECORD_BODY, by=BELFAA)
    assert (answer["code"], answer["measurement"]) == ("AlreadyMeasured", str(MEASUREMENT))


async def test_a_withdrawn_value_leaves_its_place_to_another(unit: Unit) -> None:
    await draw_up(unit)
    undone = {"party": str(BELFAA), "on": "2024-02-01", "reason": "mauvais indicateur"}
    await unit.accepted(f"/v1/measurements/{OTHER_MEASUREMENT}/withdraw", undone, by=BELFAA)
    answer = await refused(unit, f"{AT}/sign", signing(JETTE, HASH), by=JETTE)
    missing = await refused(unit, f"{AT}/sign", signing(JETTE, answer["content_hash"]), by=JETTE)
    assert (missing["code"], missing["codes"]) == ("IndicatorsMissing", ["R2.1"])


async def test_every_faulty_field_is_named_at_once(unit: Unit) -> None:
    faulty = {
        **BOOK_BODY,
        "amount": {"amount": 12.5, "currency": "euro"},
        "cost_class": "structure",
        "on": "04/05/2023",
        "document": " ",
        "cheque": "7",
    }
    answer = await refused(unit, f"/v1/expenses/{EXPENSE}/book", faulty, by=JETTE)
    assert {fault["at"] for fault in answer["errors"]} == {
        "amount.amount",
        "amount.currency",
        "cost_class",
        "on",
        "document",
        "cheque",
    }


@pytest.mark.parametrize(
    ("change", "at"),
    [
        ({"value": 62.5}, "value"),
        ({"value": "62,5"}, "value"),
        ({"year": 1889}, "year"),
        ({"not_measured": " "}, "not_measured"),
        ({"slices": [{"by": {}, "value": "1"}]}, "slices[0].by"),
        ({"slices": [{"by": {"sex": "f"}, "value": "1"}] * 2}, "slices"),
    ],
)
async def test_a_value_that_is_no_exact_number_is_malformed(
    unit: Unit, change: dict[str, Any], at: str
) -> None:
    path = f"/v1/measurements/{MEASUREMENT}/record"
    answer = await refused(unit, path, {**RECORD_BODY, **change}, by=BELFAA)
    assert (answer["status"], [fault["at"] for fault in answer["errors"]]) == (422, [at])


async def test_a_figure_repeated_with_its_key_has_one_effect(unit: Unit) -> None:
    key = {"idempotency-key": "value-1"}
    path = f"/v1/measurements/{MEASUREMENT}/record"
    one = await unit.send(path, RECORD_BODY, by=BELFAA, headers=key)
    other = await unit.send(path, RECORD_BODY, by=BELFAA, headers=key)
    assert one.content == other.content
    assert one.status_code == 200


async def test_made_up_figures_go_into_made_up_reports_only(unit: Unit) -> None:
    made_up = {**BOOK_BODY, "demonstration": True}
    answer = await refused(unit, f"/v1/expenses/{EXPENSE}/book", made_up, by=JETTE)
    assert (answer["status"], answer["code"]) == (409, "MadeUpFigure")
    async with in_memory(demonstration=True) as demonstrating:
        await demonstrating.accepted(f"/v1/expenses/{EXPENSE}/book", made_up, by=JETTE)
        value = {**RECORD_BODY, "demonstration": True}
        await demonstrating.accepted(f"/v1/measurements/{MEASUREMENT}/record", value, by=BELFAA)


async def test_every_command_of_people_has_its_route_and_its_help(unit: Unit) -> None:
    paths = (await unit.client.get("/openapi.json")).json()["paths"]
    posts = {path: of["post"] for path, of in paths.items() if "post" in of}
    assert set(posts) == {
        *(f"/v1/reports/{{id}}/{verb}" for verb in ("draft", "sign", "accept", "return", "reopen")),
        *(f"/v1/measurements/{{id}}/{verb}" for verb in ("record", "correct", "withdraw")),
        *(f"/v1/expenses/{{id}}/{verb}" for verb in ("book", "correct", "withdraw")),
    }
    assert all(post["description"] for post in posts.values())
