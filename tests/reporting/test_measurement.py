"""A value or the reason why there is none; what was wrong is corrected as a new version."""

from dataclasses import replace
from datetime import date

import pytest

from kernel.refusals import NotFound, Refusal
from services.reporting.domain.measurement.commands import CorrectMeasurement, WithdrawMeasurement
from services.reporting.domain.measurement.events import (
    MeasurementCorrected,
    MeasurementRecorded,
    MeasurementWithdrawn,
)
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
from services.reporting.domain.report import INITIAL as NO_REPORT
from services.reporting.domain.report.refusals import (
    MadeUpFigure,
    NotAParty,
    ReportLocked,
    ReportUnderReview,
    ReportUnknown,
)
from tests.reporting.cases import (
    BELFAA,
    JETTE,
    KINTAMBO,
    LOCKED,
    MEASUREMENT,
    OTHER_MEASUREMENT,
    RECORD,
    RECORDED,
    REPORT,
    ROOMS,
    UNDER_REVIEW,
    VALUE,
    measuring,
)
from vocabulary.dates import DateInFuture
from vocabulary.identifiers import IndicatorId
from vocabulary.reports import Slice

CORRECT = CorrectMeasurement(
    party=JETTE, on=date(2024, 2, 12), reason="registre de décembre retrouvé", value="63.1"
)
CORRECTED = MeasurementCorrected(
    report=REPORT,
    version=2,
    party=JETTE,
    on=date(2024, 2, 12),
    reason="registre de décembre retrouvé",
    value="63.1",
)
WITHDRAW = WithdrawMeasurement(party=BELFAA, on=date(2024, 2, 12), reason="mauvaise année")
WITHDRAWN = MeasurementWithdrawn(
    report=REPORT, party=BELFAA, on=date(2024, 2, 12), reason="mauvaise année"
)
REASON = replace(RECORD, value=None, slices=(), not_measured="registre égaré")
recorded = measuring.given(RECORDED)


def test_a_value_is_recorded_with_the_unit_of_its_indicator_and_its_parts() -> None:
    after = measuring.when(RECORD).then(RECORDED)
    assert after.state.reported(MEASUREMENT) == VALUE


def test_not_measured_is_a_value_with_its_reason_and_never_zero() -> None:
    after = measuring.when(REASON).then(
        replace(RECORDED, value=None, slices=(), not_measured="registre égaré")
    )
    assert after.state.reported(MEASUREMENT).value is None
    assert after.state.reported(MEASUREMENT).not_measured == "registre égaré"


@pytest.mark.parametrize(
    "command",
    [
        replace(RECORD, not_measured="registre égaré"),
        replace(RECORD, value=None, slices=()),
        replace(RECORD, value=None, not_measured="registre égaré"),
    ],
    ids=["both", "neither", "parts of nothing"],
)
def test_exactly_one_of_value_and_reason_is_given(command: object) -> None:
    measuring.when(command).then_refused(ValueOrReason)


@pytest.mark.parametrize("value", ["-0.1", "100.000001", "1000"])
def test_a_value_outside_its_range_is_refused_and_so_is_one_of_a_part(value: str) -> None:
    bounds = {"value": value, "lowest": "0", "highest": "100"}
    measuring.when(replace(RECORD, value=value)).then_refused(ValueOutOfRange, **bounds)
    part = (Slice(by={"sex": "female"}, value=value),)
    measuring.when(replace(RECORD, slices=part)).then_refused(ValueOutOfRange, **bounds)
    recorded.when(replace(CORRECT, value=value)).then_refused(ValueOutOfRange, **bounds)


@pytest.mark.parametrize("value", ["0", "100", "100.0"])
def test_the_bounds_themselves_are_within_the_range(value: str) -> None:
    measuring.when(replace(RECORD, value=value)).then(replace(RECORDED, value=value))


def test_an_indicator_with_an_open_range_takes_any_number_on_that_side() -> None:
    rooms = replace(RECORD, indicator=ROOMS, value="15000", slices=())
    measuring.when(rooms).then(
        replace(RECORDED, indicator=ROOMS, unit="salles", value="15000", slices=())
    )


def test_a_part_by_an_unknown_dimension_is_refused() -> None:
    by_age = replace(RECORD, slices=(Slice(by={"age": "0-5"}, value="3"),))
    measuring.when(by_age).then_refused(SliceUnknown, dimensions=["age"], known=["sex"])


def test_an_indicator_that_is_not_due_takes_no_value() -> None:
    other = replace(RECORD, indicator=IndicatorId(KINTAMBO))
    measuring.when(other).then_refused(IndicatorNotDue, indicator=str(KINTAMBO))


@pytest.mark.parametrize("year", [2022, 2024])
def test_a_year_that_the_report_does_not_cover_is_refused(year: int) -> None:
    measuring.when(replace(RECORD, year=year)).then_refused(
        YearOutsidePeriod, starts_on="2023-01-01", ends_on="2023-12-31"
    )


def test_an_indicator_has_one_value_a_year() -> None:
    taken = measuring.knowing(taken_by=OTHER_MEASUREMENT)
    taken.when(RECORD).then_refused(AlreadyMeasured, measurement=str(OTHER_MEASUREMENT))


def test_a_value_can_be_that_of_one_commune_that_is_a_party() -> None:
    of_belfaa = replace(RECORD, commune=BELFAA)
    measuring.when(of_belfaa).then(replace(RECORDED, commune=BELFAA))
    measuring.when(replace(RECORD, commune=KINTAMBO)).then_refused(NotAParty, party=str(KINTAMBO))


def test_a_measurement_is_recorded_once_and_then_corrected() -> None:
    recorded.when(replace(RECORD, value="63")).then_refused(MeasurementAlreadyRecorded)


def test_either_party_corrects_a_value_as_a_new_version_with_its_reason() -> None:
    after = recorded.when(CORRECT).then(CORRECTED)
    reported = after.state.reported(MEASUREMENT)
    assert (reported.version, reported.value, reported.slices) == (2, "63.1", ())


def test_a_value_that_was_not_measured_can_be_supplied_later() -> None:
    missing = MeasurementRecorded(
        report=REPORT,
        party=BELFAA,
        indicator=RECORDED.indicator,
        year=2023,
        unit="%",
        on=date(2024, 1, 15),
        not_measured="registre égaré",
    )
    measuring.given(missing).when(CORRECT).then(CORRECTED)


def test_a_correction_that_changes_nothing_is_none() -> None:
    recorded.when(replace(CORRECT, value=RECORDED.value, slices=RECORDED.slices)).then_nothing()


def test_a_withdrawn_value_is_no_longer_reported_and_not_corrected() -> None:
    after = recorded.when(WITHDRAW).then(WITHDRAWN)
    assert after.state.reported(MEASUREMENT) is None
    after.when(CORRECT).then_refused(MeasurementIsWithdrawn)


@pytest.mark.parametrize("command", [CORRECT, WITHDRAW])
def test_what_was_never_recorded_is_not_found(command: object) -> None:
    measuring.when(command).then_refused(NotFound)


@pytest.mark.parametrize(
    ("state", "refusal"),
    [(UNDER_REVIEW, ReportUnderReview), (LOCKED, ReportLocked)],
    ids=["under review", "locked"],
)
def test_the_figures_of_a_submitted_or_accepted_report_stand(
    state: object, refusal: type[Refusal]
) -> None:
    measuring.knowing(report=state).when(RECORD).then_refused(refusal, version=1)
    for command in (CORRECT, WITHDRAW):
        recorded.knowing(report=state).when(command).then_refused(refusal, version=1)


def test_a_report_that_nobody_expects_takes_no_value() -> None:
    measuring.knowing(report=NO_REPORT).when(RECORD).then_refused(ReportUnknown)


@pytest.mark.parametrize("command", [CORRECT, WITHDRAW])
def test_a_commune_that_is_no_party_changes_nothing(command: object) -> None:
    measuring.when(replace(RECORD, party=KINTAMBO)).then_refused(NotAParty)
    recorded.when(replace(command, party=KINTAMBO)).then_refused(NotAParty)  # type: ignore[type-var]


def test_a_made_up_value_has_no_place_in_the_report_on_a_real_plan() -> None:
    measuring.knowing(out_of_place=True).when(RECORD).then_refused(MadeUpFigure)
    recorded.knowing(out_of_place=True).when(CORRECT).then_refused(MadeUpFigure)


def test_a_measurement_is_not_dated_in_the_future() -> None:
    measuring.when(replace(RECORD, on=date(2024, 3, 3))).then_refused(DateInFuture)
