from services.partnerships.domain import (
    calendar_feed,
    commitment,
    commune,
    convention,
    country_programme,
    deliberation,
    document,
    partnership,
    programme,
    protocol,
    regional_group,
    role_holding,
    template,
    territorial_actor,
)
from tests.partnerships.stored import SAMPLES
from tests.samples import assert_stored_events_still_decode


def test_stored_events_still_decode() -> None:
    union = (
        commune.Event
        | programme.Event
        | country_programme.Event
        | partnership.Event
        | protocol.Event
        | convention.Event
        | territorial_actor.Event
        | regional_group.Event
        | commitment.Event
        | deliberation.Event
        | role_holding.Event
        | document.Event
        | template.Event
        | calendar_feed.Event
    )
    assert_stored_events_still_decode(union, SAMPLES)
