"""What happens to a measurement, as it is stored."""

from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

from vocabulary.identifiers import CommuneId, IndicatorId, ReportId
from vocabulary.reports import Slice


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasurementRecorded:
    """Version 1; `unit` is the indicator's."""

    report: ReportId
    party: CommuneId
    indicator: IndicatorId
    year: int
    unit: str
    on: date
    value: str | None = None
    not_measured: str | None = None
    slices: tuple[Slice, ...] = ()
    commune: CommuneId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasurementCorrected:
    report: ReportId
    version: int
    party: CommuneId
    on: date
    reason: str
    value: str | None = None
    not_measured: str | None = None
    slices: tuple[Slice, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasurementWithdrawn:
    report: ReportId
    party: CommuneId
    on: date
    reason: str


Event: TypeAlias = MeasurementRecorded | MeasurementCorrected | MeasurementWithdrawn
