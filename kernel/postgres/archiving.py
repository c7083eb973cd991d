"""Close for good what has come to its end, file by file, and write down who did.

A closed stream takes no command any more (`kernel.handling.Archived`). Its events stay where they
are: what views, seals and the past are made of does not change (docs/decisions/0023).
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Final, NamedTuple
from uuid import UUID

from kernel.postgres.pool import Connection, connect
from kernel.postgres.projections import Projection
from kernel.store import Stream

_STILL_OPEN: Final = """
SELECT file, category, stream_id FROM ({}) AS over
 WHERE EXISTS (SELECT FROM store.streams AS s WHERE version > 0
                AND (s.category, s.stream_id) = (over.category, over.stream_id))
 ORDER BY file, category, stream_id
"""
_LATE: Final = """
SELECT count(*) FROM store.events AS e
  JOIN unnest($1::text[], $2::uuid[]) AS f (category, stream_id)
 USING (category, stream_id) WHERE e.recorded_at >= $3
"""
_BEHIND: Final = """
SELECT name FROM unnest($1::text[], $2::int[]) AS view (name, version)
  LEFT JOIN store.checkpoints AS c ON c.projection = name AND c.version = view.version
   AND c.source = 'store'
 WHERE coalesce(c.position, 0) < store.position_at($3) ORDER BY name
"""
_ACTS: Final = """
SELECT act, file, category, count(*) AS streams, done_by, reason, done_at
  FROM store.archive_acts GROUP BY act, file, category, done_by, reason, done_at ORDER BY min(id)
"""


class ViewsBehind(RuntimeError):
    """Views do not show all that had happened: who would be closed by them may be open again."""


class File(NamedTuple):
    """Streams that come to their end together."""

    id: UUID
    streams: Sequence[Stream]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """What a service says is over.

    `query` is over its views: the `file`, and the `category` and `stream_id` of each stream in it.
    """

    query: str
    projections: Sequence[Projection]


class Archived(NamedTuple):
    """What is over and untouched, and how many streams of it were closed."""

    files: Sequence[File]
    closed: int

    @property
    def by_category(self) -> Mapping[str, int]:
        return Counter(stream.category for file in self.files for stream in file.streams)


class Act(NamedTuple):
    """What somebody did, and with how many streams of a category."""

    act: str
    file: UUID
    category: str
    streams: int
    done_by: str
    reason: str
    done_at: datetime


async def untouched(connection: Connection, ended: Ended, before: datetime) -> Sequence[File]:
    """Return the files that are over, not closed yet, and of whose streams none has changed since.

    Raises `ViewsBehind` when views do not know all that was recorded before the moment.
    """
    names = [projection.name for projection in ended.projections]
    versions = [projection.version for projection in ended.projections]
    if behind := await connection.fetch(_BEHIND, names, versions, before):
        raise ViewsBehind(", ".join(row["name"] for row in behind))
    rows = await connection.fetch(_STILL_OPEN.format(ended.query))
    files = [
        File(id_, [Stream(row["category"], row["stream_id"]) for row in several])
        for id_, several in groupby(rows, lambda row: row["file"])
    ]
    return [file for file in files if not await connection.fetchval(_LATE, *_of(file), before)]


async def archive(url: str, ended: Ended, before: datetime, by: str, reason: str) -> Archived:
    """Close what is over and untouched since a moment; each file whole or not at all.

    What changes meanwhile stays open. Raises `ViewsBehind`, and what the database raises; files
    that are closed by then stay so, and the next call goes on.
    """
    connection = await connect(url, name="archive")
    try:
        files, closed = await untouched(connection, ended, before), 0
        for file in files:
            call = "SELECT store.archive_file($1, $2, $3, $4, $5, $6)"
            closed += await connection.fetchval(call, file.id, *_of(file), before, by, reason)
        return Archived(files, closed)
    finally:
        await connection.close()


async def would_archive(url: str, ended: Ended, before: datetime) -> Archived:
    """Return what `archive` would close, and close nothing."""
    connection = await connect(url, name="archive")
    try:
        return Archived(await untouched(connection, ended, before), 0)
    finally:
        await connection.close()


async def open_again(url: str, file: UUID, by: str, reason: str) -> int:
    """Let the streams of a file take commands again; return how many were closed."""
    connection = await connect(url, name="archive")
    try:
        opened = "SELECT store.open_file_again($1, $2, $3)"
        return int(await connection.fetchval(opened, file, by, reason))
    finally:
        await connection.close()


async def acts(url: str) -> Sequence[Act]:
    """Return what was ever closed or opened again, the oldest first."""
    connection = await connect(url, name="archive")
    try:
        return [Act(*row) for row in await connection.fetch(_ACTS)]
    finally:
        await connection.close()


def _of(file: File) -> tuple[Sequence[str], Sequence[UUID]]:
    return [stream.category for stream in file.streams], [stream.id for stream in file.streams]
