"""Who may: each party for itself, the country unit with evidence, and nobody declares adoption."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from kernel.identity import Principal
from kernel.refusals import NotAllowed
from services.planning.domain import action_plan, strategic_plan
from services.planning.domain.action_plan.commands import (
    CompleteActionPlan,
    ReviseActionPlan,
    SupersedeActionPlan,
)
from services.planning.domain.authority import FollowsFromTheConvention, ForTheCountryUnit
from services.planning.domain.strategic_plan.commands import (
    ObjectToStrategicPlan,
    ReviseStrategicPlan,
    SubmitStrategicPlan,
)
from tests.partnerships.cases import (
    BELFAA,
    JETTE,
    NOW,
    OF_BELFAA,
    OF_JETTE,
    ON_BEHALF,
    REVIEWER,
    SCHEDULER,
    UNIT,
)
from tests.planning.cases import (
    ADOPT,
    CHAIN,
    CONSUMER,
    CONTENT,
    DRAFT_PLAN,
    DRAFT_STRATEGY,
    NEXT_PLAN,
    SUBMIT,
    agree,
    validate,
)
from vocabulary.authority import ForTheCommuneItself, OnBehalfNeedsEvidence

DAY = date(2022, 6, 1)
DRAFTING: list[Any] = [
    DRAFT_STRATEGY,
    ReviseStrategicPlan(on=DAY, chain=CHAIN, revised_by=BELFAA),
    SubmitStrategicPlan(on=DAY, submitted_by=BELFAA),
    replace(DRAFT_PLAN, party=BELFAA),
    ReviseActionPlan(party=BELFAA, on=DAY, content=CONTENT),
    SUBMIT,
    SupersedeActionPlan(by=NEXT_PLAN, party=BELFAA, on=DAY),
    CompleteActionPlan(party=BELFAA, on=DAY),
]
ACTS: list[Any] = [
    validate(BELFAA, DAY),
    ObjectToStrategicPlan(commune=BELFAA, version=1, on=DAY, reason="trop tôt"),
    agree(BELFAA, DAY),
]
FOR_ALL: list[Any] = [
    replace(DRAFT_STRATEGY, drafted_by=None),
    ReviseStrategicPlan(on=DAY, chain=CHAIN),
    SubmitStrategicPlan(on=DAY),
]


def may(principal: Principal, command: Any) -> None:
    if "StrategicPlan" in type(command).__name__:
        facts = strategic_plan.Facts(now=NOW)
        strategic_plan.may(principal, command, strategic_plan.INITIAL, facts)
    else:
        action_plan.may(principal, command, action_plan.INITIAL, action_plan.Facts(now=NOW))


def name(command: Any) -> str:
    return type(command).__name__


@pytest.mark.parametrize("command", [*DRAFTING, *ACTS], ids=name)
def test_a_commune_acts_for_itself_and_for_nobody_else(command: Any) -> None:
    may(OF_BELFAA, command)
    with pytest.raises(ForTheCommuneItself) as refused:
        may(OF_JETTE, command)
    assert refused.value.details == {"commune": str(BELFAA)}


@pytest.mark.parametrize("command", DRAFTING, ids=name)
def test_the_country_unit_keeps_the_drafts(command: Any) -> None:
    may(UNIT, command)


@pytest.mark.parametrize("command", ACTS, ids=name)
def test_the_country_unit_records_a_communes_act_only_with_evidence(command: Any) -> None:
    with pytest.raises(OnBehalfNeedsEvidence):
        may(UNIT, command)
    may(UNIT, replace(command, on_behalf=ON_BEHALF))
    with pytest.raises(ForTheCommuneItself):
        may(OF_JETTE, replace(command, on_behalf=ON_BEHALF))


@pytest.mark.parametrize("command", FOR_ALL, ids=name)
def test_only_the_country_unit_drafts_for_the_platform(command: Any) -> None:
    may(UNIT, command)
    with pytest.raises(ForTheCountryUnit):
        may(OF_BELFAA, command)


@pytest.mark.parametrize("who", [UNIT, OF_JETTE, REVIEWER, SCHEDULER], ids=lambda p: p.subject)
def test_nobody_declares_a_plan_adopted(who: Principal) -> None:
    with pytest.raises(FollowsFromTheConvention):
        may(who, ADOPT)


def test_adoption_follows_from_what_is_heard_of_the_convention() -> None:
    may(CONSUMER, ADOPT)


@pytest.mark.parametrize("command", [*DRAFTING, *ACTS, *FOR_ALL, ADOPT], ids=name)
def test_who_only_looks_writes_nothing(command: Any) -> None:
    with pytest.raises(NotAllowed):
        may(REVIEWER, command)


def test_both_sides_have_the_same_rights() -> None:
    may(OF_JETTE, agree(JETTE, DAY))
    may(OF_BELFAA, agree(BELFAA, DAY))
