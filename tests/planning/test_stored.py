from services.planning.domain import action_plan, strategic_plan
from tests.planning.stored import SAMPLES
from tests.samples import assert_stored_events_still_decode


def test_stored_events_still_decode() -> None:
    assert_stored_events_still_decode(strategic_plan.Event | action_plan.Event, SAMPLES)
