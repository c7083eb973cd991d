from dataclasses import replace
from datetime import date

import pytest

from kernel.refusals import NotFound, Refusal
from services.partnerships.domain import programme
from services.partnerships.domain.programme.commands import (
    BeginClosingPhase,
    ClosePhase,
    DefineProgramme,
    OpenPhase,
    PlanPhase,
    ResumePhase,
    SetPhaseRules,
    SuspendPhase,
)
from services.partnerships.domain.programme.events import (
    PhaseClosed,
    PhaseClosing,
    PhaseOpened,
    PhaseResumed,
    PhaseRulesSet,
    PhaseSuspended,
)
from services.partnerships.domain.programme.refusals import (
    PhaseAlreadyClosed,
    PhaseAlreadyPlanned,
    PhaseEndsBeforeItStarts,
    PhaseNotClosing,
    PhaseNotOpen,
    PhaseNotPlanned,
    PhaseNotSuspended,
    PhasesOverlap,
    PhaseStepOutOfOrder,
    PhaseUnknown,
    ProgrammeAlreadyDefined,
    RulesChangeNeedsReason,
    RulesOutsidePhase,
)
from tests.partnerships.cases import (
    DEFINED,
    NOW,
    OPENED_2017,
    PHASE_2017,
    PHASE_2022,
    PLANNED_2017,
    PLANNED_2022,
    RULES,
    RULES_SET,
)
from tests.scenarios import Scenario
from vocabulary.communes import SuspensionReason
from vocabulary.programmes import PhaseState
from vocabulary.rules import Horizon, PlanKind, Quorum, Rules, rules_problem

scenario = Scenario(programme, programme.Facts(now=NOW))
DEFINE = DefineProgramme(
    names=DEFINED.names,
    funder=DEFINED.funder,
    associations=DEFINED.associations,
    pillars=DEFINED.pillars,
    principles=DEFINED.principles,
    prior_deliberation_of=DEFINED.prior_deliberation_of,
)
PLAN = PlanPhase(
    phase=PHASE_2017, code="2017-2021", starts_on=date(2017, 1, 1), ends_on=date(2021, 12, 31)
)
JULY = date(2018, 7, 1)
SUSPEND = SuspendPhase(phase=PHASE_2017, on=JULY, reason=SuspensionReason.NO_LEGAL_BASIS)
SUSPENDED = PhaseSuspended(phase=PHASE_2017, on=JULY, reason=SuspensionReason.NO_LEGAL_BASIS)
RESUMED = PhaseResumed(phase=PHASE_2017, on=date(2019, 1, 1))
CLOSING = PhaseClosing(phase=PHASE_2017, on=date(2021, 12, 31))
CLOSED = PhaseClosed(phase=PHASE_2017, on=date(2022, 6, 30))
planned = scenario.given(DEFINED, PLANNED_2017)
opened = planned.given(OPENED_2017)


def test_a_programme_is_defined_once() -> None:
    after = scenario.when(DEFINE).then(DEFINED)
    after.when(replace(DEFINE, funder="UE")).then_refused(ProgrammeAlreadyDefined)


def test_a_phase_is_planned_with_its_days() -> None:
    after = scenario.given(DEFINED).when(PLAN).then(PLANNED_2017)
    after.when(replace(PLAN, code="17-21")).then_refused(PhaseAlreadyPlanned)


def test_a_phase_ends_after_it_starts() -> None:
    backwards = replace(PLAN, ends_on=date(2016, 12, 31))
    scenario.given(DEFINED).when(backwards).then_refused(PhaseEndsBeforeItStarts)


@pytest.mark.parametrize("start", [date(2021, 12, 31), date(2016, 1, 1), date(2018, 1, 1)])
def test_phases_do_not_overlap(start: date) -> None:
    other = PlanPhase(phase=PHASE_2022, code="autre", starts_on=start, ends_on=date(2026, 12, 31))
    planned.when(other).then_refused(PhasesOverlap, phase="2017-2021")


def test_one_phase_may_follow_another_on_the_next_day() -> None:
    follow = PlanPhase(
        phase=PHASE_2022,
        code="2022-2026",
        starts_on=date(2022, 1, 1),
        ends_on=date(2026, 12, 31),
    )
    planned.when(follow).then(PLANNED_2022)


def test_a_phase_goes_through_its_states_in_order() -> None:
    at_work = planned.when(OpenPhase(phase=PHASE_2017, on=date(2017, 1, 1))).then(OPENED_2017)
    stopped = at_work.when(SUSPEND).then(SUSPENDED)
    resumed = stopped.when(ResumePhase(phase=PHASE_2017, on=RESUMED.on)).then(RESUMED)
    ending = resumed.when(BeginClosingPhase(phase=PHASE_2017, on=CLOSING.on)).then(CLOSING)
    over = ending.when(ClosePhase(phase=PHASE_2017, on=CLOSED.on)).then(CLOSED)
    assert over.state.phases[PHASE_2017].state is PhaseState.CLOSED


def test_a_suspended_phase_may_end_without_being_resumed() -> None:
    opened.given(SUSPENDED).when(BeginClosingPhase(phase=PHASE_2017, on=CLOSING.on)).then(CLOSING)


@pytest.mark.parametrize(
    ("history", "command", "reason"),
    [
        ((), SUSPEND, PhaseNotOpen),
        ((), ResumePhase(phase=PHASE_2017, on=JULY), PhaseNotSuspended),
        ((), BeginClosingPhase(phase=PHASE_2017, on=JULY), PhaseNotOpen),
        ((), ClosePhase(phase=PHASE_2017, on=JULY), PhaseNotClosing),
        ((OPENED_2017,), OpenPhase(phase=PHASE_2017, on=JULY), PhaseNotPlanned),
        ((OPENED_2017,), ClosePhase(phase=PHASE_2017, on=JULY), PhaseNotClosing),
        ((OPENED_2017, CLOSING, CLOSED), SUSPEND, PhaseAlreadyClosed),
        ((OPENED_2017, CLOSING, CLOSED), OpenPhase(phase=PHASE_2017, on=JULY), PhaseAlreadyClosed),
    ],
)
def test_a_step_has_its_place(
    history: tuple[programme.Event, ...], command: programme.Command, reason: type[Refusal]
) -> None:
    planned.given(*history).when(command).then_refused(reason)


def test_a_step_is_not_dated_before_the_one_it_follows() -> None:
    opened.when(replace(SUSPEND, on=date(2016, 12, 31))).then_refused(
        PhaseStepOutOfOrder, last="2017-01-01"
    )


def test_a_phase_belongs_to_its_programme() -> None:
    opened.when(OpenPhase(phase=PHASE_2022, on=JULY)).then_refused(PhaseUnknown)


def test_nothing_is_known_of_an_undefined_programme() -> None:
    scenario.when(PLAN).then_refused(NotFound)


def test_an_opening_of_an_unknown_phase_is_passed_over_when_read() -> None:
    assert scenario.given(PhaseOpened(phase=PHASE_2022, on=JULY)).state == programme.INITIAL


SET_RULES = SetPhaseRules(phase=PHASE_2017, rules=RULES)
FROM_JULY = replace(RULES, currencies=("EUR", "MAD", "USD"))


def test_the_rules_of_a_phase_hold_from_its_first_day_or_a_later_one() -> None:
    after = planned.when(SET_RULES).then(RULES_SET)
    changed = PhaseRulesSet(phase=PHASE_2017, since=JULY, rules=FROM_JULY)
    after = after.when(replace(SET_RULES, rules=FROM_JULY, since=JULY)).then(changed)
    phase = after.state.phases[PHASE_2017]
    assert phase.rules_on(date(2018, 6, 30)) == RULES
    assert phase.rules_on(JULY) == FROM_JULY
    assert phase.rules_on(date(2010, 1, 1)) == RULES
    assert phase.rules_on(date(2030, 1, 1)) == FROM_JULY


def test_rules_entered_wrongly_are_set_again_with_a_reason_and_stay_readable() -> None:
    after = planned.given(RULES_SET)
    again = replace(SET_RULES, rules=FROM_JULY)
    after.when(again).then_refused(RulesChangeNeedsReason, since="2017-01-01")
    corrected = PhaseRulesSet(
        phase=PHASE_2017, since=date(2017, 1, 1), rules=FROM_JULY, reason="monnaie oubliée"
    )
    after = after.when(replace(again, reason="monnaie oubliée")).then(corrected)
    phase = after.state.phases[PHASE_2017]
    assert [each.rules for each in phase.rules] == [RULES, FROM_JULY]
    assert phase.rules_on(JULY) == FROM_JULY


def test_rules_hold_within_their_phase() -> None:
    planned.when(replace(SET_RULES, since=date(2022, 1, 1))).then_refused(
        RulesOutsidePhase, ends_on="2021-12-31"
    )
    planned.when(replace(SET_RULES, phase=PHASE_2022)).then_refused(PhaseUnknown)


def test_a_phase_that_is_suspended_and_resumed_keeps_its_rules() -> None:
    after = opened.given(RULES_SET, SUSPENDED, RESUMED)
    assert after.state.phases[PHASE_2017].rules_on(JULY) == RULES


def test_the_horizon_of_a_plan_is_that_of_the_country_and_of_its_first_plan() -> None:
    rules = Rules(
        horizons=(
            Horizon(plan=PlanKind.OPERATIONAL, months=18),
            Horizon(plan=PlanKind.OPERATIONAL, months=12, country="BJ"),
            Horizon(plan=PlanKind.OPERATIONAL, months=6, country="BJ", first=True),
        )
    )
    months = rules.months_of
    assert months(PlanKind.OPERATIONAL, "MA") == months(PlanKind.OPERATIONAL, "MA", first=True)
    assert months(PlanKind.OPERATIONAL, "MA") == 18
    assert months(PlanKind.OPERATIONAL, "BJ") == 12
    assert months(PlanKind.OPERATIONAL, "BJ", first=True) == 6
    assert months(PlanKind.JOINT_ACTION, "BJ") is None


def test_all_communes_validate_unless_the_programme_says_otherwise() -> None:
    assert Rules().quorum_of("SN") == "100"
    rules = Rules(quorums=(Quorum(share="66.7"), Quorum(share="50", country="SN")))
    assert (rules.quorum_of("MA"), rules.quorum_of("SN")) == ("66.7", "50")


def test_nothing_stands_twice_in_rules() -> None:
    assert rules_problem(RULES) is None
    twice = replace(RULES, territories=RULES.territories * 2)
    assert rules_problem(twice) == "names a country of territories twice"
