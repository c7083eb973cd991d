"""Check views against the events they were made of: reduce all again, in memory, and compare."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from kernel.codec import EventCodec
from kernel.events import decode
from kernel.postgres.pool import Connection
from kernel.postgres.projections import Projection
from kernel.postgres.rows import Rows, differing
from kernel.postgres.store import READ, recorded

_PAGE: Final = 5000
_MARKS = "SELECT projection, version, position FROM store.checkpoints WHERE source = 'store'"


async def wrong_rows(
    connection: Connection,
    projections: Sequence[Projection],
    codecs: Mapping[str, EventCodec[Any]],
) -> list[str]:
    """Return which rows of the views are not what the events up to their checkpoints say.

    Call it in a transaction that sees one moment. It holds the views in memory meanwhile. Raises
    what decoding and reducing raise.
    """
    marks = {
        (name, version): position for name, version, position in await connection.fetch(_MARKS)
    }
    views = [
        (projection, marks[projection.name, projection.version], Rows())
        for projection in projections
        if (projection.name, projection.version) in marks
    ]
    statement = await connection.prepare(READ)
    after = 0
    while page := recorded(await statement.fetch(after, _PAGE)):
        for seen in decode(codecs, page):
            for projection, mark, rows in views:
                if seen.position <= mark:
                    rows.declare(projection.touches(seen))
                    projection.reduce(rows, seen)
        after = page[-1].position
    return [
        f"{projection.name} {table.name} {fault}"
        for projection, _, rows in views
        for table in projection.tables
        for fault in await differing(connection, rows, table)
    ]
