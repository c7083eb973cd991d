"""What could not be applied, kept until someone decides: by stream, so that others go on."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, TypeAlias

from kernel.kafka import cloudevents
from kernel.kafka.breaker import WITHIN_SECONDS, Lately
from kernel.kafka.cloudevents import Garbage, Incoming
from kernel.kafka.topics import Source
from kernel.postgres.pool import Connection

KEPT_BYTES = 65_536
"""Of a quarantined record; an event that may be replayed is kept whole."""
KEPT_QUARANTINED = 1_000
"""Records per source: a flood fills no disk, further ones are only counted."""

RawHeaders: TypeAlias = Iterable[tuple[str, bytes | None]]
_Row: TypeAlias = tuple[Any, ...]


class Reader(NamedTuple):
    """One projection, or whatever else applies events, in one version of it."""

    name: str
    version: int


class Letter(NamedTuple):
    """An event that was not applied; `status` is `parked` or `blocked`."""

    event: Incoming
    status: str
    error: str
    attempts: int = 1


@dataclass(frozen=True, slots=True)
class Kept:
    """A record as it was read once."""

    topic: str
    partition: int
    offset: int
    key: bytes | None
    value: bytes | None
    headers: RawHeaders


_PARK = """
INSERT INTO store.dead_letters
  (projection, version, source, topic, partition, kafka_offset, epoch, position, stream_id,
   stream_version, key, event, headers, status, error, attempts)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)
ON CONFLICT DO NOTHING
"""
_QUARANTINE = """
INSERT INTO store.dead_letters
  (projection, version, source, topic, partition, kafka_offset, key, event, headers, status, error)
SELECT $1, $2, $3, $4, $5, $6, $7, $8, $9, 'quarantined', $10
 WHERE (SELECT count(*) FROM store.dead_letters
         WHERE projection = $1 AND version = $2 AND source = $3 AND status = 'quarantined') < $11
ON CONFLICT DO NOTHING
"""
_BLOCKED = """
SELECT DISTINCT stream_id FROM store.dead_letters
 WHERE projection = $1 AND version = $2 AND source = $3 AND stream_id = ANY ($4)
   AND status IN ('parked', 'blocked')
"""
_LATELY = """
SELECT extract(epoch FROM clock_timestamp() - parked_at)::float8, position FROM store.dead_letters
 WHERE projection = $1 AND version = $2 AND source = $3 AND partition = $4 AND status = 'parked'
   AND parked_at > clock_timestamp() - make_interval(secs => $5)
"""
_OPEN = """
SELECT id, topic, partition, kafka_offset, key, event, headers FROM store.dead_letters
 WHERE projection = $1 AND version = $2 AND source = $3 AND stream_id = $4
   AND status IN ('parked', 'blocked')
 ORDER BY epoch, position FOR UPDATE
"""
_OUTDATED = """
UPDATE store.dead_letters
   SET status = 'discarded', settled_at = clock_timestamp(), reason = 'the source was rewound'
 WHERE projection = $1 AND version = $2 AND source = $3 AND status IN ('parked', 'blocked')
"""


async def park(connection: Connection, reader: Reader, letters: Iterable[Letter]) -> None:
    rows: list[_Row] = [
        (
            *reader,
            str(letter.event.source),
            letter.event.topic,
            letter.event.partition,
            letter.event.offset,
            letter.event.storeepoch,
            letter.event.position,
            str(letter.event.subject),
            letter.event.sequence,
            letter.event.key,
            letter.event.data,
            _headers(letter.event.headers),
            letter.status,
            text(letter.error),
            letter.attempts,
        )
        for letter in letters
    ]
    await connection.executemany(_PARK, rows)


async def quarantine(
    connection: Connection, reader: Reader, source: Source, garbage: Sequence[Garbage]
) -> None:
    """Keep the beginning of records that are no events; they hold up nothing."""
    rows: list[_Row] = [
        (
            *reader,
            str(source),
            record.topic,
            record.partition,
            record.offset,
            record.key and record.key[:KEPT_BYTES],
            record.value and record.value[:KEPT_BYTES],
            _headers(record.headers, KEPT_BYTES),
            text(reason),
            KEPT_QUARANTINED,
        )
        for record, reason in garbage[:KEPT_QUARANTINED]
    ]
    await connection.executemany(_QUARANTINE, rows)


async def blocked(
    connection: Connection, reader: Reader, source: Source, events: Sequence[Incoming]
) -> set[str]:
    """Return the streams of these events that wait behind a parked one."""
    streams = list({cloudevents.text(event.subject).decode() for event in events})
    rows = await connection.fetch(_BLOCKED, *reader, str(source), streams)
    return {row["stream_id"] for row in rows}


async def lately(
    connection: Connection, reader: Reader, source: Source, partition: int
) -> list[Lately]:
    """Return what was parked of a partition within the breaker's time and nobody has settled."""
    rows = await connection.fetch(_LATELY, *reader, str(source), partition, WITHIN_SECONDS)
    return [Lately(*row) for row in rows]


async def waiting(
    connection: Connection, reader: Reader, source: Source, stream: str
) -> list[tuple[int, Kept]]:
    """Return a stream's open letters in order, locked, each with its number."""
    rows = await connection.fetch(_OPEN, *reader, str(source), stream)
    return [
        (
            row["id"],
            Kept(
                row["topic"],
                row["partition"],
                row["kafka_offset"],
                row["key"],
                row["event"],
                headers_of(row["headers"]),
            ),
        )
        for row in rows
    ]


async def outdate(connection: Connection, reader: Reader, source: Source) -> None:
    """Discard all of a source whose store was rewound; its history arrives anew."""
    await connection.execute(_OUTDATED, *reader, str(source))


def _headers(headers: RawHeaders, limit: int | None = None) -> str:
    """Return JSON that keeps every byte: each becomes the character of its number."""
    pairs = [(name, value and value.decode("latin-1")) for name, value in headers]
    text = json.dumps(pairs)
    return text if limit is None or len(text) <= limit else "[]"


def headers_of(stored: str) -> list[tuple[str, bytes | None]]:
    """Return the headers as the record had them."""
    pairs = json.loads(stored)
    return [(name, None if value is None else value.encode("latin-1")) for name, value in pairs]


def text(error: str) -> str:
    """Return what of an error can be kept."""
    return error.replace("\0", "\ufffd")[:2000]
