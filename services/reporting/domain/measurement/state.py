"""What is known of a measurement, from its events."""

from dataclasses import dataclass, replace

from services.reporting.domain.measurement.events import (
    Event,
    MeasurementCorrected,
    MeasurementRecorded,
    MeasurementWithdrawn,
)
from vocabulary.identifiers import MeasurementId
from vocabulary.reports import ReportedValue, Slice


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A value, or the reason why there is none."""

    value: str | None = None
    not_measured: str | None = None
    slices: tuple[Slice, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Measurement:
    """`version` counts from 1, one more with every correction."""

    recorded: MeasurementRecorded | None = None
    version: int = 0
    figure: Figure | None = None
    withdrawn: bool = False

    def reported(self, id_: MeasurementId) -> ReportedValue | None:
        """Return what a report has of it now; None once it is withdrawn."""
        if self.recorded is None or self.figure is None or self.withdrawn:
            return None
        return ReportedValue(
            measurement=id_,
            version=self.version,
            indicator=self.recorded.indicator,
            year=self.recorded.year,
            unit=self.recorded.unit,
            value=self.figure.value,
            not_measured=self.figure.not_measured,
            slices=self.figure.slices,
            commune=self.recorded.commune,
        )


INITIAL = Measurement()


def evolve(measurement: Measurement, event: Event) -> Measurement:
    match event:
        case MeasurementRecorded():
            return Measurement(recorded=event, version=1, figure=_figure(event))
        case MeasurementCorrected(version=version):
            return replace(measurement, version=version, figure=_figure(event))
        case MeasurementWithdrawn():
            return replace(measurement, withdrawn=True)


def _figure(event: MeasurementRecorded | MeasurementCorrected) -> Figure:
    return Figure(value=event.value, not_measured=event.not_measured, slices=event.slices)
