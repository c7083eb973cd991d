"""The port of the event store: what is appended, what is read, and what is promised.

Promises (one contract suite holds every implementation to them):
- an append is all or nothing across the streams it writes, and durable when it returns;
- positions are dense from 1 and in commit order: a reader of `position > cursor` misses nothing;
- versions of a stream are 1, 2, 3, … without a gap;
- `recorded_at` never decreases with the position;
- a command id has an effect once: repeated with the same fingerprint it is a `duplicate` with
  the positions of the first time, with another one it is `key_reused`.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Literal, NamedTuple, Protocol, TypeAlias
from uuid import UUID

ANY_VERSION = -1
NO_STREAM = 0
MAX_EVENT_BYTES = 1 << 20
"""Of one event's data, in bytes of JSON; larger things are referenced, not stored (claim check)."""

Status: TypeAlias = Literal["ok", "duplicate", "key_reused", "conflict", "archived"]


class Stream(NamedTuple):
    category: str
    id: UUID


class NewEvent(NamedTuple):
    id: UUID
    type: str
    schema_version: int
    data: str  # JSON text, kept byte for byte
    meta: str


class Write(NamedTuple):
    """`expected`: `ANY_VERSION`, `NO_STREAM`, or the exact version the decision was made on.

    Without events it only checks the version, so that a rule over another stream holds.
    """

    stream: Stream
    expected: int
    events: Sequence[NewEvent] = ()


class Append(NamedTuple):
    """What one command does: no stream twice. One without any event leaves no receipt."""

    command_id: UUID
    fingerprint: bytes
    writes: Sequence[Write]


class Outcome(NamedTuple):
    """`versions` has one entry per write: the stream's version after it, or its present one."""

    status: Status
    first_position: int | None
    last_position: int | None
    versions: Sequence[int]


class Receipt(NamedTuple):
    fingerprint: bytes
    first_position: int
    last_position: int


class Recorded(NamedTuple):
    position: int
    stream: Stream
    version: int
    id: UUID
    type: str
    schema_version: int
    data: str
    meta: str
    recorded_at: datetime


def refuse_unstorable(append: Append) -> None:
    """Raise `ValueError` for what no store takes, before anything else is looked at."""
    writes = len(append.writes)
    if writes > 1 and len({write.stream for write in append.writes}) < writes:
        raise ValueError("one command writes a stream once")
    for write in append.writes:
        for event in write.events:
            # A character is 1 to 4 bytes: most texts need not be encoded to be weighed.
            if 4 * len(event.data) > MAX_EVENT_BYTES < len(event.data.encode()):
                raise ValueError(f"{event.type} is larger than {MAX_EVENT_BYTES} bytes")


class EventStore(Protocol):
    @property
    def epoch(self) -> int:
        """Grows by one each time the store's past was rewound, as by a restore from a backup."""

    async def append(self, append: Append) -> Outcome:
        """Append all or none.

        Raises `Overloaded` when too much waits, `OutcomeUnknown` when the connection broke for
        good around the commit, `ValueError` for an event over `MAX_EVENT_BYTES` and for a stream
        that is named twice.
        """

    async def archive(self, stream: Stream) -> None:
        """Close the stream: it can be read, never again written. Raises `LookupError`."""

    async def load(
        self, stream: Stream, after: int = 0, up_to: int | None = None
    ) -> Sequence[Recorded]:
        """Return the stream's events of a version above `after`, oldest first.

        With `up_to` only those recorded up to that position: the stream as it was then.
        """

    async def read(self, after: int, limit: int) -> Sequence[Recorded]:
        """Return at most `limit` events of a position above `after`, in order."""

    async def receipt(self, command_id: UUID) -> Receipt | None:
        """Return what an earlier append under this id left behind."""

    async def head(self) -> int:
        """Return the last position, 0 for an empty store."""

    async def position_at(self, moment: datetime) -> int:
        """Return the last position recorded at or before the moment."""

    async def wait_beyond(self, position: int, timeout: float) -> None:  # noqa: ASYNC109
        """Return when something after the position may be there, or after `timeout` seconds."""
