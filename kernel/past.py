"""The history of a stream as it once was: by version, by position, by moment."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple, TypeAlias

from kernel.store import EventStore, Recorded, Stream


class AtVersion(NamedTuple):
    """After this many events of the stream itself."""

    version: int


class AtPosition(NamedTuple):
    """When the whole store had come to this position: the same for every stream."""

    position: int


class AtMoment(NamedTuple):
    """What was recorded at that moment, not what was in force then."""

    moment: datetime


AsOf: TypeAlias = AtVersion | AtPosition | AtMoment


async def load_as_of(store: EventStore, stream: Stream, at: AsOf) -> Sequence[Recorded]:
    """Return the events that the stream had then, oldest first; replay gives its state.

    Of a later version, position or moment than there is, it is the stream as it now is.
    """
    match at:
        case AtVersion(version):
            return (await store.load(stream))[: max(0, version)]
        case AtPosition(position):
            return await store.load(stream, up_to=position)
        case AtMoment(moment):
            return await store.load(stream, up_to=await store.position_at(moment))
