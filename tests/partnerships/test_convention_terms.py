"""How the budget of a convention is spread, paid and shared; advances; its closing."""

from dataclasses import replace
from datetime import date

import pytest

from kernel.refusals import NotAllowed
from services.partnerships.domain.convention.commands import (
    AmendConvention,
    Command,
    ReviseConvention,
)
from services.partnerships.domain.convention.content import ConventionContent
from services.partnerships.domain.convention.refusals import (
    AdvanceAlreadyReceived,
    AdvanceNotReceived,
    AdvancesAboveBudget,
    AdvanceUnknown,
    AllotmentOfUnknownLine,
    AllotmentOutsidePhase,
    AllotmentsDifferFromLine,
    ClosedBeforeConcluded,
    ConventionIsClosed,
    ConventionNotClosed,
    ConventionNotConcluded,
    CostClassNotEligible,
    CurrencyNotOfProgramme,
    DocumentNeedsHash,
    NothingReceived,
    ProtocolHasConvention,
    ShareOfAnotherCommune,
)
from services.partnerships.domain.percentages import PercentagesOver100
from services.partnerships.domain.programme.events import PhaseRulesSet
from services.partnerships.domain.protocol.refusals import NotAParty
from tests.partnerships.cases import (
    BELFAA,
    DEFINED,
    JETTE,
    KINTAMBO,
    OF_BELFAA,
    OF_JETTE,
    ON_BEHALF,
    OPENED_2017,
    PARTNERSHIP,
    PHASE_2017,
    PLANNED_2017,
    PROTOCOL,
    UNIT,
    programme_after,
    term,
)
from tests.partnerships.conventions import (
    AMEND,
    AMENDMENT,
    ANNEX_RULES,
    CLOSE,
    CLOSED,
    CONCLUSION,
    CONCLUSION_TERMS,
    CONVENTION,
    CORRECT,
    CORRECTED,
    DRAFT,
    DRAFT_TERMS,
    DRAFTED,
    DRAFTED_TERMS,
    EQUIPMENT,
    HASH_TERMS,
    LINES,
    MORE_LINES,
    RECEIVE,
    RECEIVED,
    REOPEN,
    REOPENED,
    RULES_ANNEXED,
    RULES_ON_DATA,
    SIGN_JETTE,
    TERMS,
    TRAINING,
    WITHDRAW,
    WITHDRAWN,
    content_hash,
    scenario,
)
from tests.scenarios import Scenario
from vocabulary.budgets import CostClass
from vocabulary.conventions import Advance, Allotment, BudgetShare, FinancialTerms
from vocabulary.dates import DateInFuture
from vocabulary.hashing import content_hash as hash_of
from vocabulary.identifiers import ConventionId
from vocabulary.money import Money
from vocabulary.rules import Rules


def test_terms_are_part_of_what_is_signed() -> None:
    scenario.when(DRAFT_TERMS).then(DRAFTED_TERMS)
    assert content_hash(1, LINES) != HASH_TERMS


def test_a_version_without_terms_is_marked_as_before_there_were_any() -> None:
    content = {
        "partnership": PARTNERSHIP,
        "protocol": PROTOCOL,
        "parties": (JETTE, BELFAA),
        "version": 1,
        "budget_lines": LINES,
    }
    assert hash_of(content) == DRAFTED.content_hash
    assert ConventionContent(**content).hash == DRAFTED.content_hash  # type: ignore[arg-type]


def test_empty_terms_are_none() -> None:
    scenario.when(replace(DRAFT, terms=FinancialTerms())).then(DRAFTED)


def spread(**terms: object) -> FinancialTerms:
    return replace(FinancialTerms(), **terms)  # type: ignore[arg-type]


ELSEWHERE = Allotment(
    line=EQUIPMENT.id, year=2018, cost_class=CostClass.OPERATIONAL, amount="12500.00"
)
TOO_LATE = replace(TERMS.allotments[0], year=2022, amount="12500.00")
ALL_OF_IT = replace(TERMS.allotments[0], amount="12500.00")


def test_allotments_add_up_to_their_line() -> None:
    scenario.when(replace(DRAFT, terms=spread(allotments=TERMS.allotments[:2]))).then_refused(
        AllotmentsDifferFromLine, code="1.1", amount="12500.00", allotted="10500.00"
    )
    outcome = scenario.when(replace(DRAFT, terms=spread(allotments=(ALL_OF_IT,))))
    assert len(outcome.events()) == 1


def test_a_line_may_stay_unspread_beside_one_that_is() -> None:
    draft = replace(DRAFT, budget_lines=MORE_LINES, terms=spread(allotments=(ALL_OF_IT,)))
    assert len(scenario.when(draft).events()) == 1


def test_nothing_is_allotted_to_an_unknown_line_or_outside_the_phase() -> None:
    scenario.when(replace(DRAFT, terms=spread(allotments=(ELSEWHERE,)))).then_refused(
        AllotmentOfUnknownLine, budget_lines=[str(EQUIPMENT.id)]
    )
    scenario.when(replace(DRAFT, terms=spread(allotments=(TOO_LATE,)))).then_refused(
        AllotmentOutsidePhase, years=[2022], first=2017, last=2021
    )


def test_lines_and_allotments_are_of_an_eligible_class() -> None:
    only = spread(eligible_cost_classes=(CostClass.MANAGEMENT,))
    scenario.when(replace(DRAFT, terms=only)).then_refused(
        CostClassNotEligible, cost_classes=["operational"], eligible=["management"]
    )


def in_programme(**rules: object) -> Scenario:
    """Return the scenario in a programme that lays these rules down for the phase."""
    laid_down = PhaseRulesSet(
        phase=PHASE_2017,
        since=date(2017, 1, 1),
        rules=Rules(**rules),  # type: ignore[arg-type]
    )
    return scenario.knowing(
        programme=programme_after(DEFINED, PLANNED_2017, OPENED_2017, laid_down)
    )


def test_amounts_are_in_currencies_of_the_programme_with_or_without_terms() -> None:
    in_programme(currencies=("EUR", "MAD")).when(DRAFT_TERMS).then(DRAFTED_TERMS)
    in_programme(currencies=("EUR",)).when(DRAFT_TERMS).then_refused(
        CurrencyNotOfProgramme, currencies=["MAD"], accepted=["EUR"]
    )
    in_programme(currencies=("MAD",)).when(DRAFT).then_refused(
        CurrencyNotOfProgramme, currencies=["EUR"]
    )


def test_classes_of_cost_are_those_of_the_programme() -> None:
    operational = term("operational", "coûts opérationnels")
    in_programme(cost_classes=(operational,)).when(DRAFT).then(DRAFTED)
    in_programme(cost_classes=(operational,)).when(DRAFT_TERMS).then_refused(
        CostClassNotEligible, cost_classes=["management"], eligible=["operational"]
    )


def test_advances_stay_within_the_budget_of_their_currency() -> None:
    much = Advance(code="A1", due_on=date(2018, 1, 1), amount=Money("12500.01", "EUR"))
    scenario.when(replace(DRAFT, terms=spread(advances=(much,)))).then_refused(
        AdvancesAboveBudget, currency="EUR", advances="12500.01", budgeted="12500.00"
    )
    # In a currency in which nothing is budgeted there is nothing to compare with.
    other = replace(much, amount=Money("900000", "MAD"))
    assert scenario.when(replace(DRAFT, terms=spread(advances=(other,)))).events()


def test_parts_of_the_budget_come_to_a_hundred_at_most_and_go_to_parties() -> None:
    shares = (
        BudgetShare(source="DGD", percentage="80"),
        BudgetShare(source="Jette", percentage="20.1"),
    )
    scenario.when(replace(DRAFT, terms=spread(shares=shares))).then_refused(
        PercentagesOver100, total="100.1"
    )
    foreign = (BudgetShare(source="Kintambo", percentage="5", party=KINTAMBO),)
    scenario.when(replace(DRAFT, terms=spread(shares=foreign))).then_refused(
        ShareOfAnotherCommune, communes=[str(KINTAMBO)]
    )


def test_terms_left_out_of_an_amendment_stay_and_are_checked_against_its_lines() -> None:
    concluded = scenario.given(*CONCLUSION_TERMS)
    concluded.when(AMEND).then(
        replace(AMENDMENT, terms=TERMS, content_hash=content_hash(2, MORE_LINES, TERMS))
    )
    less = replace(TRAINING, amount=Money("12000.00", "EUR"))
    concluded.when(replace(AMEND, budget_lines=(less,))).then_refused(
        AllotmentsDifferFromLine, code="1.1"
    )
    concluded.when(replace(AMEND, budget_lines=(less,), terms=FinancialTerms())).then(
        replace(
            AMENDMENT,
            budget_lines=(less,),
            content_hash=content_hash(2, (less,)),
        )
    )


def test_revised_terms_void_the_signatures_given() -> None:
    other = replace(TERMS, shares=())
    revise = ReviseConvention(party=BELFAA, on=date(2017, 10, 4), budget_lines=LINES, terms=other)
    revised, *_ = scenario.given(*CONCLUSION_TERMS[:2]).when(revise).events()
    assert (revised.voided, revised.terms) == ((JETTE,), other)


def test_a_protocol_has_one_convention_that_is_not_closed() -> None:
    other = ConventionId(PARTNERSHIP)
    taken = scenario.knowing(taken_by=other)
    taken.when(DRAFT).then_refused(ProtocolHasConvention, convention=str(other))
    taken.given(DRAFTED).when(SIGN_JETTE).then_refused(ProtocolHasConvention)
    taken.given(*CONCLUSION, CLOSED).when(REOPEN).then_refused(ProtocolHasConvention)
    taken.given(DRAFTED).when(DRAFT).then_nothing()
    assert other != CONVENTION


def test_the_rules_on_personal_data_are_annexed_with_their_hash() -> None:
    scenario.given(DRAFTED).when(ANNEX_RULES, by=OF_JETTE).then(RULES_ANNEXED)
    bare = replace(ANNEX_RULES, document=replace(RULES_ON_DATA, sha256=None))
    scenario.given(DRAFTED).when(bare).then_refused(DocumentNeedsHash)
    newer = replace(ANNEX_RULES, document=replace(RULES_ON_DATA, sha256="8e" * 32))
    scenario.given(DRAFTED, RULES_ANNEXED).when(newer).then(
        replace(RULES_ANNEXED, document=newer.document)
    )


def test_an_advance_of_the_concluded_version_is_received_once() -> None:
    concluded = scenario.given(*CONCLUSION_TERMS)
    concluded.when(RECEIVE, by=OF_BELFAA).then(RECEIVED)
    received = concluded.given(RECEIVED)
    received.when(replace(RECEIVE, on=date(2017, 11, 22))).then_refused(
        AdvanceAlreadyReceived, on="2017-11-20"
    )
    concluded.when(replace(RECEIVE, advance="A9")).then_refused(AdvanceUnknown, known=["A1", "A2"])
    scenario.given(DRAFTED_TERMS).when(RECEIVE).then_refused(ConventionNotConcluded)
    concluded.when(replace(RECEIVE, amount=Money("0.00", "EUR"))).then_refused(NothingReceived)
    concluded.when(replace(RECEIVE, on=date(2030, 1, 1))).then_refused(DateInFuture)


def test_a_receipt_is_corrected_or_withdrawn_with_a_reason() -> None:
    received = scenario.given(*CONCLUSION_TERMS, RECEIVED)
    received.when(CORRECT).then(CORRECTED)
    received.when(WITHDRAW).then(WITHDRAWN)
    received.given(WITHDRAWN).when(RECEIVE).then(RECEIVED)
    for nothing in (CORRECT, WITHDRAW):
        scenario.given(*CONCLUSION_TERMS).when(nothing).then_refused(AdvanceNotReceived)


@pytest.mark.parametrize("side", [JETTE, BELFAA])
def test_either_side_closes_and_reopens(side: object) -> None:
    close = replace(CLOSE, party=side)  # type: ignore[arg-type]
    reopen = replace(REOPEN, party=side)  # type: ignore[arg-type]
    closed = scenario.given(*CONCLUSION).when(close).then(replace(CLOSED, party=side))  # type: ignore[arg-type]
    closed.when(reopen).then(replace(REOPENED, party=side))  # type: ignore[arg-type]


def test_only_what_is_concluded_is_closed_and_only_what_is_closed_reopened() -> None:
    scenario.given(DRAFTED).when(CLOSE).then_refused(ConventionNotConcluded)
    scenario.given(*CONCLUSION).when(REOPEN).then_refused(ConventionNotClosed)
    scenario.given(*CONCLUSION).when(replace(CLOSE, on=date(2017, 10, 15))).then_refused(
        ClosedBeforeConcluded, concluded_on="2017-10-16"
    )
    scenario.given(*CONCLUSION, CLOSED).when(replace(CLOSE, on=date(2021, 12, 21))).then_refused(
        ConventionIsClosed, on="2021-12-20"
    )


WITHIN: list[Command] = [AMEND, ANNEX_RULES, replace(RECEIVE, advance="A2"), CORRECT, WITHDRAW]


@pytest.mark.parametrize("command", WITHIN, ids=lambda command: type(command).__name__)
def test_nothing_more_is_done_under_a_closed_convention(command: Command) -> None:
    closed = scenario.given(*CONCLUSION_TERMS, RECEIVED, CLOSED)
    closed.when(command).then_refused(ConventionIsClosed, on="2021-12-20")


def test_what_was_done_before_the_closing_may_be_asked_again() -> None:
    closed = scenario.given(*CONCLUSION_TERMS, RULES_ANNEXED, RECEIVED, CLOSED)
    closed.when(RECEIVE).then_nothing()
    closed.when(ANNEX_RULES).then_nothing()
    closed.when(CLOSE).then_nothing()


def test_an_amendment_that_is_not_concluded_falls_with_the_closing() -> None:
    reopened = scenario.given(*CONCLUSION, AMENDMENT, CLOSED, REOPENED)
    assert len(reopened.state.versions) == 1
    again = AmendConvention(
        party=JETTE, on=date(2022, 1, 11), reason="solde", budget_lines=MORE_LINES
    )
    (amended,) = reopened.when(again).events()
    assert amended.version == 2


def test_each_party_records_for_itself_and_the_unit_closes_with_evidence_only() -> None:
    concluded = scenario.given(*CONCLUSION_TERMS)
    for command in (RECEIVE, CLOSE):
        other = OF_JETTE if command.party == BELFAA else OF_BELFAA
        with pytest.raises(NotAllowed):
            concluded.when(command, by=other).events()
    assert concluded.when(RECEIVE, by=UNIT).events() == [RECEIVED]
    with pytest.raises(NotAllowed):
        concluded.when(CLOSE, by=UNIT).events()
    shown = replace(CLOSE, on_behalf=ON_BEHALF)
    concluded.when(shown, by=UNIT).then(replace(CLOSED, on_behalf=ON_BEHALF))
    concluded.when(replace(RECEIVE, party=KINTAMBO)).then_refused(NotAParty)
