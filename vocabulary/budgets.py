"""Budgets and expenses: lines, classes of cost, periods."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Annotated, TypeAlias

from vocabulary.checks import Checked, Wrong
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


def budget_lines_problem(lines: Sequence[BudgetLine]) -> Wrong | None:
    if not lines:
        return Wrong("needs at least one budget line", fr="demande au moins une ligne budgétaire")
    if len({line.id for line in lines}) < len(lines):
        return Wrong("names a budget line twice", fr="nomme deux fois une ligne budgétaire")
    if len({line.code for line in lines}) < len(lines):
        return Wrong(
            "gives two budget lines the same code",
            fr="donne le même code à deux lignes budgétaires",
        )
    if any(line.amount.value < 0 for line in lines):
        return Wrong("has a budget line below zero", fr="a une ligne budgétaire négative")
    return None


BudgetLines: TypeAlias = Annotated[tuple[BudgetLine, ...], Checked(budget_lines_problem)]
"""At least one, all different, none below zero."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """Whole days, both included."""

    starts_on: date
    ends_on: date

    def holds(self, day: date) -> bool:
        return self.starts_on <= day <= self.ends_on
