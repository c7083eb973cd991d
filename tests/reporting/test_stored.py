from services.reporting.domain import expense, measurement, report
from tests.reporting.stored import SAMPLES
from tests.samples import assert_stored_events_still_decode


def test_stored_events_still_decode() -> None:
    union = report.Event | measurement.Event | expense.Event
    assert_stored_events_still_decode(union, SAMPLES)
