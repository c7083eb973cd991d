"""What the read model does not show yet is passed over, and holds nothing up."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
import pytest

from contracts import partnerships, planning, reporting
from gateway.read_model.book import HEARERS
from gateway.read_model.dossiers import Desk
from gateway.read_model.marks import Mark
from gateway.read_model.said import Said
from kernel.unions import members

SAMPLES = Path(__file__).parents[1] / "contracts" / "samples"
SHOWN = {event for hearer in HEARERS for event in getattr(hearer, "HEARS", ())}
NOT_SHOWN = [
    event
    for union in (partnerships.Event, planning.Event, reporting.Event)
    for event in members(union)
    if event not in SHOWN
]


@pytest.mark.parametrize("event", NOT_SHOWN, ids=lambda event: event.__name__)
def test_an_event_that_nothing_shows_asks_for_no_dossier_and_changes_none(event: Any) -> None:
    told = (SAMPLES / f"{event.wire_type}.json").read_bytes()
    said = Said(
        country="MA",
        service="partnerships",
        event=msgspec.json.decode(told, type=event),
        at=datetime(2026, 3, 2, tzinfo=UTC),
        id="1",
        type=event.wire_type,
        subject="",
        position=1,
        mark=Mark(),
    )
    desk = Desk({})
    for hearer in HEARERS:
        assert list(hearer.needs(said)) == []
        hearer.apply(desk, said)
    assert desk.changes == []
