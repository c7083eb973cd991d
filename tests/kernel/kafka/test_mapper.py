"""What of the store is published, without a broker."""

from typing import Any, NamedTuple
from uuid import UUID

import pytest

from kernel.events import Seen, encode_meta
from kernel.kafka.broker import Outgoing
from kernel.kafka.cloudevents import Envelope
from kernel.kafka.mapping import Mapper, Page
from kernel.kafka.topics import MAX_RECORD_BYTES, Source
from kernel.store import Recorded, Stream
from tests.kernel.kafka import toy
from tests.kernel.light import BulbReplaced, Event, SwitchedOn, codec

SWITCHED, FITTED = toy.LightSwitched.wire_type, toy.BulbFitted.wire_type


def stored(*events: Event | str) -> list[Recorded]:
    """Return events as the store gives them; a text is the name of one no build knows."""
    return [
        Recorded(
            position,
            Stream("light", UUID(int=position)),
            1,
            UUID(int=position),
            *((event, 1, "{}") if isinstance(event, str) else codec.encode(event)),
            encode_meta(toy.meta()),
            toy.NOON,
        )
        for position, event in enumerate(events, 1)
    ]


def mapper(since: dict[str, int], to_contract: Any = toy.switches_and_bulbs) -> Mapper:
    it = Mapper(Envelope(Source("ma", "light")), toy.CODECS, to_contract, 1)
    it.since = since
    return it


class Mapped(NamedTuple):
    page: Page
    records: list[Outgoing]

    @property
    def sent(self) -> list[int]:
        return [record.position for record in self.records]


def mapped(it: Mapper, events: list[Recorded], chain: dict[int, int] | None = None) -> Mapped:
    page = Page(0)
    records = [record for _, record in it.records(page, events, {} if chain is None else chain, 1)]
    return Mapped(page, records)


def test_private_events_are_scanned_and_not_sent() -> None:
    it = mapped(mapper({SWITCHED: 0}, toy.only_switches), stored(SwitchedOn(), BulbReplaced(40)))
    assert (it.sent, it.page.scanned) == ([1], 2)


def test_events_of_a_category_without_codec_stay_private() -> None:
    events = [event._replace(stream=Stream("heater", event.stream.id)) for event in stored("Hot")]
    assert mapped(mapper({}), events).page.scanned == 1


def test_a_type_published_for_the_first_time_stops_the_page_before_it() -> None:
    it = mapped(mapper({SWITCHED: 0}), stored(SwitchedOn(), BulbReplaced(40), SwitchedOn()))
    assert (it.sent, it.page.scanned, it.page.unlisted) == ([1], 1, FITTED)


def test_what_happened_before_a_type_was_published_stays_private() -> None:
    bulbs = stored(BulbReplaced(40), BulbReplaced(60), BulbReplaced(75))
    it = mapped(mapper({FITTED: 2}), bulbs)
    assert (it.sent, it.page.scanned) == ([3], 3)


def test_what_a_partition_has_already_is_left_out_and_the_chain_goes_on_from_there() -> None:
    chain = {0: 2}
    it = mapped(mapper({SWITCHED: 0}), stored(SwitchedOn(), SwitchedOn(), SwitchedOn()), chain)
    assert (it.sent, chain) == ([3], {0: 3})
    assert dict(it.records[0].headers)["ce_prevposition"] == b"2"


@pytest.mark.parametrize("fault", ["unknown event", "a bug", "too large"])
def test_an_event_that_cannot_be_published_stops_the_page_before_it(fault: str) -> None:
    def to_contract(seen: Seen[Any]) -> Any:
        if seen.position == 3 and fault == "a bug":
            raise ZeroDivisionError
        if seen.position == 2:
            return None
        note = "x" * MAX_RECORD_BYTES if seen.position == 3 and fault == "too large" else ""
        return toy.BulbFitted(light=seen.stream.id, watts=1, note=note)

    third: Event | str = "Exploded" if fault == "unknown event" else SwitchedOn()
    events = stored(SwitchedOn(), BulbReplaced(40), third, SwitchedOn())
    it = mapped(mapper({FITTED: 0}, to_contract), events)
    assert (it.sent, it.page.scanned) == ([1], 2)
    assert it.page.problem is not None
    assert it.page.problem.position == 3
