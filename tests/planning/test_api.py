"""The commands over HTTP, on a store in memory."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

import msgspec
import pytest
from uuid_utils.compat import uuid7

from kernel.events import Meta
from kernel.store import Stream
from services.planning.domain.action_plan.events import ActionPlanSubmitted
from tests.partnerships.cases import BELFAA, JETTE, KINTAMBO
from tests.partnerships.unit import plain
from tests.planning.cases import (
    ACTION_PLAN,
    CONTENT_HASH,
    NEXT_PLAN,
    PENDING,
    REVISED_CONTENT,
    REVISED_HASH,
    ROOMS_INDICATOR,
    STRATEGIC_PLAN,
    heard,
)
from tests.planning.unit import (
    DRAFT,
    DRAFT_STRATEGY,
    PLAN_AT,
    STRATEGY_AT,
    Told,
    agreeing,
    in_memory,
    plan_agreed,
    strategy_validated,
    submitting,
    validating,
)
from vocabulary import roles
from vocabulary.reliance import Reliance
from vocabulary.results import Target


@pytest.fixture
async def unit() -> AsyncIterator[Told]:
    async with in_memory() as opened:
        yield opened


async def stored(unit: Told, category: str, id_: UUID) -> list[Any]:
    return list(await unit.known.store.load(Stream(category, id_)))


async def test_the_road_from_the_strategy_to_a_submitted_plan(unit: Told) -> None:
    await strategy_validated(unit)
    await plan_agreed(unit)
    await unit.accepted(f"{PLAN_AT}/submit", submitting(), by=BELFAA)
    strategy = [each.type for each in await stored(unit, "strategic_plan", STRATEGIC_PLAN)]
    assert strategy[-2:] == ["CommuneValidatedStrategicPlan", "StrategicPlanValidated"]
    plan = [each.type for each in await stored(unit, "action_plan", ACTION_PLAN)]
    assert plan[-1] == "ActionPlanSubmitted"


async def test_a_submission_records_how_far_partnerships_was_heard(unit: Told) -> None:
    await strategy_validated(unit)
    await plan_agreed(unit)
    await unit.accepted(f"{PLAN_AT}/submit", submitting(), by=BELFAA)
    last = (await stored(unit, "action_plan", ACTION_PLAN))[-1]
    submitted = msgspec.json.decode(last.data, type=ActionPlanSubmitted)
    assert submitted.relied_on == (Reliance(source="ma.partnerships", position=19),)


async def test_a_plan_agreed_over_another_hash_is_refused_and_nothing_is_lost(unit: Told) -> None:
    await unit.accepted(f"{PLAN_AT}/draft", DRAFT, by=JETTE)
    await unit.accepted(f"{PLAN_AT}/agree", agreeing(JETTE), by=JETTE)
    answer = await unit.send(
        f"{PLAN_AT}/agree",
        agreeing(BELFAA, REVISED_HASH),
        by=BELFAA,
        headers={"accept-language": "fr"},
    )
    assert (answer.status_code, answer.json()) == (
        409,
        {
            "type": "/problems/AgreedToAnotherContent",
            "title": "Le contenu approuvé n'est pas le contenu actuel du plan.",
            "status": 409,
            "code": "AgreedToAnotherContent",
            "content_hash": CONTENT_HASH,
        },
    )
    assert len(await stored(unit, "action_plan", ACTION_PLAN)) == 2
    await unit.accepted(f"{PLAN_AT}/agree", agreeing(BELFAA), by=BELFAA)


async def test_while_one_council_has_not_voted_a_submission_is_refused_by_name(unit: Told) -> None:
    await strategy_validated(unit)
    await plan_agreed(unit)
    unit.known.protocol = PENDING
    answer = await unit.send(f"{PLAN_AT}/submit", submitting(), by=BELFAA)
    problem = answer.json()
    assert (answer.status_code, problem["code"]) == (409, "ProtocolNotInForce")
    assert problem["awaiting"] == [str(JETTE)]
    unit.known.protocol = replace(
        PENDING, ratified=(JETTE, BELFAA), in_force_since=date(2022, 5, 20), heard=heard(21)
    )
    await unit.accepted(f"{PLAN_AT}/submit", submitting(), by=BELFAA)


async def test_a_target_before_the_year_of_the_baseline_is_refused(unit: Told) -> None:
    early = replace(ROOMS_INDICATOR, targets=(Target(year=2021, value="4"),))
    goal, outcome, output = DRAFT_STRATEGY["chain"]
    chain = [goal, outcome, {**output, "indicators": [plain(early)]}]
    answer = await unit.send(f"{STRATEGY_AT}/draft", {**DRAFT_STRATEGY, "chain": chain})
    problem = answer.json()
    assert (answer.status_code, problem["code"]) == (409, "TargetBeforeBaseline")
    assert (problem["indicator"], problem["target_years"]) == ("I1.1", [2021])


async def test_a_change_of_the_text_voids_the_agreements(unit: Told) -> None:
    await plan_agreed(unit)
    revise = {"party": str(BELFAA), "on": "2022-05-15", "content": plain(REVISED_CONTENT)}
    await unit.accepted(f"{PLAN_AT}/revise", revise, by=BELFAA)
    answer = await unit.send(f"{PLAN_AT}/submit", submitting(), by=BELFAA)
    assert answer.json()["code"] == "NotAgreedByAll"
    assert answer.json()["parties"] == [str(JETTE), str(BELFAA)]


async def test_a_submission_waits_for_a_strategy_that_every_commune_has_validated(
    unit: Told,
) -> None:
    await plan_agreed(unit)
    answer = await unit.send(f"{PLAN_AT}/submit", submitting(), by=BELFAA)
    assert answer.json()["code"] == "StrategicPlanNotValidated"


async def test_nobody_acts_for_another_party(unit: Told) -> None:
    await unit.accepted(f"{PLAN_AT}/draft", DRAFT, by=JETTE)
    answer = await unit.send(f"{PLAN_AT}/agree", agreeing(JETTE), by=BELFAA)
    assert (answer.status_code, answer.json()["code"]) == (403, "ForTheCommuneItself")


async def test_a_country_unit_needs_evidence_to_record_a_validation(unit: Told) -> None:
    await unit.accepted(f"{STRATEGY_AT}/draft", DRAFT_STRATEGY)
    await unit.accepted(f"{STRATEGY_AT}/submit", {"on": "2022-02-10"})
    answer = await unit.send(f"{STRATEGY_AT}/validate", validating(JETTE))
    assert (answer.status_code, answer.json()["code"]) == (403, "OnBehalfNeedsEvidence")
    proven = validating(JETTE, on_behalf={"evidence": {"reference": "PV du 1er mars 2022"}})
    await unit.accepted(f"{STRATEGY_AT}/validate", proven)


async def test_a_caller_cannot_declare_a_plan_adopted(unit: Told) -> None:
    adopt = {
        "convention": str(KINTAMBO),
        "convention_version": 1,
        "content_hash": CONTENT_HASH,
        "on": "2022-06-01",
        "heard": {"source": "ma.partnerships", "position": 1},
    }
    for role in roles.ALL:
        answer = await unit.send(f"{PLAN_AT}/adopt", adopt, role=role)
        assert (answer.status_code, answer.json()["code"]) == (403, "FollowsFromTheConvention")


@pytest.mark.parametrize(
    "role", [roles.ASSOCIATION_REVIEWER, roles.ASSOCIATION_READER, roles.INTEGRATOR, roles.PUBLIC]
)
async def test_who_only_looks_writes_nothing(unit: Told, role: str) -> None:
    assert (await unit.send(f"{PLAN_AT}/draft", DRAFT, role=role)).status_code == 403
    answer = await unit.send(f"{STRATEGY_AT}/draft", DRAFT_STRATEGY, role=role)
    assert answer.status_code == 403


async def test_what_was_never_drafted_is_not_found(unit: Told) -> None:
    for path, body in (
        (f"{PLAN_AT}/submit", submitting(JETTE)),
        (f"{STRATEGY_AT}/validate", validating(JETTE)),
    ):
        answer = await unit.send(path, body, by=JETTE)
        assert (answer.status_code, answer.json()["code"]) == (404, "NotFound")


async def test_a_country_programme_has_one_strategic_plan(unit: Told) -> None:
    await unit.accepted(f"{STRATEGY_AT}/draft", DRAFT_STRATEGY)
    answer = await unit.send(f"/v1/strategic-plans/{uuid7()}/draft", DRAFT_STRATEGY)
    assert answer.json()["code"] == "OneStrategicPlanPerCountryProgramme"
    assert answer.json()["strategic_plan"] == str(STRATEGIC_PLAN)


async def test_a_plan_does_not_supersede_itself(unit: Told) -> None:
    await strategy_validated(unit)
    await plan_agreed(unit)
    await unit.accepted(f"{PLAN_AT}/submit", submitting(), by=BELFAA)
    body = {"by": str(ACTION_PLAN), "party": str(JETTE), "on": "2022-06-01"}
    assert (await unit.send(f"{PLAN_AT}/supersede", body, by=JETTE)).json()["code"] == (
        "NotASuccessor"
    )
    at = f"/v1/action-plans/{NEXT_PLAN}"
    await unit.accepted(f"{at}/draft", DRAFT, by=JETTE)
    for party in (JETTE, BELFAA):
        await unit.accepted(f"{at}/agree", agreeing(party), by=party)
    await unit.accepted(f"{at}/submit", submitting(), by=BELFAA)
    await unit.accepted(f"{PLAN_AT}/supersede", {**body, "by": str(NEXT_PLAN)}, by=JETTE)


async def test_every_faulty_field_is_named_at_once(unit: Told) -> None:
    goal, outcome, output = DRAFT_STRATEGY["chain"]
    (indicator,) = output["indicators"]
    faulty = {
        **indicator,
        "baseline": {"value": "environ 3", "year": 1900},
        "targets": [{"year": 2026, "value": "15"}, {"year": 2023, "value": "6"}],
        "unit": " ",
    }
    body = {
        **DRAFT_STRATEGY,
        "chain": [goal, outcome, {**output, "indicators": [faulty]}],
        "on": "demain",
        "colour": "blue",
    }
    answer = await unit.send(f"{STRATEGY_AT}/draft", body)
    assert answer.status_code == 422
    at = "chain[2].indicators[0]"
    assert {fault["at"] for fault in answer.json()["errors"]} == {
        f"{at}.baseline.value",
        f"{at}.baseline.year",
        f"{at}.targets",
        f"{at}.unit",
        "on",
        "colour",
    }


async def test_an_agreement_repeated_with_its_key_has_one_effect(unit: Told) -> None:
    await unit.accepted(f"{PLAN_AT}/draft", DRAFT, by=JETTE)
    key = {"idempotency-key": "agree-1"}
    one = await unit.send(f"{PLAN_AT}/agree", agreeing(JETTE), by=JETTE, headers=key)
    other = await unit.send(f"{PLAN_AT}/agree", agreeing(JETTE), by=JETTE, headers=key)
    assert one.content == other.content
    assert len(await stored(unit, "action_plan", ACTION_PLAN)) == 2


async def test_what_builds_on_a_demonstration_is_one(unit: Told) -> None:
    await unit.accepted(f"{PLAN_AT}/draft", {**DRAFT, "demonstration": True}, by=JETTE)
    await unit.accepted(f"{PLAN_AT}/agree", agreeing(JETTE), by=JETTE)
    metas = [
        msgspec.json.decode(each.meta, type=Meta)
        for each in await stored(unit, "action_plan", ACTION_PLAN)
    ]
    assert [meta.demonstration for meta in metas] == [True, True]


async def test_every_command_has_its_route_and_its_help(unit: Told) -> None:
    paths = (await unit.client.get("/openapi.json", headers={})).json()["paths"]
    posts = {path: of["post"] for path, of in paths.items() if "post" in of}
    assert set(posts) == {
        *(
            f"/v1/strategic-plans/{{id}}/{verb}"
            for verb in ("draft", "revise", "submit", "validate", "object-to")
        ),
        *(
            f"/v1/action-plans/{{id}}/{verb}"
            for verb in ("draft", "revise", "agree", "submit", "adopt", "supersede", "complete")
        ),
    }
    assert all(post["description"] for post in posts.values())
