"""What can be asked of a measurement; the party that records is always named and checked."""

from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

from vocabulary.identifiers import CommuneId, IndicatorId, ReportId
from vocabulary.reports import Slices
from vocabulary.results import Number, Year
from vocabulary.text import Words


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordMeasurement:
    """Record the value of an indicator due in the report, or why it was not measured.

    Exactly one of `value` and `not_measured` is given. `slices` break the value down by the
    indicator's dimensions; `commune` says whose value it is, left out where it is that of the
    whole partnership. An indicator has one value a year, and one per commune.
    """

    report: ReportId
    party: CommuneId
    indicator: IndicatorId
    year: Year
    on: date
    value: Number | None = None
    not_measured: Words | None = None
    slices: Slices = ()
    commune: CommuneId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectMeasurement:
    """Replace what was recorded by what holds instead, and say why: a new version."""

    party: CommuneId
    on: date
    reason: Words
    value: Number | None = None
    not_measured: Words | None = None
    slices: Slices = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawMeasurement:
    """Take back what should not have been recorded, as for a wrong year, and say why."""

    party: CommuneId
    on: date
    reason: Words


Command: TypeAlias = RecordMeasurement | CorrectMeasurement | WithdrawMeasurement
