"""The envelope: what the CloudEvents SDK reads in it, and what nobody should trust."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

import pytest
from cloudevents.core.bindings.kafka import KafkaMessage, from_binary_event
from hypothesis import given
from hypothesis import strategies as st

from kernel.kafka.cloudevents import MAX_PROVENANCE, Envelope, Garbage, Headers, Incoming, parse
from kernel.kafka.dead_letters import Kept
from kernel.kafka.topics import MAX_RECORD_BYTES, Source
from tests.kernel.kafka.publishing import SWITCHED, seen

LIGHT = UUID("018f4d2e-7a10-7c3b-9e55-0123456789ab")
SOURCE = Source("ma", "light")
ENVELOPE = Envelope(SOURCE, "https://example.test/schemas/{type}.schema.json")
TRACE = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"


def record(headers: Headers, value: bytes | None = b"{}", key: bytes | None = None) -> Kept:
    return Kept(SOURCE.events, 0, 7, str(LIGHT).encode() if key is None else key, value, headers)


def headers(**meta: Any) -> Headers:
    return ENVELOPE.headers(seen(42, LIGHT, **meta), SWITCHED, 40, 3)


def test_the_sdk_reads_every_attribute() -> None:
    cause = uuid4()
    written = headers(causation_id=cause, traceparent=TRACE, demonstration=True)
    message = KafkaMessage(dict(written), str(LIGHT).encode(), b'{"on":true}')
    event = from_binary_event(message)
    assert event.get_specversion() == "1.0"
    assert event.get_type() == SWITCHED
    assert event.get_source() == "/units/ma/light"
    assert event.get_subject() == str(LIGHT)
    assert event.get_time() == datetime(2026, 3, 1, 12, tzinfo=UTC)
    assert event.get_datacontenttype() == "application/json"
    assert event.get_dataschema() == f"https://example.test/schemas/{SWITCHED}.schema.json"
    assert event.get_data() == {"on": True}
    expected = {
        "partitionkey": str(LIGHT),
        "sequence": "00000000000000000042",
        "position": "42",
        "prevposition": "40",
        "storeepoch": "3",
        "unit": "ma",
        "demonstration": "true",
        "causationid": str(cause),
        "traceparent": TRACE,
    }
    assert {name: event.get_extension(name) for name in expected} == expected


def test_what_is_written_is_read() -> None:
    written = headers(traceparent=TRACE, demonstration=True, provenance="press report")
    read = parse(record(written, b'{"on":true}'), SOURCE)
    assert isinstance(read, Incoming)
    assert (read.unit, read.service, read.type) == ("ma", "light", SWITCHED)
    assert (read.position, read.prevposition, read.storeepoch, read.sequence) == (42, 40, 3, 42)
    assert (read.subject, read.offset, read.data) == (LIGHT, 7, b'{"on":true}')
    assert (read.demonstration, read.provenance, read.traceparent) == (True, "press report", TRACE)
    assert (read.causationid, read.recordedtime) == (None, datetime(2026, 3, 1, 12, tzinfo=UTC))


@given(st.text(max_size=3 * MAX_PROVENANCE))
def test_a_provenance_of_any_length_and_content_can_be_read_again(text: str) -> None:
    assert isinstance(parse(record(headers(provenance=text)), SOURCE), Incoming)


NEEDED = sorted({name for name, _ in headers()} - {"ce_dataschema"})


@pytest.mark.parametrize("name", NEEDED)
def test_without_an_attribute_it_is_garbage_that_says_which(name: str) -> None:
    found = parse(record([pair for pair in headers() if pair[0] != name]), SOURCE)
    assert isinstance(found, Garbage)
    assert name in found.reason


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("ce_unit", b"bj"),
        ("ce_source", b"/units/bj/light"),
        ("ce_source", b"/units/ma/heating"),
        ("ce_specversion", b"0.3"),
        ("ce_partitionkey", b"another"),
        ("ce_type", b"Switched"),
        ("ce_type", b"toy.light.Switched.v0"),
        ("ce_type", b"toy.light.\x00.v1"),
        ("ce_position", b"0"),
        ("ce_position", b" 42"),
        ("ce_position", b"4_2"),
        ("ce_position", b"42.0"),
        ("ce_position", b"99999999999999999999"),
        ("ce_position", "٤٢".encode()),
        ("ce_prevposition", b"42"),
        ("ce_storeepoch", b"one"),
        ("ce_id", b"{018f4d2e-7a10-7c3b-9e55-0123456789}"),
        ("ce_subject", b"18"),
        ("ce_time", b"2026-03-01T12:00:00"),
        ("ce_recordedtime", b"9999-12-31T23:59:59-23:59"),
        ("ce_demonstration", b"True"),
        ("ce_correlationid", b"\xff\xff"),
    ],
)
def test_an_attribute_that_cannot_be_so_makes_it_garbage(name: str, value: bytes) -> None:
    changed = [(key, value if key == name else old) for key, old in headers()]
    assert isinstance(parse(record(changed), SOURCE), Garbage)


def test_a_second_value_of_an_attribute_makes_it_garbage() -> None:
    found = parse(record([*headers(), ("ce_unit", b"ma")]), SOURCE)
    assert isinstance(found, Garbage)
    assert found.reason == "ce_unit is there twice"


def test_no_data_or_too_much_of_it_makes_it_garbage() -> None:
    assert isinstance(parse(record(headers(), None), SOURCE), Garbage)
    assert isinstance(parse(record(headers(), b" " * MAX_RECORD_BYTES), SOURCE), Garbage)


any_headers = st.lists(
    st.tuples(
        st.sampled_from([*NEEDED, "ce_causationid", "other"]), st.none() | st.binary(max_size=40)
    )
)


@given(any_headers, st.none() | st.binary(max_size=40), st.none() | st.binary(max_size=40))
def test_no_bytes_at_all_make_it_fail(
    some: list[tuple[str, bytes | None]], key: bytes | None, value: bytes | None
) -> None:
    mixed = {**dict(headers()), **dict(some)}
    for candidate in (some, list(mixed.items())):
        found = parse(Kept(SOURCE.events, 0, 0, key, value, candidate), SOURCE)
        assert isinstance(found, Incoming | Garbage)
