"""What a specific convention goes through, and how its budget is to be paid and spent."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Annotated

from vocabulary.budgets import CostClass
from vocabulary.checks import Checked, Wrong
from vocabulary.identifiers import BudgetLineId, CommuneId
from vocabulary.money import Amount, Money
from vocabulary.percentages import Percentage
from vocabulary.results import Year
from vocabulary.text import Text, Words


class ConventionState(StrEnum):
    """A convention once concluded stays so; its amendment is drafted and signed beside it.

    Closed it keeps all it says; nothing more is signed, annexed or paid under it. One is abandoned
    before all have signed it.
    """

    DRAFT = "draft"
    PARTLY_SIGNED = "partly_signed"
    CONCLUDED = "concluded"
    CLOSED = "closed"
    ABANDONED = "abandoned"


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


def allotments_problem(allotments: Sequence[Allotment]) -> Wrong | None:
    places = {(each.line, each.year, each.cost_class) for each in allotments}
    if len(places) < len(allotments):
        return Wrong(
            "allots twice to the same line, year and class of cost",
            fr="répartit deux fois sur la même ligne, année et catégorie de coûts",
        )
    if any(not each.amount.strip("0.") or each.amount.startswith("-") for each in allotments):
        return Wrong(
            "has an allotment that is not above zero",
            fr="contient une répartition qui n'est pas supérieure à zéro",
        )
    return None


def advances_problem(advances: Sequence[Advance]) -> Wrong | None:
    if len({advance.code for advance in advances}) < len(advances):
        return Wrong("gives two advances the same code", fr="donne le même code à deux avances")
    if any(advance.amount.value <= 0 for advance in advances):
        return Wrong(
            "has an advance that is not above zero",
            fr="contient une avance qui n'est pas supérieure à zéro",
        )
    return None


def shares_problem(shares: Sequence[BudgetShare]) -> Wrong | None:
    sources = {(each.source, each.party) for each in shares}
    if len(sources) == len(shares):
        return None
    return Wrong("names a source of money twice", fr="nomme deux fois une source de financement")


def classes_problem(classes: Sequence[CostClass]) -> Wrong | None:
    if len(set(classes)) == len(classes):
        return None
    return Wrong("names a class of cost twice", fr="nomme deux fois une catégorie de coûts")


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
