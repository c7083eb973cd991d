"""Results that are aimed at and how they are measured: the chain, indicators, targets.

Source: Royal Decree of 11 September 2016 (output, outcome, impact); programme logical frameworks.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, TypeAlias

from vocabulary.checks import Checked, Wrong
from vocabulary.identifiers import IndicatorId, ResultId
from vocabulary.text import Text, Words


def number_problem(number: str) -> Wrong | None:
    if re.fullmatch(r"-?\d{1,18}(\.\d{1,6})?", number):
        return None
    return Wrong(
        'is not a number: digits, at most six after a point, as in "12.5"',
        fr="n'est pas un nombre : des chiffres, six au plus après un point, comme « 12.5 »",
    )


Number: TypeAlias = Annotated[str, Checked(number_problem)]
"""An exact decimal as text; never a float."""


FIRST_YEAR, LAST_YEAR = 1990, 2100


def year_problem(year: int) -> Wrong | None:
    if FIRST_YEAR <= year <= LAST_YEAR:
        return None
    return Wrong(
        "is not a year of the programme's time", fr="n'est pas une année du temps du programme"
    )


Year: TypeAlias = Annotated[int, Checked(year_problem)]


class ResultLevel(StrEnum):
    """From what lasts to what is delivered; an outcome is a specific objective."""

    IMPACT = "impact"
    OUTCOME = "outcome"
    OUTPUT = "output"


@dataclass(frozen=True, slots=True, kw_only=True)
class Baseline:
    """Where things stood.

    `value` null: unknown, which is not 0; `note` then says how it is to be collected.
    """

    value: Number | None = None
    year: Year | None = None
    note: Words | None = None

    @property
    def known(self) -> bool:
        return self.value is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    year: Year
    value: Number


def targets_problem(targets: Sequence[Target]) -> Wrong | None:
    years = [target.year for target in targets]
    if years == sorted(set(years)):
        return None
    return Wrong("has years twice or out of order", fr="a des années en double ou dans le désordre")


Targets: TypeAlias = Annotated[tuple[Target, ...], Checked(targets_problem)]
"""At most one a year, in the order of years."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Indicator:
    """An objectively verifiable indicator (IOV) with its source of verification (SV).

    A value lies between `lowest` and `highest` where they are given. `dimensions` name how values
    are broken down, as sex or age group.
    """

    id: IndicatorId
    code: Words
    text: Text
    unit: Words
    baseline: Baseline
    targets: Targets = ()
    source_of_verification: Words
    responsible: Words | None = None
    dimensions: tuple[Words, ...] = ()
    lowest: Number | None = None
    highest: Number | None = None
    unofficial: tuple[str, ...] = ()

    def admits(self, value: str) -> bool:
        """Say whether a value lies within the indicator's range."""
        number = Decimal(value)
        above = self.lowest is None or number >= Decimal(self.lowest)
        return above and (self.highest is None or number <= Decimal(self.highest))


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """One link of the results chain; `parent` is the result it contributes to."""

    id: ResultId
    level: ResultLevel
    code: Words
    text: Text
    parent: ResultId | None = None
    indicators: tuple[Indicator, ...] = ()
    assumptions: tuple[Words, ...] = ()
    unofficial: tuple[str, ...] = ()
