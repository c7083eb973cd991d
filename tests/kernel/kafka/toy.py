"""The light of `tests.kernel.light`: being switched is told to the world, its bulbs are not."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, ClassVar, TypeAlias
from uuid import UUID, uuid4

from uuid_utils.compat import uuid7

from kernel.codec import EventCodec
from kernel.events import Meta, Seen, encode_meta
from kernel.store import ANY_VERSION, Append, EventStore, NewEvent, Stream, Write
from tests.kernel.light import BulbReplaced, Event, SwitchedOff, SwitchedOn, codec

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
CODECS: Mapping[str, EventCodec[Any]] = {"light": codec}


@dataclass(frozen=True, slots=True, kw_only=True)
class LightSwitched:
    wire_type: ClassVar[str] = "toy.light.Switched.v1"

    light: UUID
    on: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class BulbFitted:
    wire_type: ClassVar[str] = "toy.light.BulbFitted.v1"

    light: UUID
    watts: int
    note: str = ""


Contract: TypeAlias = LightSwitched | BulbFitted


def only_switches(seen: Seen[Any]) -> LightSwitched | None:
    match seen.event:
        case SwitchedOn() | SwitchedOff():
            return LightSwitched(light=seen.stream.id, on=isinstance(seen.event, SwitchedOn))
        case _:
            return None


def switches_and_bulbs(seen: Seen[Any]) -> Contract | None:
    match seen.event:
        case BulbReplaced(watts):
            return BulbFitted(light=seen.stream.id, watts=watts)
        case _:
            return only_switches(seen)


def meta(**more: Any) -> Meta:
    known = {"command_id": uuid4(), "actor": "account-1", "occurred_at": NOON}
    return Meta(**{**known, "correlation_id": uuid4(), **more})


def new(event: Event, about: Meta | None = None) -> NewEvent:
    return NewEvent(uuid7(), *codec.encode(event), encode_meta(about or meta()))


async def append(store: EventStore, light: UUID, *events: Event) -> int:
    """Append and return the last position."""
    write = Write(Stream("light", light), ANY_VERSION, [new(event) for event in events])
    outcome = await store.append(Append(uuid4(), b"", [write]))
    assert outcome.last_position is not None
    return outcome.last_position


async def switch(store: EventStore, lights: int, times: int) -> int:
    """Switch each of some new lights on several times; return the last position."""
    last = 0
    for _ in range(lights):
        last = await append(store, uuid4(), *[SwitchedOn() for _ in range(times)])
    return last
