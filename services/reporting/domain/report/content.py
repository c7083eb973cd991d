"""What the parties sign: its canonical JSON is hashed, so that anyone can compute it again."""

from collections.abc import Iterable
from dataclasses import dataclass

from vocabulary.budgets import Period
from vocabulary.hashing import content_hash
from vocabulary.identifiers import ActionPlanId
from vocabulary.reports import ReportedExpense, ReportedValue
from vocabulary.text import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportContent:
    """A version of a report; a signature never covers another version with the same words."""

    action_plan: ActionPlanId
    version: int
    period: Period
    narrative: Text
    values: tuple[ReportedValue, ...]
    expenses: tuple[ReportedExpense, ...]

    @property
    def hash(self) -> str:
        return content_hash(self)


def in_order_of_values(values: Iterable[ReportedValue]) -> tuple[ReportedValue, ...]:
    """Return values by indicator, year, commune, measurement."""
    keyed = sorted(
        values, key=lambda v: (str(v.indicator), v.year, str(v.commune or ""), str(v.measurement))
    )
    return tuple(keyed)


def in_order_of_expenses(expenses: Iterable[ReportedExpense]) -> tuple[ReportedExpense, ...]:
    """Return expenses by day and id."""
    return tuple(sorted(expenses, key=lambda e: (e.on, str(e.expense))))
