"""Who may ask what of a measurement, and what comes of it."""

from typing import assert_never

from kernel.identity import Principal
from kernel.refusals import NotFound
from services.reporting.domain.measurement.commands import (
    Command,
    CorrectMeasurement,
    RecordMeasurement,
    WithdrawMeasurement,
)
from services.reporting.domain.measurement.events import (
    Event,
    MeasurementCorrected,
    MeasurementRecorded,
    MeasurementWithdrawn,
)
from services.reporting.domain.measurement.facts import Facts
from services.reporting.domain.measurement.refusals import (
    AlreadyMeasured,
    IndicatorNotDue,
    MeasurementAlreadyRecorded,
    MeasurementIsWithdrawn,
    SliceUnknown,
    ValueOrReason,
    ValueOutOfRange,
    YearOutsidePeriod,
)
from services.reporting.domain.measurement.state import Figure, Measurement
from services.reporting.domain.report.refusals import MadeUpFigure
from services.reporting.domain.report.state import Report, expectation_of, is_open
from vocabulary.authority import commune_or_unit
from vocabulary.budgets import Period
from vocabulary.dates import happened
from vocabulary.identifiers import IndicatorId
from vocabulary.results import Indicator


def may(principal: Principal, command: Command, _measurement: Measurement, _facts: Facts) -> None:
    """Let each party record for itself, and the country unit for either."""
    commune_or_unit(principal, command.party)


def decide(command: Command, measurement: Measurement, facts: Facts) -> list[Event]:
    match command:
        case RecordMeasurement():
            return _record(command, measurement, facts)
        case _ if measurement.recorded is None:
            raise NotFound
        case CorrectMeasurement():
            return _correct(command, measurement, measurement.recorded, facts)
        case WithdrawMeasurement():
            return _withdraw(command, measurement, measurement.recorded, facts)
        case _:
            assert_never(command)


def _record(command: RecordMeasurement, measurement: Measurement, facts: Facts) -> list[Event]:
    named = [command.party, *([command.commune] if command.commune else [])]
    period = expectation_of(facts.report, *named).period
    indicator = _due(command.indicator, facts.report)
    recorded = MeasurementRecorded(
        report=command.report,
        party=command.party,
        indicator=command.indicator,
        year=command.year,
        unit=indicator.unit,
        on=command.on,
        value=command.value,
        not_measured=command.not_measured,
        slices=command.slices,
        commune=command.commune,
    )
    if measurement.recorded == recorded:
        return []
    if measurement.recorded is not None:
        raise MeasurementAlreadyRecorded
    _takes(facts)
    _in_period(command.year, period)
    if facts.taken_by is not None:
        raise AlreadyMeasured(measurement=str(facts.taken_by))
    _can_be(_figure(command), indicator)
    happened(facts.now, command.on)
    return [recorded]


def _correct(
    command: CorrectMeasurement,
    measurement: Measurement,
    recorded: MeasurementRecorded,
    facts: Facts,
) -> list[Event]:
    expectation_of(facts.report, command.party)
    if measurement.withdrawn:
        raise MeasurementIsWithdrawn
    figure = _figure(command)
    if figure == measurement.figure:
        return []
    _takes(facts)
    _can_be(figure, _due(recorded.indicator, facts.report))
    happened(facts.now, command.on)
    return [
        MeasurementCorrected(
            report=recorded.report,
            version=measurement.version + 1,
            party=command.party,
            on=command.on,
            reason=command.reason,
            value=command.value,
            not_measured=command.not_measured,
            slices=command.slices,
        )
    ]


def _withdraw(
    command: WithdrawMeasurement,
    measurement: Measurement,
    recorded: MeasurementRecorded,
    facts: Facts,
) -> list[Event]:
    expectation_of(facts.report, command.party)
    if measurement.withdrawn:
        return []
    is_open(facts.report)
    happened(facts.now, command.on)
    return [
        MeasurementWithdrawn(
            report=recorded.report, party=command.party, on=command.on, reason=command.reason
        )
    ]


def _figure(command: RecordMeasurement | CorrectMeasurement) -> Figure:
    return Figure(value=command.value, not_measured=command.not_measured, slices=command.slices)


def _due(id_: IndicatorId, report: Report) -> Indicator:
    due = report.expectation.indicators if report.expectation else ()
    found = next((indicator for indicator in due if indicator.id == id_), None)
    if found is None:
        raise IndicatorNotDue(indicator=str(id_))
    return found


def _takes(facts: Facts) -> None:
    is_open(facts.report)
    if facts.out_of_place:
        raise MadeUpFigure


def _in_period(year: int, period: Period) -> None:
    if not period.starts_on.year <= year <= period.ends_on.year:
        raise YearOutsidePeriod(
            starts_on=period.starts_on.isoformat(), ends_on=period.ends_on.isoformat()
        )


def _can_be(figure: Figure, indicator: Indicator) -> None:
    """Refuse a figure that the indicator cannot have; its parts lie in the same range."""
    if (figure.value is None) == (figure.not_measured is None):
        raise ValueOrReason
    if figure.value is None and figure.slices:
        raise ValueOrReason
    for part in figure.slices:
        if unknown := sorted(part.by.keys() - set(indicator.dimensions)):
            raise SliceUnknown(dimensions=unknown, known=list(indicator.dimensions))
    values = [each.value for each in figure.slices]
    for value in values if figure.value is None else [figure.value, *values]:
        if not indicator.admits(value):
            raise ValueOutOfRange(value=value, lowest=indicator.lowest, highest=indicator.highest)
