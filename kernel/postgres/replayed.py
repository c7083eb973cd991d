"""Check views against the events they were made of: reduce all again, in memory, and compare."""

from collections.abc import AsyncIterator, Mapping, Sequence
from typing import Any, Final, NamedTuple

import asyncpg

from kernel.codec import EventCodec
from kernel.events import Seen, decode
from kernel.postgres.pool import Connection, one_moment
from kernel.postgres.projections import Projection
from kernel.postgres.rows import Rows, differing
from kernel.postgres.store import READ, recorded

_PAGE: Final = 5000
_MARKS = "SELECT projection, version, position FROM store.checkpoints WHERE source = 'store'"


class _View(NamedTuple):
    projection: Projection
    mark: int
    rows: Rows


class Compared(NamedTuple):
    """How many events were reduced again, and each fault in one line."""

    events: int
    faults: Sequence[str]


async def compare_views(
    url: str, projections: Sequence[Projection], codecs: Mapping[str, EventCodec[Any]]
) -> Compared:
    """Compare every row with what the events up to its view's checkpoint say.

    It holds the views in memory meanwhile. Raises what the database raises.
    """
    async with one_moment(url, name="verify") as connection:
        views = await _applied(connection, projections)
        done = 0
        try:
            async for seen in _events(connection, codecs):
                for projection, mark, rows in views:
                    if seen.position <= mark:
                        rows.declare(projection.touches(seen))
                        projection.reduce(rows, seen)
                done = seen.position
        except (asyncpg.PostgresError, OSError):
            raise
        except Exception as error:  # noqa: BLE001 - whatever a changed event does to a reducer
            return Compared(done, [f"no view can be made again after {done}: {error!r}"])
        return Compared(done, await _faults(connection, views))


async def _applied(connection: Connection, projections: Sequence[Projection]) -> Sequence[_View]:
    marks = {(name, version): mark for name, version, mark in await connection.fetch(_MARKS)}
    return [
        _View(projection, marks[projection.name, projection.version], Rows())
        for projection in projections
        if (projection.name, projection.version) in marks
    ]


async def _events(
    connection: Connection, codecs: Mapping[str, EventCodec[Any]]
) -> AsyncIterator[Seen[Any]]:
    statement = await connection.prepare(READ)
    after = 0
    while page := recorded(await statement.fetch(after, _PAGE)):
        for seen in decode(codecs, page):
            yield seen
        after = page[-1].position


async def _faults(connection: Connection, views: Sequence[_View]) -> list[str]:
    return [
        f"{projection.name}, {table.name}: {fault}"
        for projection, _, rows in views
        for table in projection.tables
        for fault in await differing(connection, rows, table)
    ]
