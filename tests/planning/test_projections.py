"""What each view shows after what happened, also when it is told twice."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import msgspec

from services.planning.domain import action_plan, strategic_plan
from services.planning.domain.action_plan.events import ActionPlanSuperseded
from services.planning.projections import action_plans, strategic_plans
from tests.partnerships.cases import BELFAA, JETTE, ON_BEHALF, PARTNERSHIP, WAREMME
from tests.partnerships.seen import META, history, project
from tests.planning.cases import (
    ACTION_PLAN,
    ADOPTION,
    AGREEMENT,
    BELFAA_AGREED,
    BELFAA_VALIDATED,
    CHAIN_HASH,
    CONTENT_HASH,
    CONVENTION,
    JETTE_AGREED,
    NEXT_PLAN,
    PLAN_ADOPTED,
    PLAN_DRAFTED,
    REVISED_HASH,
    STRATEGIC_PLAN,
    STRATEGY_DRAFTED,
    STRATEGY_SUBMITTED,
    SUBMISSION,
    VALIDATION,
    validation,
)
from tests.planning.test_action_plan import COMPLETED, REVISED, VOIDED
from tests.planning.test_strategic_plan import OBJECTED, SHORTER
from tests.planning.test_strategic_plan import REVISED as CHAIN_REVISED
from vocabulary.hashing import content_hash


def strategy(*events: strategic_plan.Event) -> Any:
    seen = history("strategic_plan", STRATEGIC_PLAN, events)
    table = strategic_plans.STRATEGIC_PLANS
    return project(strategic_plans.PROJECTION, seen, table, STRATEGIC_PLAN)


def plan(*events: action_plan.Event) -> Any:
    seen = history("action_plan", ACTION_PLAN, events)
    return project(action_plans.PROJECTION, seen, action_plans.ACTION_PLANS, ACTION_PLAN)


# --- strategic plans ----------------------------------------------------------------------------


def test_a_draft_waits_for_nobody() -> None:
    row = strategy(STRATEGY_DRAFTED)
    assert (row["state"], row["plan_version"], row["awaiting"]) == ("draft", 1, [])
    assert row["content_hash"] == CHAIN_HASH


def test_who_has_validated_and_who_has_not() -> None:
    row = strategy(
        STRATEGY_DRAFTED, STRATEGY_SUBMITTED, replace(BELFAA_VALIDATED, on_behalf=ON_BEHALF)
    )
    assert (row["state"], row["awaiting"]) == ("under_validation", [JETTE])
    assert row["validations"] == [{"commune": str(BELFAA), "on": "2022-02-20", "on_behalf": True}]


def test_a_validated_version_is_applicable() -> None:
    row = strategy(*VALIDATION)
    assert (row["state"], row["awaiting"]) == ("validated", [])
    assert (row["applicable"]["version"], row["applicable"]["validated_on"]) == (1, "2022-03-01")
    assert row["applicable"]["content_hash"] == CHAIN_HASH


def test_an_objection_is_shown_and_the_next_version_is_a_draft() -> None:
    row = strategy(STRATEGY_DRAFTED, STRATEGY_SUBMITTED, BELFAA_VALIDATED, OBJECTED)
    assert (row["state"], row["plan_version"], row["validations"]) == ("draft", 2, [])
    assert [(each["version"], each["reason"]) for each in row["objections"]] == [
        (1, "les cibles sont hors de portée")
    ]
    assert row["content_hash"] == CHAIN_HASH, "what was objected to is what is revised"


def test_while_a_revision_is_decided_the_validated_version_stays_applicable() -> None:
    row = strategy(*VALIDATION, replace(CHAIN_REVISED, version=2))
    assert (row["state"], row["plan_version"]) == ("draft", 2)
    assert row["content_hash"] == content_hash(SHORTER)
    assert (row["applicable"]["version"], row["applicable"]["content_hash"]) == (1, CHAIN_HASH)


def test_a_late_joiners_validation_is_shown_with_the_applicable_version() -> None:
    late = validation(WAREMME, date(2023, 1, 10))
    row = strategy(*VALIDATION, replace(CHAIN_REVISED, version=2), late)
    communes = [each["commune"] for each in row["applicable"]["validations"]]
    assert communes == [str(BELFAA), str(JETTE), str(WAREMME)]
    assert row["validations"] == []


# --- joint action plans -------------------------------------------------------------------------


def test_the_state_of_a_plan_follows_its_agreements() -> None:
    histories: Sequence[tuple[Sequence[action_plan.Event], str, list[Any]]] = [
        ((PLAN_DRAFTED,), "draft", [JETTE, BELFAA]),
        ((PLAN_DRAFTED, JETTE_AGREED), "partly_agreed", [BELFAA]),
        (AGREEMENT, "agreed", []),
        ((*AGREEMENT, REVISED, VOIDED), "draft", [JETTE, BELFAA]),
        (SUBMISSION, "submitted", []),
        (ADOPTION, "adopted", []),
        ((*ADOPTION, COMPLETED), "completed", []),
    ]
    for events, state, awaiting in histories:
        row = plan(*events)
        assert (row["state"], row["awaiting"]) == (state, awaiting)


def test_a_revision_shows_the_hash_that_is_to_be_agreed() -> None:
    assert plan(*AGREEMENT)["content_hash"] == CONTENT_HASH
    row = plan(*AGREEMENT, REVISED, VOIDED)
    assert (row["content_hash"], row["agreements"]) == (REVISED_HASH, [])
    assert row["content"]["title"] == {"fr": "Plan d'action commun 2022-2023, revu"}


def test_an_agreement_shows_whether_it_was_recorded_on_behalf() -> None:
    row = plan(PLAN_DRAFTED, replace(JETTE_AGREED, on_behalf=ON_BEHALF), BELFAA_AGREED)
    assert [each["on_behalf"] for each in row["agreements"]] == [True, False]


def test_a_submitted_plan_names_the_strategy_it_derives_from() -> None:
    row = plan(*SUBMISSION)
    assert (row["strategic_plan"], row["strategic_plan_version"]) == (STRATEGIC_PLAN, 1)
    assert row["submitted_on"] == date(2022, 5, 20)


def test_every_version_of_the_convention_that_it_is_annexed_to_is_shown() -> None:
    again = replace(PLAN_ADOPTED, convention_version=2, on=date(2022, 9, 1))
    row = plan(*ADOPTION, again)
    assert row["adopted_on"] == date(2022, 6, 1)
    assert [(each["convention"], each["version"]) for each in row["adoptions"]] == [
        (str(CONVENTION), 1),
        (str(CONVENTION), 2),
    ]


def test_a_superseded_plan_names_what_took_its_place() -> None:
    superseded = ActionPlanSuperseded(
        partnership=PARTNERSHIP, by=NEXT_PLAN, recorded_by=JETTE, on=date(2023, 5, 31)
    )
    row = plan(*ADOPTION, superseded)
    assert (row["state"], row["superseded_by"], row["ended_on"]) == (
        "superseded",
        NEXT_PLAN,
        date(2023, 5, 31),
    )


def test_what_builds_on_a_demonstration_stays_marked() -> None:
    meta = msgspec.structs.replace(META, demonstration=True)
    made_up = history("action_plan", ACTION_PLAN, AGREEMENT[:1], meta=meta)
    real = history("action_plan", ACTION_PLAN, AGREEMENT)[1:]
    table = action_plans.ACTION_PLANS
    row = project(action_plans.PROJECTION, [*made_up, *real], table, ACTION_PLAN)
    assert row["demonstration"] is True


def test_events_of_other_streams_touch_nothing() -> None:
    (strange,) = history("other", ACTION_PLAN, [object()])
    for projection in (strategic_plans.PROJECTION, action_plans.PROJECTION):
        assert list(projection.touches(strange)) == []
