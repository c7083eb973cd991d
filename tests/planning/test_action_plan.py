"""The joint action plan: agreed by all over one hash, submitted when the partnership may act."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from kernel.decider import replay
from kernel.refusals import NotFound, Refusal
from services.planning.domain import action_plan, strategic_plan
from services.planning.domain.action_plan.commands import (
    CompleteActionPlan,
    ReviseActionPlan,
    SupersedeActionPlan,
)
from services.planning.domain.action_plan.events import (
    ActionPlanAgreementsVoided,
    ActionPlanCompleted,
    ActionPlanRevised,
    ActionPlanSuperseded,
)
from services.planning.domain.action_plan.refusals import (
    ActionListedTwice,
    ActionPlanAlreadyDrafted,
    ActionWithoutResult,
    AdoptedAnotherContent,
    AgreedToAnotherContent,
    BudgetBelowZero,
    BudgetLineListedTwice,
    IndicatorUnknown,
    NotAdopted,
    NotAgreedByAll,
    NotAParty,
    NotASuccessor,
    NotSubmitted,
    PartnershipNotActive,
    PartnershipNotInPhase,
    PartnershipUnknown,
    PeriodOutsidePhase,
    PeriodReversed,
    PhaseNotOpen,
    PhaseUnknown,
    PlanHasEnded,
    PlanIndicatorListedTwice,
    PlanIsSubmitted,
    PlanWithoutActions,
    ProtocolNotInForce,
    ResultUnknown,
    StrategicPlanNotValidated,
)
from tests.partnerships.cases import BELFAA, JETTE, KINTAMBO, NOW, PARTNERSHIP, WAREMME
from tests.planning.cases import (
    ADOPT,
    ADOPTION,
    AGREEMENT,
    BELFAA_AGREED,
    CONTENT,
    CONTENT_HASH,
    DRAFT_PLAN,
    IMPACT,
    IN_FORCE,
    JETTE_AGREED,
    NEXT_PLAN,
    OPEN,
    PARTNERS,
    PENDING,
    PLAN_ADOPTED,
    PLAN_DRAFTED,
    PLAN_SUBMITTED,
    REVISED_CONTENT,
    REVISED_HASH,
    ROOMS,
    STRATEGIC_PLAN,
    STRATEGY_DRAFTED,
    SUBMISSION,
    SUBMIT,
    VALIDATION,
    agree,
    agreement,
    heard,
)
from tests.scenarios import Scenario
from vocabulary.budgets import Period
from vocabulary.communes import PartnershipState
from vocabulary.dates import DateInFuture
from vocabulary.identifiers import BudgetLineId, IndicatorId, PartnershipId, ResultId
from vocabulary.money import Money
from vocabulary.programmes import PhaseState

scenario = Scenario(
    action_plan,
    action_plan.Facts(
        now=NOW,
        partnership=PARTNERS,
        phase=OPEN,
        protocol=IN_FORCE,
        strategic_id=STRATEGIC_PLAN,
        strategic=replay(strategic_plan, VALIDATION),
    ),
)
REVISE = ReviseActionPlan(party=BELFAA, on=date(2022, 5, 15), content=REVISED_CONTENT)
REVISED = ActionPlanRevised(
    parties=(JETTE, BELFAA),
    revised_by=BELFAA,
    on=date(2022, 5, 15),
    content=REVISED_CONTENT,
    content_hash=REVISED_HASH,
    relied_on=(heard(9),),
)
VOIDED = ActionPlanAgreementsVoided(
    partnership=PARTNERSHIP, content_hash=REVISED_HASH, on=date(2022, 5, 15)
)
SUPERSEDE = SupersedeActionPlan(by=NEXT_PLAN, party=JETTE, on=date(2023, 5, 31))
COMPLETE = CompleteActionPlan(party=JETTE, on=date(2023, 5, 31))
COMPLETED = ActionPlanCompleted(partnership=PARTNERSHIP, recorded_by=JETTE, on=date(2023, 5, 31))
SUCCESSOR = replay(action_plan, SUBMISSION)

# --- drafting -----------------------------------------------------------------------------------


def test_any_party_drafts_and_nobody_has_thereby_agreed() -> None:
    drafted = scenario.when(DRAFT_PLAN).then(PLAN_DRAFTED)
    assert drafted.state.agreed == {}
    scenario.when(replace(DRAFT_PLAN, party=BELFAA)).then(replace(PLAN_DRAFTED, drafted_by=BELFAA))


def test_a_draft_does_not_wait_for_the_councils() -> None:
    scenario.knowing(protocol=PENDING).when(DRAFT_PLAN).then(PLAN_DRAFTED)


def test_a_plan_is_of_a_partnership_in_a_phase_it_takes_part_in() -> None:
    scenario.knowing(partnership=None).when(DRAFT_PLAN).then_refused(
        PartnershipUnknown, partnership=str(PARTNERSHIP)
    )
    scenario.knowing(phase=None).when(DRAFT_PLAN).then_refused(PhaseUnknown)
    scenario.knowing(partnership=replace(PARTNERS, phases=())).when(DRAFT_PLAN).then_refused(
        PartnershipNotInPhase, phase="2022-2026"
    )


def test_who_is_no_member_is_no_party() -> None:
    scenario.when(replace(DRAFT_PLAN, party=KINTAMBO)).then_refused(NotAParty, party=str(KINTAMBO))
    scenario.given(PLAN_DRAFTED).when(agree(KINTAMBO, date(2022, 5, 10))).then_refused(NotAParty)


def test_what_is_drafted_with_other_particulars_is_revised_instead() -> None:
    other = replace(DRAFT_PLAN, content=REVISED_CONTENT)
    scenario.given(PLAN_DRAFTED).when(other).then_refused(ActionPlanAlreadyDrafted)


def test_a_draft_is_not_dated_tomorrow() -> None:
    scenario.when(replace(DRAFT_PLAN, on=date(2026, 4, 1))).then_refused(DateInFuture)


def test_what_was_never_drafted_is_not_found() -> None:
    scenario.when(SUBMIT).then_refused(NotFound)


(LINE,) = CONTENT.budget_lines
(ACTION,) = CONTENT.actions
CONTRADICTIONS: list[tuple[dict[str, Any], type[Refusal]]] = [
    ({"period": Period(starts_on=date(2023, 1, 2), ends_on=date(2023, 1, 1))}, PeriodReversed),
    ({"actions": (ACTION, ACTION)}, ActionListedTwice),
    ({"actions": (replace(ACTION, results=()),)}, ActionWithoutResult),
    ({"indicators": (ROOMS, ROOMS)}, PlanIndicatorListedTwice),
    ({"budget_lines": (LINE, replace(LINE, code="B2"))}, BudgetLineListedTwice),
    ({"budget_lines": (LINE, replace(LINE, id=BudgetLineId(KINTAMBO)))}, BudgetLineListedTwice),
    ({"budget_lines": (replace(LINE, amount=Money("-0.01", "EUR")),)}, BudgetBelowZero),
]


@pytest.mark.parametrize(("changes", "refusal"), CONTRADICTIONS)
def test_a_content_that_contradicts_itself_is_neither_drafted_nor_put_in_its_place(
    changes: dict[str, Any], refusal: type[Refusal]
) -> None:
    content = replace(CONTENT, **changes)
    scenario.when(replace(DRAFT_PLAN, content=content)).then_refused(refusal)
    scenario.given(PLAN_DRAFTED).when(replace(REVISE, content=content)).then_refused(refusal)


# --- agreeing -----------------------------------------------------------------------------------


def test_each_party_agrees_by_the_hash_of_the_content() -> None:
    one = scenario.given(PLAN_DRAFTED).when(agree(JETTE, date(2022, 5, 10))).then(JETTE_AGREED)
    one.when(agree(BELFAA, date(2022, 5, 12))).then(BELFAA_AGREED)


def test_a_plan_is_not_agreed_over_another_hash() -> None:
    scenario.given(PLAN_DRAFTED).when(agree(JETTE, date(2022, 5, 10), REVISED_HASH)).then_refused(
        AgreedToAnotherContent, content_hash=CONTENT_HASH
    )


def test_a_change_of_the_text_voids_what_was_agreed() -> None:
    revised = scenario.given(PLAN_DRAFTED, JETTE_AGREED).when(REVISE).then(REVISED, VOIDED)
    revised.when(agree(JETTE, date(2022, 5, 16))).then_refused(AgreedToAnotherContent)
    revised.when(SUBMIT).then_refused(NotAgreedByAll, parties=[str(JETTE), str(BELFAA)])
    revised.when(agree(JETTE, date(2022, 5, 16), REVISED_HASH)).then(
        agreement(JETTE, date(2022, 5, 16), REVISED_HASH)
    )


def test_where_nobody_had_agreed_nothing_is_void() -> None:
    scenario.given(PLAN_DRAFTED).when(REVISE).then(REVISED)


def test_what_is_submitted_no_longer_changes() -> None:
    submitted = scenario.given(*SUBMISSION)
    submitted.when(REVISE).then_refused(PlanIsSubmitted, on="2022-05-20")
    joined = replace(PARTNERS, members=(JETTE, BELFAA, WAREMME))
    submitted.knowing(partnership=joined).when(agree(WAREMME, date(2022, 6, 1))).then_refused(
        PlanIsSubmitted
    )


# --- submitting ---------------------------------------------------------------------------------


def test_a_plan_that_all_have_agreed_is_submitted_with_all_that_reports_need() -> None:
    scenario.given(*AGREEMENT).when(SUBMIT).then(PLAN_SUBMITTED)


def test_while_one_council_has_not_voted_nothing_is_submitted_and_it_is_named() -> None:
    scenario.given(*AGREEMENT).knowing(protocol=PENDING).when(SUBMIT).then_refused(
        ProtocolNotInForce, awaiting=[str(JETTE)], in_force_since=None
    )


def test_without_a_protocol_nothing_is_submitted() -> None:
    scenario.given(*AGREEMENT).knowing(protocol=None).when(SUBMIT).then_refused(
        ProtocolNotInForce, awaiting=[str(JETTE), str(BELFAA)]
    )


def test_before_it_is_in_force_and_after_it_has_expired_a_protocol_permits_nothing() -> None:
    early = replace(SUBMIT, on=date(2022, 4, 19))
    scenario.given(*AGREEMENT).when(early).then_refused(
        ProtocolNotInForce, awaiting=[], in_force_since="2022-04-20"
    )
    expired = replace(IN_FORCE, expired_on=date(2022, 5, 19))
    scenario.given(*AGREEMENT).knowing(protocol=expired).when(SUBMIT).then_refused(
        ProtocolNotInForce, expired_on="2022-05-19"
    )


def test_a_suspended_partnership_submits_nothing() -> None:
    suspended = replace(PARTNERS, state=PartnershipState.SUSPENDED)
    scenario.given(*AGREEMENT).knowing(partnership=suspended).when(SUBMIT).then_refused(
        PartnershipNotActive, state="suspended"
    )


@pytest.mark.parametrize("state", [s for s in PhaseState if s is not PhaseState.OPEN])
def test_a_plan_is_submitted_while_its_phase_is_open(state: PhaseState) -> None:
    scenario.given(*AGREEMENT).knowing(phase=replace(OPEN, state=state)).when(SUBMIT).then_refused(
        PhaseNotOpen, phase="2022-2026", state=state.value
    )


def test_a_plan_that_one_party_has_not_agreed_is_not_submitted() -> None:
    scenario.given(PLAN_DRAFTED, BELFAA_AGREED).when(SUBMIT).then_refused(
        NotAgreedByAll, parties=[str(JETTE)]
    )


def test_who_has_joined_the_partnership_since_must_agree_too() -> None:
    joined = replace(PARTNERS, members=(JETTE, BELFAA, WAREMME))
    scenario.given(*AGREEMENT).knowing(partnership=joined).when(SUBMIT).then_refused(
        NotAgreedByAll, parties=[str(WAREMME)]
    )


@pytest.mark.parametrize("history", [(), (STRATEGY_DRAFTED,), VALIDATION[:-2]])
def test_a_plan_derives_from_a_strategic_plan_that_every_commune_has_validated(
    history: tuple[strategic_plan.Event, ...],
) -> None:
    not_yet = replay(strategic_plan, history)
    scenario.given(*AGREEMENT).knowing(strategic=not_yet).when(SUBMIT).then_refused(
        StrategicPlanNotValidated, strategic_plan=str(STRATEGIC_PLAN)
    )


UNKNOWN_RESULT, UNKNOWN_INDICATOR = ResultId(KINTAMBO), IndicatorId(KINTAMBO)
STRANGE: list[tuple[dict[str, Any], type[Refusal], dict[str, Any]]] = [
    ({"actions": ()}, PlanWithoutActions, {}),
    (
        {"actions": (replace(ACTION, results=(IMPACT, UNKNOWN_RESULT)),)},
        ResultUnknown,
        {"results": [str(KINTAMBO)]},
    ),
    (
        {"indicators": (ROOMS, UNKNOWN_INDICATOR)},
        IndicatorUnknown,
        {"indicators": [str(KINTAMBO)]},
    ),
    (
        {"period": Period(starts_on=date(2021, 12, 31), ends_on=date(2022, 12, 31))},
        PeriodOutsidePhase,
        {"phase": "2022-2026", "starts_on": "2022-01-01", "ends_on": "2026-12-31"},
    ),
    (
        {"period": Period(starts_on=date(2026, 6, 1), ends_on=date(2027, 1, 1))},
        PeriodOutsidePhase,
        {},
    ),
]


@pytest.mark.parametrize(("changes", "refusal", "details"), STRANGE)
def test_what_is_strange_to_the_strategic_plan_or_the_phase_may_be_drafted_but_not_submitted(
    changes: dict[str, Any], refusal: type[Refusal], details: dict[str, Any]
) -> None:
    content = replace(CONTENT, **changes)
    (drafted,) = scenario.when(replace(DRAFT_PLAN, content=content)).events()
    agreed = [replace(each, content_hash=drafted.content_hash) for each in AGREEMENT[1:]]
    scenario.given(drafted, *agreed).when(SUBMIT).then_refused(refusal, **details)


# --- afterwards ---------------------------------------------------------------------------------


def test_a_plan_is_adopted_when_it_is_annexed_to_the_convention() -> None:
    scenario.given(*SUBMISSION).when(ADOPT).then(PLAN_ADOPTED)


def test_a_plan_annexed_to_a_later_version_is_adopted_there_too() -> None:
    later = replace(ADOPT, convention_version=2, heard=heard(44))
    scenario.given(*ADOPTION).when(later).then(
        replace(PLAN_ADOPTED, convention_version=2, relied_on=(heard(44),))
    )


def test_only_what_was_submitted_is_adopted_and_nothing_else_in_its_place() -> None:
    scenario.given(*AGREEMENT).when(ADOPT).then_refused(NotSubmitted)
    scenario.given(*SUBMISSION).when(replace(ADOPT, content_hash=REVISED_HASH)).then_refused(
        AdoptedAnotherContent, content_hash=CONTENT_HASH
    )


def test_another_submitted_plan_takes_the_place_of_this_one() -> None:
    superseded = ActionPlanSuperseded(
        partnership=PARTNERSHIP, by=NEXT_PLAN, recorded_by=JETTE, on=date(2023, 5, 31)
    )
    ended = scenario.given(*ADOPTION).knowing(successor=SUCCESSOR)
    after = ended.when(SUPERSEDE).then(superseded)
    after.when(COMPLETE).then_refused(PlanHasEnded, state="superseded")
    after.when(replace(ADOPT, convention_version=2)).then_refused(PlanHasEnded)


def test_a_successor_is_submitted_for_the_same_partnership_and_phase() -> None:
    adopted = scenario.given(*ADOPTION)
    adopted.when(SUPERSEDE).then_refused(NotASuccessor, by=str(NEXT_PLAN))
    elsewhere = replace(PLAN_SUBMITTED, partnership=PartnershipId(KINTAMBO))
    other = replay(action_plan, (*AGREEMENT, elsewhere))
    adopted.knowing(successor=other).when(SUPERSEDE).then_refused(NotASuccessor)
    ended = replay(action_plan, (*ADOPTION, COMPLETED))
    adopted.knowing(successor=ended).when(SUPERSEDE).then_refused(NotASuccessor)


def test_an_adopted_plan_is_completed() -> None:
    scenario.given(*ADOPTION).when(COMPLETE).then(COMPLETED)


def test_what_was_never_adopted_is_not_completed() -> None:
    scenario.given(*SUBMISSION).when(COMPLETE).then_refused(NotAdopted)
    scenario.given(*AGREEMENT).when(COMPLETE).then_refused(NotSubmitted)
