"""A stored event as readers see it: decoded, with what is known about how it came about."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar
from uuid import UUID

import msgspec

from kernel.codec import EventCodec
from kernel.store import Recorded, Stream

Event_co = TypeVar("Event_co", covariant=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Meta:
    """How an event came about. References only: no name, mail or phone of a person.

    `occurred_at` is the moment the command was handled; `demonstration` marks what was made up
    to show the platform, `provenance` says where a statement that is not official comes from.
    """

    command_id: UUID
    actor: str
    organisation: str | None = None
    roles: tuple[str, ...] = ()
    occurred_at: datetime
    correlation_id: UUID
    causation_id: UUID | None = None
    traceparent: str | None = None
    demonstration: bool = False
    provenance: str | None = None


@dataclass(frozen=True, slots=True)
class Seen(Generic[Event_co]):
    position: int
    stream: Stream
    version: int
    id: UUID
    event: Event_co
    meta: Meta
    recorded_at: datetime


_meta = msgspec.json.Decoder(Meta)


def encode_meta(meta: Meta) -> str:
    return msgspec.json.encode(meta).decode("utf-8")


def decode(
    codecs: Mapping[str, EventCodec[Any]], recorded: Iterable[Recorded]
) -> Iterator[Seen[Any]]:
    """Decode events by their stream's category; those of a category without codec are left out.

    Raises what `EventCodec.decode` raises: a projection must not step over what it cannot read.
    """
    for row in recorded:
        codec = codecs.get(row.stream.category)
        if codec is None:
            continue
        yield Seen(
            row.position,
            row.stream,
            row.version,
            row.id,
            codec.decode(row.type, row.schema_version, row.data),
            _meta.decode(row.meta),
            row.recorded_at,
        )
