"""Whatever a library raises on bytes that it can make nothing of is one kind of failure."""

from contextlib import suppress
from gzip import BadGzipFile

import pytest
from aiokafka.errors import CorruptRecordException, KafkaConnectionError, KafkaError
from cramjam import DecompressionError

from kernel.kafka.broker import decoded
from kernel.kafka.garbled import Garbled, understood
from tests.kernel.kafka.publishing import FLIPPED, GOOD, batch_of


@pytest.mark.parametrize(
    "error",
    [
        BadGzipFile("Not a gzipped file"),
        CorruptRecordException("Invalid CRC"),
        DecompressionError("lz4: ERROR_blockChecksum_invalid"),
        KeyError("a partition that nobody asked for"),
        UnicodeDecodeError("utf-8", b"\xff", 0, 1, "invalid start byte"),
        ValueError("not enough values to unpack"),
    ],
    ids=lambda error: type(error).__name__,
)
def test_bytes_that_nothing_can_be_made_of_are_garbled(error: Exception) -> None:
    with pytest.raises(Garbled) as raised, understood():
        raise error
    assert raised.value.__cause__ is error
    assert repr(error) in str(raised.value)


@pytest.mark.parametrize("error", [KafkaConnectionError(), TimeoutError(), ConnectionResetError()])
def test_a_broker_that_is_away_stays_what_it_is(error: Exception) -> None:
    with pytest.raises(type(error)) as raised, understood():
        raise error
    assert not isinstance(raised.value, Garbled)


def test_who_handles_what_the_library_raises_handles_what_is_garbled() -> None:
    with suppress(KafkaError), understood():
        raise IndexError


def test_records_whose_bits_were_flipped_on_their_way_are_not_taken_for_what_was_written() -> None:
    assert [record.key for record in decoded(batch_of(GOOD), range(3))] == [b"key"] * 3
    assert [record.key for record in batch_of(FLIPPED)] == [b"kez"] * 3  # it can be read
    with pytest.raises(Garbled):
        decoded(batch_of(FLIPPED), range(3))
