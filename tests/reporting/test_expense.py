"""An expense keeps its currency, its budget line and its proof, on a day when one might act."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from kernel.refusals import NotFound, Refusal
from services.reporting.domain.expense.commands import CorrectExpense, WithdrawExpense
from services.reporting.domain.expense.events import ExpenseCorrected, ExpenseWithdrawn
from services.reporting.domain.expense.refusals import (
    BookedBeforeSpent,
    BudgetLineUnknown,
    ExpenseAlreadyBooked,
    ExpenseIsWithdrawn,
    ExpenseOutsidePeriod,
    NothingSpent,
)
from services.reporting.domain.report import INITIAL as NO_REPORT
from services.reporting.domain.report.refusals import (
    MadeUpFigure,
    NotAParty,
    ReportLocked,
    ReportUnderReview,
    ReportUnknown,
)
from services.reporting.domain.standing import (
    UNKNOWN,
    PartnershipNotActive,
    PhaseNotOpen,
    ProtocolNotInForce,
    Suspension,
)
from tests.reporting.cases import (
    BELFAA,
    BOOK,
    BOOKED,
    COORDINATION,
    EXPENSE,
    JETTE,
    KINTAMBO,
    LOCKED,
    MAY_ACT,
    RELIED_ON,
    REPORT,
    SPENT,
    UNDER_REVIEW,
    spending,
)
from vocabulary.budgets import CostClass
from vocabulary.dates import DateInFuture
from vocabulary.identifiers import BudgetLineId
from vocabulary.money import Money

CORRECT = CorrectExpense(
    party=BELFAA,
    budget_line=COORDINATION,
    cost_class=CostClass.MANAGEMENT,
    amount=Money("13200", "MAD"),
    on=date(2023, 5, 5),
    document="facture 2023-118 bis",
    recorded_on=date(2024, 2, 12),
    reason="facture libellée en dirhams",
)
CORRECTED = ExpenseCorrected(
    report=REPORT,
    version=2,
    party=BELFAA,
    budget_line=COORDINATION,
    cost_class=CostClass.MANAGEMENT,
    amount=Money("13200", "MAD"),
    on=date(2023, 5, 5),
    document="facture 2023-118 bis",
    recorded_on=date(2024, 2, 12),
    reason="facture libellée en dirhams",
    relied_on=RELIED_ON,
)
WITHDRAW = WithdrawExpense(party=JETTE, reason="payée par la commune elle-même")
WITHDRAWN = ExpenseWithdrawn(report=REPORT, party=JETTE, reason="payée par la commune elle-même")
booked = spending.given(BOOKED)


def test_an_expense_is_booked_with_what_was_known_of_the_right_to_act() -> None:
    after = spending.when(BOOK).then(BOOKED)
    assert after.state.reported(EXPENSE) == SPENT


@pytest.mark.parametrize("currency", ["EUR", "MAD", "XOF", "USD"])
def test_an_amount_keeps_its_currency_whatever_that_of_the_budget_line(currency: str) -> None:
    amount = Money("500.25", currency)
    spending.when(replace(BOOK, amount=amount)).then(replace(BOOKED, amount=amount))


@pytest.mark.parametrize("day", [date(2022, 12, 31), date(2024, 1, 1)])
def test_an_expense_outside_the_period_of_the_plan_is_refused(day: date) -> None:
    refused = {"starts_on": "2023-01-01", "ends_on": "2023-12-31"}
    late = date(2024, 2, 12)
    spending.when(replace(BOOK, on=day, recorded_on=late)).then_refused(
        ExpenseOutsidePeriod, **refused
    )
    booked.when(replace(CORRECT, on=day)).then_refused(ExpenseOutsidePeriod, **refused)


@pytest.mark.parametrize("day", [date(2023, 1, 1), date(2023, 12, 31)])
def test_the_first_and_the_last_day_belong_to_the_period(day: date) -> None:
    late = date(2024, 2, 12)
    spending.when(replace(BOOK, on=day, recorded_on=late)).then(
        replace(BOOKED, on=day, recorded_on=late)
    )


def test_a_budget_line_that_the_plan_does_not_have_is_refused() -> None:
    other = BudgetLineId(KINTAMBO)
    for scenario, command in ((spending, BOOK), (booked, CORRECT)):
        scenario.when(replace(command, budget_line=other)).then_refused(
            BudgetLineUnknown, budget_line=str(KINTAMBO)
        )


@pytest.mark.parametrize("amount", ["0", "0.00", "-12.50"])
def test_nothing_and_less_is_no_expense(amount: str) -> None:
    spending.when(replace(BOOK, amount=Money(amount, "EUR"))).then_refused(
        NothingSpent, amount=amount
    )


def test_another_class_of_cost_than_the_lines_is_shown_and_not_refused() -> None:
    spending.when(replace(BOOK, cost_class=CostClass.MANAGEMENT)).then(
        replace(BOOKED, cost_class=CostClass.MANAGEMENT, warnings=("other-cost-class",))
    )


def test_an_expense_is_not_booked_before_it_is_made_nor_in_the_future() -> None:
    spending.when(replace(BOOK, recorded_on=date(2023, 5, 3))).then_refused(BookedBeforeSpent)
    spending.when(replace(BOOK, recorded_on=date(2024, 3, 3))).then_refused(DateInFuture)


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        ({"in_force_since": None}, ProtocolNotInForce),
        ({"in_force_since": date(2023, 5, 5)}, ProtocolNotInForce),
        ({"in_force_until": date(2023, 5, 3)}, ProtocolNotInForce),
        ({"ended_on": date(2023, 5, 3)}, PartnershipNotActive),
        ({"opened_on": None}, PhaseNotOpen),
        ({"opened_on": date(2023, 5, 5)}, PhaseNotOpen),
        ({"closing_on": date(2023, 5, 3)}, PhaseNotOpen),
    ],
)
def test_an_expense_is_made_on_a_day_when_the_partnership_might_act(
    change: dict[str, Any], refusal: type[Refusal]
) -> None:
    spending.knowing(standing=replace(MAY_ACT, **change)).when(BOOK).then_refused(refusal)


def test_of_a_partnership_never_heard_of_no_expense_is_booked() -> None:
    spending.knowing(standing=UNKNOWN).when(BOOK).then_refused(ProtocolNotInForce)


@pytest.mark.parametrize(
    ("since", "until", "shown"),
    [
        (date(2023, 5, 4), None, True),
        (date(2023, 4, 1), date(2023, 5, 5), True),
        (date(2023, 4, 1), date(2023, 5, 4), False),
        (date(2023, 5, 5), None, False),
    ],
)
def test_costs_that_go_on_during_a_suspension_are_shown_as_such(
    since: date, until: date | None, *, shown: bool
) -> None:
    suspended = replace(MAY_ACT, suspensions=(Suspension(since=since, until=until),))
    warnings = ("dated-while-suspended",) if shown else ()
    spending.knowing(standing=suspended).when(BOOK).then(replace(BOOKED, warnings=warnings))


def test_what_was_booked_stays_booked_whatever_is_known_later() -> None:
    booked.knowing(standing=UNKNOWN).when(BOOK).then_nothing()


def test_a_made_up_expense_has_no_place_in_the_report_on_a_real_plan() -> None:
    spending.knowing(out_of_place=True).when(BOOK).then_refused(MadeUpFigure)
    booked.knowing(out_of_place=True).when(CORRECT).then_refused(MadeUpFigure)


def test_an_expense_is_booked_once_and_then_corrected() -> None:
    booked.when(replace(BOOK, document="facture 7")).then_refused(ExpenseAlreadyBooked)


def test_either_party_corrects_an_expense_as_a_new_version_with_its_reason() -> None:
    after = booked.when(CORRECT).then(CORRECTED)
    reported = after.state.reported(EXPENSE)
    assert (reported.version, reported.amount) == (2, Money("13200", "MAD"))


def test_a_correction_that_changes_nothing_is_none() -> None:
    same = replace(
        CORRECT,
        budget_line=BOOKED.budget_line,
        cost_class=BOOKED.cost_class,
        amount=BOOKED.amount,
        on=BOOKED.on,
        document=BOOKED.document,
    )
    booked.when(same).then_nothing()


def test_a_withdrawn_expense_is_no_longer_reported_and_not_corrected() -> None:
    after = booked.when(WITHDRAW).then(WITHDRAWN)
    assert after.state.reported(EXPENSE) is None
    after.when(CORRECT).then_refused(ExpenseIsWithdrawn)


@pytest.mark.parametrize("command", [CORRECT, WITHDRAW])
def test_what_was_never_booked_is_not_found(command: object) -> None:
    spending.when(command).then_refused(NotFound)


@pytest.mark.parametrize(
    ("state", "refusal"),
    [(UNDER_REVIEW, ReportUnderReview), (LOCKED, ReportLocked)],
    ids=["under review", "locked"],
)
def test_the_expenses_of_a_submitted_or_accepted_report_stand(
    state: object, refusal: type[Refusal]
) -> None:
    spending.knowing(report=state).when(BOOK).then_refused(refusal, version=1)
    for command in (CORRECT, WITHDRAW):
        booked.knowing(report=state).when(command).then_refused(refusal, version=1)


def test_a_report_that_nobody_expects_takes_no_expense() -> None:
    spending.knowing(report=NO_REPORT).when(BOOK).then_refused(ReportUnknown)


@pytest.mark.parametrize("command", [CORRECT, WITHDRAW])
def test_a_commune_that_is_no_party_changes_nothing(command: object) -> None:
    spending.when(replace(BOOK, party=KINTAMBO)).then_refused(NotAParty)
    booked.when(replace(command, party=KINTAMBO)).then_refused(NotAParty)  # type: ignore[type-var]
