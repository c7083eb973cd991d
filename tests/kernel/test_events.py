from datetime import UTC, datetime
from uuid import uuid4

import msgspec
import pytest

from kernel.codec import UnknownEvent
from kernel.events import Meta, decode, encode_meta
from kernel.store import Recorded, Stream
from tests.kernel import light

META = Meta(
    command_id=uuid4(),
    actor="account-1",
    occurred_at=datetime(2026, 3, 1, tzinfo=UTC),
    correlation_id=uuid4(),
)
NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


def recorded(position: int, category: str, type_: str = "SwitchedOn") -> Recorded:
    stream = Stream(category, uuid4())
    return Recorded(position, stream, 1, uuid4(), type_, 1, "{}", encode_meta(META), NOW)


def test_events_of_a_category_that_nobody_reads_are_left_out() -> None:
    seen = decode({"light": light.codec}, [recorded(1, "light"), recorded(2, "door")])
    assert [(event.position, event.event) for event in seen] == [(1, light.SwitchedOn())]


def test_what_is_known_about_an_event_comes_back() -> None:
    row = recorded(7, "light")
    (seen,) = decode({"light": light.codec}, [row])
    assert (seen.stream, seen.version, seen.id, seen.recorded_at) == (row.stream, 1, row.id, NOW)
    assert seen.meta == META


def test_what_is_known_about_an_event_is_read_once_it_is_asked_for() -> None:
    row = recorded(7, "light")._replace(meta='{"actor": 5}')
    (seen,) = decode({"light": light.codec}, [row])
    assert seen.event == light.SwitchedOn()
    for _ in range(2):
        with pytest.raises(msgspec.ValidationError):
            _ = seen.meta


def test_what_is_known_about_an_event_is_read_once() -> None:
    (seen,) = decode({"light": light.codec}, [recorded(7, "light")])
    assert seen.meta is seen.meta


def test_an_event_that_cannot_be_read_is_not_stepped_over() -> None:
    with pytest.raises(UnknownEvent):
        list(decode({"light": light.codec}, [recorded(1, "light", "LightStolen")]))
