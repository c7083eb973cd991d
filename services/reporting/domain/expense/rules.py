"""Who may ask what of an expense, and what comes of it."""

from dataclasses import replace
from typing import Final, assert_never

from kernel.identity import Principal
from kernel.refusals import NotFound
from services.reporting.domain.expense.commands import (
    BookExpense,
    Command,
    CorrectExpense,
    WithdrawExpense,
)
from services.reporting.domain.expense.events import (
    Event,
    ExpenseBooked,
    ExpenseCorrected,
    ExpenseWithdrawn,
)
from services.reporting.domain.expense.facts import Facts
from services.reporting.domain.expense.refusals import (
    BookedBeforeSpent,
    BudgetLineUnknown,
    ExpenseAlreadyBooked,
    ExpenseIsWithdrawn,
    ExpenseOutsidePeriod,
    NothingSpent,
)
from services.reporting.domain.expense.state import Entry, Expense
from services.reporting.domain.report.events import ReportExpected
from services.reporting.domain.report.refusals import MadeUpFigure
from services.reporting.domain.report.state import expectation_of, is_open
from vocabulary.authority import commune_or_unit
from vocabulary.dates import happened

OTHER_COST_CLASS: Final = "other-cost-class"
"""The expense is of another class of cost than its budget line: shown, judged afterwards (P27)."""


def may(principal: Principal, command: Command, _expense: Expense, _facts: Facts) -> None:
    """Let each party book for itself, and the country unit for either."""
    commune_or_unit(principal, command.party)


def decide(command: Command, expense: Expense, facts: Facts) -> list[Event]:
    match command:
        case BookExpense():
            return _book(command, expense, facts)
        case _ if expense.booked is None:
            raise NotFound
        case CorrectExpense():
            return _correct(command, expense, expense.booked, facts)
        case WithdrawExpense():
            return _withdraw(command, expense, expense.booked, facts)
        case _:
            assert_never(command)


def _book(command: BookExpense, expense: Expense, facts: Facts) -> list[Event]:
    expected = expectation_of(facts.report, command.party)
    booked = ExpenseBooked(
        report=command.report,
        party=command.party,
        budget_line=command.budget_line,
        cost_class=command.cost_class,
        amount=command.amount,
        on=command.on,
        document=command.document,
        recorded_on=command.recorded_on,
    )
    if expense.booked is not None:
        # What was known when it was booked is no part of what was asked.
        if replace(expense.booked, warnings=(), relied_on=()) == booked:
            return []
        raise ExpenseAlreadyBooked
    _takes(facts)
    warnings = _can_be(command, expected, facts)
    return [replace(booked, warnings=warnings, relied_on=facts.standing.relied_on)]


def _correct(
    command: CorrectExpense, expense: Expense, booked: ExpenseBooked, facts: Facts
) -> list[Event]:
    expected = expectation_of(facts.report, command.party)
    if expense.withdrawn:
        raise ExpenseIsWithdrawn
    if expense.entry is not None and _says(command) == _says(expense.entry):
        return []
    _takes(facts)
    warnings = _can_be(command, expected, facts)
    return [
        ExpenseCorrected(
            report=booked.report,
            version=expense.version + 1,
            party=command.party,
            budget_line=command.budget_line,
            cost_class=command.cost_class,
            amount=command.amount,
            on=command.on,
            document=command.document,
            recorded_on=command.recorded_on,
            reason=command.reason,
            warnings=warnings,
            relied_on=facts.standing.relied_on,
        )
    ]


def _withdraw(
    command: WithdrawExpense, expense: Expense, booked: ExpenseBooked, facts: Facts
) -> list[Event]:
    expectation_of(facts.report, command.party)
    if expense.withdrawn:
        return []
    is_open(facts.report)
    return [ExpenseWithdrawn(report=booked.report, party=command.party, reason=command.reason)]


def _says(each: CorrectExpense | Entry) -> tuple[object, ...]:
    """Return what an expense is, without who recorded it when and why."""
    return (each.budget_line, each.cost_class, each.amount, each.on, each.document)


def _takes(facts: Facts) -> None:
    is_open(facts.report)
    if facts.out_of_place:
        raise MadeUpFigure


def _can_be(
    command: BookExpense | CorrectExpense, expected: ReportExpected, facts: Facts
) -> tuple[str, ...]:
    """Refuse what cannot be an expense of the plan; return what is unusual about it."""
    line = next((each for each in expected.budget_lines if each.id == command.budget_line), None)
    if line is None:
        raise BudgetLineUnknown(budget_line=str(command.budget_line))
    if command.amount.value <= 0:
        raise NothingSpent(amount=command.amount.amount)
    period = expected.period
    if not period.holds(command.on):
        raise ExpenseOutsidePeriod(
            starts_on=period.starts_on.isoformat(), ends_on=period.ends_on.isoformat()
        )
    if command.recorded_on < command.on:
        raise BookedBeforeSpent(on=command.on.isoformat())
    happened(facts.now, command.on, command.recorded_on)
    other_class = command.cost_class is not line.cost_class
    return (*facts.standing.check(command.on), *((OTHER_COST_CLASS,) if other_class else ()))
