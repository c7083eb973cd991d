"""What can be asked of an expense; the party that records is always named and checked."""

from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

from vocabulary.budgets import CostClass
from vocabulary.identifiers import BudgetLineId, CommuneId, ReportId
from vocabulary.money import Money
from vocabulary.text import Words


@dataclass(frozen=True, slots=True, kw_only=True)
class BookExpense:
    """Book an expense made `on` a day of the plan's period on which the partnership might act.

    The amount stays in its original currency. `document` is the reference of what proves it, as
    the number of an invoice or a pay slip. A partnership suspended on that day is shown with it.
    """

    report: ReportId
    party: CommuneId
    budget_line: BudgetLineId
    cost_class: CostClass
    amount: Money
    on: date
    document: Words
    recorded_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectExpense:
    """Replace what was booked by what holds instead, and say why: a new version."""

    party: CommuneId
    budget_line: BudgetLineId
    cost_class: CostClass
    amount: Money
    on: date
    document: Words
    recorded_on: date
    reason: Words


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawExpense:
    """Take back an expense that was never made, or not for this plan, and say why."""

    party: CommuneId
    reason: Words


Command: TypeAlias = BookExpense | CorrectExpense | WithdrawExpense
