"""What is known of an expense, from its events."""

from dataclasses import dataclass, replace
from typing import TypeAlias

from services.reporting.domain.expense.events import (
    Event,
    ExpenseBooked,
    ExpenseCorrected,
    ExpenseWithdrawn,
)
from vocabulary.identifiers import ExpenseId
from vocabulary.reports import ReportedExpense

Entry: TypeAlias = ExpenseBooked | ExpenseCorrected


@dataclass(frozen=True, slots=True, kw_only=True)
class Expense:
    """`entry` is what holds now; `version` counts from 1, one more with every correction."""

    booked: ExpenseBooked | None = None
    version: int = 0
    entry: Entry | None = None
    withdrawn: bool = False

    def reported(self, id_: ExpenseId) -> ReportedExpense | None:
        """Return what a report has of it now; None once it is withdrawn."""
        if self.entry is None or self.withdrawn:
            return None
        return ReportedExpense(
            expense=id_,
            version=self.version,
            budget_line=self.entry.budget_line,
            cost_class=self.entry.cost_class,
            amount=self.entry.amount,
            on=self.entry.on,
            document=self.entry.document,
            warnings=self.entry.warnings,
        )


INITIAL = Expense()


def evolve(expense: Expense, event: Event) -> Expense:
    match event:
        case ExpenseBooked():
            return Expense(booked=event, version=1, entry=event)
        case ExpenseCorrected(version=version):
            return replace(expense, version=version, entry=event)
        case ExpenseWithdrawn():
            return replace(expense, withdrawn=True)
