"""What happens to an expense, as it is stored."""

from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

from vocabulary.budgets import CostClass
from vocabulary.identifiers import BudgetLineId, CommuneId, ReportId
from vocabulary.money import Money
from vocabulary.reliance import Reliance


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpenseBooked:
    """Version 1. `relied_on` is what was known of the partnership's right to act that day."""

    report: ReportId
    party: CommuneId
    budget_line: BudgetLineId
    cost_class: CostClass
    amount: Money
    on: date
    document: str
    recorded_on: date
    warnings: tuple[str, ...] = ()
    relied_on: tuple[Reliance, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpenseCorrected:
    report: ReportId
    version: int
    party: CommuneId
    budget_line: BudgetLineId
    cost_class: CostClass
    amount: Money
    on: date
    document: str
    recorded_on: date
    reason: str
    warnings: tuple[str, ...] = ()
    relied_on: tuple[Reliance, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpenseWithdrawn:
    report: ReportId
    party: CommuneId
    reason: str


Event: TypeAlias = ExpenseBooked | ExpenseCorrected | ExpenseWithdrawn
