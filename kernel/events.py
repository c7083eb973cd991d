"""A stored event as readers see it: decoded, with what is known about how it came about."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any, Generic, TypeVar, cast
from uuid import UUID

import msgspec

from kernel.codec import EventCodec
from kernel.store import Recorded, Stream

Event_co = TypeVar("Event_co", covariant=True)


# Structs: catch-up makes two of these per event, and a dataclass costs three times as much.
# Nothing in them can refer back to them, so the garbage collector need not look (gc=False).


class Meta(msgspec.Struct, frozen=True, kw_only=True, gc=False):
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


_meta = msgspec.json.Decoder(Meta)


class Seen(msgspec.Struct, Generic[Event_co], frozen=True, gc=False):
    """`known` is `meta` as it is stored until someone asks for it."""

    position: int
    stream: Stream
    version: int
    id: UUID
    event: Event_co
    known: Meta | str
    recorded_at: datetime

    @property
    def meta(self) -> Meta:
        """How it came about; raises `msgspec.ValidationError` for what is no `Meta`.

        Decoded when first asked for: it has more parts than most events, and most readers of most
        events do not look at it.
        """
        if isinstance(self.known, str):
            msgspec.structs.force_setattr(self, "known", _meta.decode(self.known))
        return cast("Meta", self.known)


def encode_meta(meta: Meta) -> str:
    return msgspec.json.encode(meta).decode("utf-8")


class Readers(dict[tuple[str, str, int], Callable[[str], Any] | None]):
    """What decodes the data of events, by category, type and schema version.

    None for those of a category without codec. Raises what `EventCodec.reader` raises.
    """

    def __init__(self, codecs: Mapping[str, EventCodec[Any]]) -> None:
        super().__init__()
        self._codecs = codecs

    def __missing__(self, shape: tuple[str, str, int]) -> Callable[[str], Any] | None:
        category, type_, schema_version = shape
        codec = self._codecs.get(category)
        self[shape] = codec.reader(type_, schema_version) if codec else None
        return self[shape]


def decode(
    codecs: Mapping[str, EventCodec[Any]], recorded: Iterable[Recorded]
) -> Iterator[Seen[Any]]:
    """Decode events by their stream's category; those of a category without codec are left out.

    Raises what `EventCodec.decode` raises: a projection must not step over what it cannot read.
    """
    readers = Readers(codecs)
    for position, stream, version, id_, type_, schema_version, data, meta, recorded_at in recorded:
        read = readers[stream.category, type_, schema_version]
        if read is not None:
            yield Seen(position, stream, version, id_, read(data), meta, recorded_at)
