"""Attributes of an event, read from headers that nobody may trust."""

from collections.abc import Mapping
from datetime import UTC, datetime
from functools import lru_cache
from operator import itemgetter
from typing import Annotated, Final, TypeAlias
from uuid import UUID

import msgspec

from kernel.kafka.topics import Source

Values: TypeAlias = Mapping[str, bytes | None]
"""The headers of a record, none of which is there twice."""

_MOST: Final = (1 << 63) - 1
_DIGITS, _UUID_TEXT = 20, 36
_Number: TypeAlias = Annotated[int, msgspec.Meta(ge=0, le=_MOST)]

_decode_uuid = msgspec.json.Decoder(UUID).decode
_decode_moment = msgspec.json.Decoder(datetime).decode


class Stated(msgspec.Struct, frozen=True, array_like=True, forbid_unknown_fields=True, gc=False):
    """What each event states of itself alone."""

    id: UUID
    subject: UUID
    correlationid: UUID
    time: datetime
    recordedtime: datetime
    position: _Number
    prevposition: _Number
    storeepoch: _Number
    sequence: _Number


_NAMES: Final = tuple(f"ce_{name}" for name in Stated.__struct_fields__)
_stated_in = itemgetter(*_NAMES)
_AS_JSON: Final = b'["%b","%b","%b","%b","%b",%b,%b,%b,%d]'
_decode = msgspec.json.Decoder(Stated).decode


def stated(headers: Values) -> Stated:
    """Return what the event states; raises `ValueError` that says what of it is amiss."""
    try:
        return _all_at_once(headers)
    except (KeyError, TypeError, ValueError, OverflowError):
        return _one_by_one(headers)


def _all_at_once(headers: Values) -> Stated:
    """Return what `_one_by_one` returns, in a third of its time; raise where that might differ.

    A value with a quote, a comma or a backslash in it leaves something that is no UUID, no moment
    or no number, or an array of another length.
    """
    id_, subject, cause, time, recorded, position, before, epoch, digits = _stated_in(headers)
    if len(id_) + len(subject) + len(cause) != 3 * _UUID_TEXT:
        raise ValueError  # without hyphens it is another text
    if len(digits) > _DIGITS or not b"".join((position, before, epoch, digits)).isdigit():
        raise ValueError  # JSON allows for spaces, signs and exponents
    values = (id_, subject, cause, time, recorded, position, before, epoch, int(digits))
    found = _decode(_AS_JSON % values)
    if found.time.tzinfo is not UTC or found.recordedtime.tzinfo is not UTC:
        raise ValueError  # yet to be converted
    return found


def _one_by_one(headers: Values) -> Stated:
    return Stated(
        id=uuid(headers, "ce_id"),
        subject=uuid(headers, "ce_subject"),
        correlationid=uuid(headers, "ce_correlationid"),
        time=_moment(headers, "ce_time"),
        recordedtime=_moment(headers, "ce_recordedtime"),
        position=number(headers, "ce_position"),
        prevposition=number(headers, "ce_prevposition"),
        storeepoch=number(headers, "ce_storeepoch"),
        sequence=number(headers, "ce_sequence"),
    )


def constant(source: Source) -> list[tuple[str, bytes]]:
    """Return the headers that all events of a source have alike."""
    return list(_constant(source))


@lru_cache(maxsize=1024)
def _constant(source: Source) -> tuple[tuple[str, bytes], ...]:
    return (
        ("content-type", b"application/json"),
        ("ce_specversion", b"1.0"),
        ("ce_source", source.path.encode()),
        ("ce_unit", source.unit.encode()),
    )


def check_constant(headers: Values, source: Source) -> None:
    """Raise `ValueError` unless the headers are those of the source's events."""
    for name, value in _constant(source):
        if headers.get(name) != value:
            expect(headers, name, value)


def expect(headers: Values, name: str, value: bytes) -> None:
    found = headers.get(name)
    if found is None:
        raise ValueError(f"{name} is missing")
    if found != value:
        raise ValueError(f"{name} is not {value.decode('utf-8', 'replace')!r:.80}")


def text(headers: Values, name: str) -> str | None:
    value = headers.get(name)
    try:
        return None if value is None else value.decode()
    except UnicodeDecodeError:
        raise ValueError(f"{name} is not UTF-8") from None


def number(headers: Values, name: str) -> int:
    digits = headers.get(name) or b""
    # `int` would also read signs, spaces and underscores.
    if not (digits.isdigit() and len(digits) <= _DIGITS):
        raise ValueError(f"{name} is missing or no number")
    found = int(digits)
    if found > _MOST:
        raise ValueError(f"{name} is out of range")
    return found


def uuid(headers: Values, name: str) -> UUID:
    value = headers.get(name) or b""
    try:
        if len(value) == _UUID_TEXT:
            return _decode_uuid(b'"%b"' % value)
    except ValueError:
        pass
    raise ValueError(f"{name} is missing or no UUID")


def _moment(headers: Values, name: str) -> datetime:
    try:
        moment = _decode_moment(b'"%b"' % (headers.get(name) or b""))
        if moment.tzinfo is not None:
            return moment if moment.tzinfo is UTC else moment.astimezone(UTC)
    except (ValueError, OverflowError):
        pass
    raise ValueError(f"{name} is missing or no moment")


def truth(headers: Values, name: str) -> bool:
    value = headers.get(name)
    if value not in {b"true", b"false"}:
        raise ValueError(f"{name} is missing or neither true nor false")
    return value == b"true"
