"""The specific convention: drafted, signed by every party, amended; plans annexed to it."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from kernel.identity import Principal
from kernel.refusals import NotAllowed, NotFound
from services.partnerships.domain import convention
from services.partnerships.domain.convention.commands import ReviseConvention
from services.partnerships.domain.convention.refusals import (
    ActionPlanOfAnotherProtocol,
    ActionPlanUnknown,
    AnnexedAnotherContent,
    ConventionAlreadyDrafted,
    ConventionIsConcluded,
    ConventionNotConcluded,
    ProtocolOfAnotherPartnership,
    SignedAnotherContent,
)
from services.partnerships.domain.partnership.events import PartnershipSuspended
from services.partnerships.domain.partnership.refusals import PartnershipNotActive
from services.partnerships.domain.programme.events import PhaseClosing, PhaseSuspended
from services.partnerships.domain.programme.refusals import PhaseNotOpen
from services.partnerships.domain.protocol.events import ProtocolExpired
from services.partnerships.domain.protocol.refusals import (
    AlreadySigned,
    AmendmentOpen,
    NotAParty,
    NotInForce,
    ProtocolHasExpired,
    ProtocolUnknown,
)
from tests.partnerships.cases import (
    BELFAA,
    DEFINED,
    ENTERED_2017,
    ESTABLISHED,
    JETTE,
    KINTAMBO,
    NOW,
    OF_BELFAA,
    OF_JETTE,
    ON_BEHALF,
    OPENED_2017,
    PHASE_2017,
    PLANNED_2017,
    REVIEWER,
    SCHEDULER,
    UNIT,
    partnership_after,
    programme_after,
)
from tests.partnerships.conventions import (
    AMEND,
    AMENDED,
    AMENDMENT,
    ANNEX,
    ANNEXED,
    BELFAA_SIGNED,
    CONCLUDED,
    CONCLUSION,
    DRAFT,
    DRAFTED,
    HASH_1,
    HASH_2,
    JETTE_SIGNED,
    LINES,
    MORE_LINES,
    PLAN_HASH,
    REVISED,
    SIGN_BELFAA,
    SIGN_JETTE,
    SUBMITTED,
    content_hash,
    protocol_after,
    scenario,
    signature,
)
from tests.partnerships.protocols import BELFAA_RATIFIED, JETTE_RATIFIED, RATIFICATION, SIGNATURES
from tests.scenarios import Scenario
from vocabulary.budgets import budget_lines_problem
from vocabulary.communes import SuspensionReason
from vocabulary.dates import DateInFuture
from vocabulary.identifiers import PartnershipId, ProtocolId
from vocabulary.money import Money

PENDING = protocol_after(*SIGNATURES, BELFAA_RATIFIED)
EXPIRED = protocol_after(*RATIFICATION, ProtocolExpired(on=date(2021, 12, 31)))
SUSPENDED = partnership_after(
    ESTABLISHED,
    ENTERED_2017,
    PartnershipSuspended(since=date(2017, 9, 1), reason=SuspensionReason.HEALTH),
)
OUT_OF_USE = (
    programme_after(DEFINED, PLANNED_2017),
    programme_after(
        DEFINED,
        PLANNED_2017,
        OPENED_2017,
        PhaseSuspended(
            phase=PHASE_2017, on=date(2018, 7, 1), reason=SuspensionReason.NO_LEGAL_BASIS
        ),
    ),
    programme_after(
        DEFINED, PLANNED_2017, OPENED_2017, PhaseClosing(phase=PHASE_2017, on=date(2021, 12, 31))
    ),
)
REVISE = ReviseConvention(party=BELFAA, on=date(2017, 10, 4), budget_lines=MORE_LINES)


# --- drafting -----------------------------------------------------------------------------------


def test_the_parties_to_the_protocol_are_those_of_the_convention() -> None:
    assert scenario.when(DRAFT).then(DRAFTED).state.parties == (JETTE, BELFAA)


def test_it_may_be_drafted_while_a_council_has_still_to_vote() -> None:
    scenario.knowing(protocol=PENDING).when(DRAFT).then(DRAFTED)


def test_it_is_drafted_once() -> None:
    other = replace(DRAFT, budget_lines=MORE_LINES)
    scenario.given(DRAFTED).when(other).then_refused(ConventionAlreadyDrafted)


def test_a_draft_is_known_again_although_it_was_revised_since() -> None:
    scenario.given(DRAFTED, REVISED).when(DRAFT).then_nothing()


def test_it_needs_a_protocol_of_its_own_partnership_that_has_not_expired() -> None:
    scenario.knowing(protocol=protocol_after()).when(DRAFT).then_refused(ProtocolUnknown)
    other = replace(DRAFT, partnership=PartnershipId(KINTAMBO))
    scenario.when(other).then_refused(ProtocolOfAnotherPartnership)
    scenario.knowing(protocol=EXPIRED).when(DRAFT).then_refused(ProtocolHasExpired)


def test_nothing_is_drafted_under_a_suspended_partnership() -> None:
    suspended = scenario.knowing(partnership=SUSPENDED)
    suspended.when(DRAFT).then_refused(PartnershipNotActive, state="suspended")
    suspended.given(DRAFTED).when(REVISE).then_refused(PartnershipNotActive)
    suspended.given(*CONCLUSION).when(AMEND).then_refused(PartnershipNotActive)


def test_only_a_party_drafts_revises_amends_signs_or_annexes() -> None:
    scenario.when(replace(DRAFT, drafted_by=KINTAMBO)).then_refused(NotAParty)
    for command in (REVISE, AMEND, SIGN_JETTE, ANNEX):
        scenario.given(*CONCLUSION).when(replace(command, party=KINTAMBO)).then_refused(
            NotAParty, party=str(KINTAMBO)
        )


def test_before_it_is_drafted_there_is_nothing() -> None:
    for command in (REVISE, AMEND, SIGN_JETTE, ANNEX):
        scenario.when(command).then_refused(NotFound)


def test_no_act_lies_in_the_future() -> None:
    later = NOW.date() + timedelta(days=2)
    for history, command in (
        ((), DRAFT),
        ((DRAFTED,), REVISE),
        ((DRAFTED,), SIGN_JETTE),
        (CONCLUSION, AMEND),
        (CONCLUSION, ANNEX),
    ):
        scenario.given(*history).when(replace(command, on=later)).then_refused(DateInFuture)


def test_budget_lines_are_different_and_not_below_zero() -> None:
    assert budget_lines_problem(MORE_LINES) is None
    assert budget_lines_problem(())
    assert budget_lines_problem((*LINES, *LINES))
    assert budget_lines_problem((LINES[0], replace(MORE_LINES[1], code=LINES[0].code)))
    assert budget_lines_problem((replace(LINES[0], amount=Money("-1", "EUR")),))


# --- signing ------------------------------------------------------------------------------------


def test_the_last_signature_concludes_it_on_the_day_of_the_latest() -> None:
    after = scenario.given(DRAFTED).when(SIGN_JETTE).then(JETTE_SIGNED)
    assert after.state.holds is None
    after = after.when(SIGN_BELFAA).then(BELFAA_SIGNED, CONCLUDED)
    assert after.state.holds == 1


def test_the_order_in_which_signatures_are_recorded_is_free() -> None:
    first = signature(SIGN_BELFAA, by_all=False)
    last = signature(SIGN_JETTE, by_all=True)
    scenario.given(DRAFTED, first).when(SIGN_JETTE).then(last, CONCLUDED)


def test_what_is_signed_is_what_is_on_the_table() -> None:
    scenario.given(DRAFTED, REVISED).when(SIGN_JETTE).then_refused(
        SignedAnotherContent, content_hash=REVISED.content_hash
    )


def test_it_is_not_signed_while_one_council_has_not_voted() -> None:
    scenario.knowing(protocol=PENDING).given(DRAFTED).when(SIGN_JETTE).then_refused(
        NotInForce, state="partly_ratified"
    )
    other = protocol_after(*SIGNATURES, JETTE_RATIFIED)
    scenario.knowing(protocol=other).given(DRAFTED).when(SIGN_BELFAA).then_refused(NotInForce)


def test_it_is_neither_signed_nor_annexed_to_when_the_partnership_may_not_act() -> None:
    for history, command in (((DRAFTED,), SIGN_JETTE), (CONCLUSION, ANNEX)):
        known = scenario.given(*history)
        known.knowing(protocol=EXPIRED).when(command).then_refused(NotInForce, state="expired")
        known.knowing(partnership=SUSPENDED).when(command).then_refused(PartnershipNotActive)
        for programme in OUT_OF_USE:
            known.knowing(programme=programme).when(command).then_refused(PhaseNotOpen)


def test_a_party_signs_a_version_once() -> None:
    otherwise = replace(SIGN_JETTE, place="Belfaa")
    scenario.given(DRAFTED, JETTE_SIGNED).when(otherwise).then_refused(AlreadySigned)


def test_a_signature_repeated_after_the_protocol_expired_is_still_known() -> None:
    scenario.knowing(protocol=EXPIRED).given(*CONCLUSION).when(SIGN_JETTE).then_nothing()


# --- revising and amending ----------------------------------------------------------------------


def test_a_revision_voids_the_signatures_given_before() -> None:
    voiding = replace(REVISED, voided=(JETTE,))
    after = scenario.given(DRAFTED, JETTE_SIGNED).when(REVISE).then(voiding)
    signing = replace(SIGN_BELFAA, content_hash=REVISED.content_hash)
    after.when(signing).then(signature(signing, by_all=False))


def test_what_all_have_signed_is_amended_not_revised() -> None:
    scenario.given(*CONCLUSION).when(REVISE).then_refused(ConventionIsConcluded)
    scenario.given(DRAFTED, JETTE_SIGNED).when(AMEND).then_refused(ConventionNotConcluded)


def test_the_version_concluded_holds_until_all_have_signed_the_next() -> None:
    after = scenario.given(*CONCLUSION).when(AMEND).then(AMENDMENT)
    assert after.state.holds == 1
    assert scenario.given(*AMENDED).state.holds == 2


def test_an_amendment_is_signed_over_its_own_hash() -> None:
    scenario.given(*CONCLUSION, AMENDMENT).when(SIGN_JETTE).then_refused(
        SignedAnotherContent, content_hash=HASH_2
    )


def test_one_amendment_is_decided_at_a_time() -> None:
    other = replace(AMEND, reason="autre chose")
    scenario.given(*CONCLUSION, AMENDMENT).when(other).then_refused(AmendmentOpen)
    scenario.given(*AMENDED).when(replace(other, budget_lines=LINES)).then(
        replace(
            AMENDMENT,
            version=3,
            reason=other.reason,
            budget_lines=LINES,
            content_hash=content_hash(3, LINES),
        )
    )


def test_the_same_lines_in_another_version_are_another_content() -> None:
    assert content_hash(3, LINES) != HASH_1


# --- annexing -----------------------------------------------------------------------------------


def test_a_submitted_plan_is_annexed_with_what_was_relied_on() -> None:
    after = scenario.given(*CONCLUSION).when(ANNEX).then(ANNEXED)
    after.when(replace(ANNEX, party=JETTE, on=date(2017, 11, 9))).then_nothing()


def test_a_plan_is_annexed_to_the_version_that_holds() -> None:
    scenario.given(*CONCLUSION, AMENDMENT).when(ANNEX).then(ANNEXED)
    scenario.given(*AMENDED).when(ANNEX).then(replace(ANNEXED, version=2))


def test_nothing_is_annexed_before_all_have_signed() -> None:
    scenario.given(DRAFTED, JETTE_SIGNED).when(ANNEX).then_refused(ConventionNotConcluded)


def test_a_plan_that_planning_has_not_said_is_submitted_is_unknown() -> None:
    scenario.knowing(action_plan=None).given(*CONCLUSION).when(ANNEX).then_refused(
        ActionPlanUnknown
    )


def test_a_plan_is_annexed_to_a_convention_of_its_own_protocol() -> None:
    for other in (
        replace(SUBMITTED, protocol=ProtocolId(KINTAMBO)),
        replace(SUBMITTED, partnership=PartnershipId(KINTAMBO)),
    ):
        scenario.knowing(action_plan=other).given(*CONCLUSION).when(ANNEX).then_refused(
            ActionPlanOfAnotherProtocol
        )


@pytest.mark.parametrize("history", [CONCLUSION, (*CONCLUSION, ANNEXED)])
def test_what_is_annexed_is_what_all_parties_agreed(history: tuple[convention.Event, ...]) -> None:
    another = replace(ANNEX, content_hash=HASH_1)
    scenario.given(*history).when(another).then_refused(
        AnnexedAnotherContent, content_hash=PLAN_HASH
    )


# --- who may ------------------------------------------------------------------------------------


def allowed(by: Principal, command: convention.Command, known: Scenario = scenario) -> bool:
    try:
        convention.may(by, command, known.state, known.facts)
    except NotAllowed:
        return False
    return True


def test_each_party_acts_for_itself_and_never_for_the_other() -> None:
    for of, own, other in ((OF_JETTE, JETTE, BELFAA), (OF_BELFAA, BELFAA, JETTE)):
        assert allowed(of, replace(DRAFT, drafted_by=own))
        assert not allowed(of, replace(DRAFT, drafted_by=other))
        for command in (REVISE, AMEND, SIGN_JETTE, ANNEX):
            assert allowed(of, replace(command, party=own))
            assert not allowed(of, replace(command, party=other))


def test_the_country_unit_drafts_but_signs_and_annexes_only_with_evidence() -> None:
    for command in (DRAFT, REVISE, AMEND):
        assert allowed(UNIT, command)
    for formal in (SIGN_JETTE, SIGN_BELFAA, ANNEX):
        assert not allowed(UNIT, formal)
        assert allowed(UNIT, replace(formal, on_behalf=ON_BEHALF))


@pytest.mark.parametrize("someone", [REVIEWER, SCHEDULER])
def test_nobody_else_writes_a_convention(someone: Principal) -> None:
    for command in (DRAFT, REVISE, AMEND, SIGN_JETTE, ANNEX):
        assert not allowed(someone, command)
