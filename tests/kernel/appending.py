"""Words for tests of event stores: what is appended, in the shortest form."""

from uuid import UUID, uuid4

from kernel.store import NO_STREAM, Append, NewEvent, Stream, Write


def stream(category: str = "light") -> Stream:
    return Stream(category, uuid4())


def event(data: str = '{"watts":40}', schema_version: int = 1) -> NewEvent:
    return NewEvent(uuid4(), "BulbReplaced", schema_version, data, '{"actor":"account-1"}')


def write(to: Stream, expected: int = NO_STREAM, events: int = 1) -> Write:
    return Write(to, expected, [event() for _ in range(events)])


def append(*writes: Write, id_: UUID | None = None, fingerprint: bytes = b"asked") -> Append:
    return Append(id_ or uuid4(), fingerprint, writes)
