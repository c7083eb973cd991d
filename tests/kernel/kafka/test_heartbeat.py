"""Heartbeats: read as they were written, and nothing else is taken for one."""

from datetime import UTC, datetime

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kernel.kafka.cloudevents import Garbage
from kernel.kafka.dead_letters import Kept
from kernel.kafka.heartbeat import Heartbeat, encode, parse
from kernel.kafka.topics import Source

SOURCE = Source("ma", "light")
BEAT = Heartbeat(
    unit="ma",
    service="light",
    scanned=12,
    published=10,
    storeepoch=1,
    at=datetime(2026, 3, 1, tzinfo=UTC),
    lag=3,
)


def record(value: bytes | None, key: bytes = b"ma.light") -> Kept:
    return Kept(SOURCE.status, 0, 0, key, value, ())


def test_it_is_read_as_it_was_written() -> None:
    assert parse(record(encode(BEAT)), SOURCE) == BEAT


@pytest.mark.parametrize(
    "change",
    [
        {"unit": "bj"},
        {"service": "heating"},
        {"scanned": -1},
        {"published": 1 << 63},
        {"at": datetime(2026, 3, 1)},  # noqa: DTZ001 - that is what is wrong with it
    ],
)
def test_one_that_cannot_be_so_is_garbage(change: dict[str, object]) -> None:
    changed = msgspec.structs.replace(BEAT, **change)
    assert isinstance(parse(record(encode(changed)), SOURCE), Garbage)


def test_one_under_another_key_is_garbage() -> None:
    assert isinstance(parse(record(encode(BEAT), b"bj.light"), SOURCE), Garbage)


@given(st.none() | st.binary(max_size=200))
def test_no_bytes_at_all_make_it_fail(value: bytes | None) -> None:
    assert isinstance(parse(record(value), SOURCE), Garbage)
