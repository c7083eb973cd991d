"""Turn a union of event classes into JSON and back, by class name and schema version."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final, Generic, NamedTuple, TypeAlias, TypeVar, cast

import msgspec

from kernel.unions import Union, members

Event = TypeVar("Event")

Upcaster: TypeAlias = Callable[[dict[str, Any]], dict[str, Any]]
"""Turns the JSON of version n into that of version n + 1. Pure, and never changed once released."""


class UnknownEvent(LookupError):
    """A stream holds an event this build has no class for."""


class NewerSchema(LookupError):
    """A stream holds an event written by a newer build than this one."""


class Encoded(NamedTuple):
    type: str
    schema_version: int
    data: str


_DECODERS: Final[dict[type[Any], msgspec.json.Decoder[Any]]] = {}


def _decoder(cls: type[Any]) -> msgspec.json.Decoder[Any]:
    """Return the one decoder of a class; forked processes share those made before."""
    if cls not in _DECODERS:
        _DECODERS[cls] = msgspec.json.Decoder(cls)
    return _DECODERS[cls]


class EventCodec(Generic[Event]):
    """JSON for the events of one union.

    An event's schema version is 1 + the number of upcasters its class has. A renamed class keeps
    its stored events readable through `formerly`, old name to new class. Fields this build does
    not know are ignored, so that an older build reads an additive change of a newer one.
    """

    def __init__(
        self,
        union: Union,
        *,
        upcasters: Mapping[type[Event], tuple[Upcaster, ...]] | None = None,
        formerly: Mapping[str, type[Event]] | None = None,
    ) -> None:
        classes: dict[str, type[Any]] = {member.__name__: member for member in members(union)}
        self._upcasters = dict(upcasters or {})
        self._classes: dict[str, type[Any]] = {**classes, **(formerly or {})}
        self._decoders = {
            name: (self._current(cls), _decoder(cls)) for name, cls in self._classes.items()
        }
        self._encoder = msgspec.json.Encoder()

    def _current(self, cls: type[Event]) -> int:
        return 1 + len(self._upcasters.get(cls, ()))

    def encode(self, event: Event) -> Encoded:
        cls = type(event)
        return Encoded(
            cls.__name__, self._current(cls), self._encoder.encode(event).decode("utf-8")
        )

    def shapes(self) -> Iterator[tuple[str, int]]:
        """Yield every type and schema version that can be read, former names included."""
        for name, (current, _) in self._decoders.items():
            yield from ((name, version) for version in range(1, current + 1))

    def knows(self, name: str) -> bool:
        return name in self._decoders

    def decode(self, name: str, schema_version: int, data: str | bytes) -> Event:
        """Return the event.

        Raises `UnknownEvent`, `NewerSchema`, or `msgspec.ValidationError` for data that the
        class refuses.
        """
        return self.reader(name, schema_version)(data)

    def reader(self, name: str, schema_version: int) -> Callable[[str | bytes], Event]:
        """Return what decodes this shape, for those who decode many of it; raises as `decode`."""
        known = self._decoders.get(name)
        if known is None:
            raise UnknownEvent(name)
        current, decoder = known
        if schema_version == current:
            return cast("Callable[[str | bytes], Event]", decoder.decode)
        if schema_version > current:
            raise NewerSchema(f"{name} v{schema_version}, this build knows v{current}")
        cls = self._classes[name]
        upcasters = self._upcasters[cls][schema_version - 1 :]

        def read(data: str | bytes) -> Event:
            raw = msgspec.json.decode(data)
            for upcast in upcasters:
                raw = upcast(raw)
            return cast("Event", msgspec.convert(raw, cls))

        return read
