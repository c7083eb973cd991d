"""Budgets and expenses: lines, classes of cost, periods."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from vocabulary.identifiers import BudgetLineId
from vocabulary.money import Money
from vocabulary.text import Text, Words


class CostClass(StrEnum):
    """Classes of cost. Source: Royal Decree of 11 September 2016."""

    OPERATIONAL = "operational"
    MANAGEMENT = "management"


@dataclass(frozen=True, slots=True, kw_only=True)
class BudgetLine:
    id: BudgetLineId
    code: Words
    text: Text
    amount: Money
    cost_class: CostClass = CostClass.OPERATIONAL


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """Whole days, both included."""

    starts_on: date
    ends_on: date

    def holds(self, day: date) -> bool:
        return self.starts_on <= day <= self.ends_on
