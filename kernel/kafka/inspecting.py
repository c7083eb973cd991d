"""Look at dead letters: the list, one with all its bytes, and what was done with them."""

from collections.abc import Mapping, Sequence
from typing import Any, Final, NamedTuple

import asyncpg

from kernel.kafka.dead_letters import Kept, Reader, headers_of
from kernel.kafka.topics import Source
from kernel.postgres.pool import Connection

OPEN: Final = ("parked", "blocked", "quarantined")
"""Statuses of what waits for a decision."""

_ROW = """
id, projection AS reader, version AS reader_version, source, stream_id AS stream, position, status,
error, attempts, parked_at, settled_at, settled_by, reason, headers
"""
_LIST = f"""
SELECT {_ROW} FROM store.dead_letters
 WHERE ($1::text[] IS NULL OR split_part(source, '.', 1) = ANY ($1)) AND status = ANY ($2)
   AND ($3::text IS NULL OR source = $3) AND ($4::text IS NULL OR stream_id = $4)
   AND ($5::bigint IS NULL OR id > $5)
 ORDER BY id LIMIT $6
"""  # noqa: S608 - our own columns
_ONE = f"""
SELECT {_ROW}, topic, partition, kafka_offset, epoch, key, event FROM store.dead_letters
 WHERE id = $2 AND ($1::text[] IS NULL OR split_part(source, '.', 1) = ANY ($1))
"""  # noqa: S608 - our own columns
_ACTS = """
SELECT id, act, done_at, done_by, reason, projection AS reader, version AS reader_version, source,
       letter, stream_id AS stream, position, replaced FROM store.dead_letter_acts
 WHERE ($1::text[] IS NULL OR split_part(source, '.', 1) = ANY ($1))
   AND ($2::bigint IS NULL OR letter = $2) AND ($3::bigint IS NULL OR id > $3)
 ORDER BY id LIMIT $4
"""


class Wanted(NamedTuple):
    """Which letters are looked for; `units` None: those of all."""

    units: Sequence[str] | None
    statuses: Sequence[str]
    source: str | None = None
    stream: str | None = None


class Shown(NamedTuple):
    """A letter: what is told of it, whose it is, and the record as it was read."""

    number: int
    told: Mapping[str, Any]
    reader: Reader
    source: Source
    stream: str | None
    kept: Kept


async def listed(
    pool: asyncpg.Pool, wanted: Wanted, after: int | None, limit: int
) -> list[Mapping[str, Any]]:
    """Return letters in the order in which they were put aside."""
    rows = await pool.fetch(_LIST, *wanted, after, limit)
    return [_told(row) for row in rows]


async def one(
    connection: asyncpg.Pool | Connection, units: Sequence[str] | None, letter: int
) -> Shown | None:
    row = await connection.fetchrow(_ONE, units, letter)
    if row is None:
        return None
    kept = Kept(
        row["topic"],
        row["partition"],
        row["kafka_offset"],
        row["key"],
        row["event"],
        headers_of(row["headers"]),
    )
    reader = Reader(row["reader"], row["reader_version"])
    return Shown(letter, _told(row), reader, Source.parse(row["source"]), row["stream"], kept)


async def acts(
    pool: asyncpg.Pool,
    units: Sequence[str] | None,
    letter: int | None,
    after: int | None,
    limit: int,
) -> list[Mapping[str, Any]]:
    """Return what was done with a letter, or with all of them, in its order."""
    rows = await pool.fetch(_ACTS, units, letter, after, limit)
    return [{**row, "replaced": readable(row["replaced"])} for row in rows]


def readable(value: bytes | None) -> str | None:
    """Return the bytes as text; those that are none are shown as escapes."""
    return None if value is None else value.decode("utf-8", "backslashreplace")


def _told(row: asyncpg.Record) -> dict[str, Any]:
    said = dict(headers_of(row["headers"]))
    hidden = {"headers", "topic", "partition", "kafka_offset", "epoch", "key", "event"}
    told = {name: value for name, value in row.items() if name not in hidden}
    return {**told, "type": readable(said.get("ce_type"))}
