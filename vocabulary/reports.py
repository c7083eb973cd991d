"""What a report goes through, and the figures it is made of."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Annotated, TypeAlias

from vocabulary.budgets import CostClass
from vocabulary.checks import Checked, Wrong
from vocabulary.identifiers import BudgetLineId, CommuneId, ExpenseId, IndicatorId, MeasurementId
from vocabulary.money import Money
from vocabulary.results import Number
from vocabulary.text import Words


class ReportState(StrEnum):
    """Where a report stands; what is accepted is locked until a correction is opened."""

    EXPECTED = "expected"
    DRAFT = "draft"
    PARTLY_SIGNED = "partly_signed"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    ACCEPTED = "accepted"
    REOPENED = "reopened"


def parts_problem(by: Mapping[str, str]) -> Wrong | None:
    if by:
        return None
    return Wrong(
        'names no part, for example {"sex": "female"}',
        fr='ne nomme aucune part, par exemple {"sex": "female"}',
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Slice:
    """A part of a value by the indicator's dimensions: {"sex": "female"}."""

    by: Annotated[dict[Words, Words], Checked(parts_problem)]
    value: Number


def slices_problem(slices: Sequence[Slice]) -> Wrong | None:
    parts = [tuple(sorted(each.by.items())) for each in slices]
    if len(set(parts)) == len(parts):
        return None
    return Wrong("gives the same part twice", fr="donne deux fois la même part")


Slices: TypeAlias = Annotated[tuple[Slice, ...], Checked(slices_problem)]
"""Any number of parts, all different."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportedValue:
    """A value of an indicator in a report: a number, or not measured for a reason (never 0).

    `version` counts the corrections of this measurement. `commune` is whose value it is, null
    where it is that of the whole partnership.
    """

    measurement: MeasurementId
    version: int
    indicator: IndicatorId
    year: int
    unit: str
    value: str | None = None
    not_measured: str | None = None
    slices: tuple[Slice, ...] = ()
    commune: CommuneId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportedExpense:
    """An expense in its original currency. `document` is a reference, never the bytes.

    `warnings` say what is unusual about it, though not against a rule.
    """

    expense: ExpenseId
    version: int
    budget_line: BudgetLineId
    cost_class: CostClass
    amount: Money
    on: date
    document: str
    warnings: tuple[str, ...] = ()
