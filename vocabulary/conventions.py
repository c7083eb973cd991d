"""What a specific convention goes through, and how its budget is to be paid and spent."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Annotated

from vocabulary.budgets import CostClass
from vocabulary.checks import Checked
from vocabulary.identifiers import BudgetLineId, CommuneId
from vocabulary.money import Amount, Money
from vocabulary.percentages import Percentage
from vocabulary.results import Year
from vocabulary.text import Text, Words


class ConventionState(StrEnum):
    """A convention once concluded stays so; its amendment is drafted and signed beside it.

    Closed it keeps all it says; nothing more is signed, annexed or paid under it.
    """

    DRAFT = "draft"
    PARTLY_SIGNED = "partly_signed"
    CONCLUDED = "concluded"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Allotment:
    """What of a budget line is meant for one year and one class of cost, in the line's currency."""

    line: BudgetLineId
    year: Year
    cost_class: CostClass
    amount: Amount


@dataclass(frozen=True, slots=True, kw_only=True)
class Advance:
    """A payment in advance, by its code: due on a day, under a condition where one is agreed."""

    code: Words
    due_on: date
    amount: Money
    condition: Text | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BudgetShare:
    """How much of the budget a source of money carries; `party` where it is one of the parties."""

    source: Words
    percentage: Percentage
    party: CommuneId | None = None


def allotments_problem(allotments: Sequence[Allotment]) -> str | None:
    places = {(each.line, each.year, each.cost_class) for each in allotments}
    if len(places) < len(allotments):
        return "allots twice to the same line, year and class of cost"
    if any(not each.amount.strip("0.") or each.amount.startswith("-") for each in allotments):
        return "has an allotment that is not above zero"
    return None


def advances_problem(advances: Sequence[Advance]) -> str | None:
    if len({advance.code for advance in advances}) < len(advances):
        return "gives two advances the same code"
    if any(advance.amount.value <= 0 for advance in advances):
        return "has an advance that is not above zero"
    return None


def shares_problem(shares: Sequence[BudgetShare]) -> str | None:
    sources = {(each.source, each.party) for each in shares}
    return "names a source of money twice" if len(sources) < len(shares) else None


def classes_problem(classes: Sequence[CostClass]) -> str | None:
    return "names a class of cost twice" if len(set(classes)) < len(classes) else None


@dataclass(frozen=True, slots=True, kw_only=True)
class FinancialTerms:
    """How the budget is spread over years and classes of cost, paid in advance and shared.

    Each part may be empty: nothing is agreed on it then. Without `eligible_cost_classes` every
    class of the programme may be charged.
    """

    allotments: Annotated[tuple[Allotment, ...], Checked(allotments_problem)] = ()
    advances: Annotated[tuple[Advance, ...], Checked(advances_problem)] = ()
    eligible_cost_classes: Annotated[tuple[CostClass, ...], Checked(classes_problem)] = ()
    shares: Annotated[tuple[BudgetShare, ...], Checked(shares_problem)] = ()
