"""Which documents have been deposited, of what kind and size?"""

from collections.abc import Iterable
from typing import Any, Final

from asyncpg import Pool

from kernel.events import Seen
from kernel.postgres.projections import Projection
from kernel.postgres.rows import Key, Rows, Table
from kernel.postgres.views import MARKS, is_known, marks, shown
from services.partnerships.domain.document.events import DocumentDeposited

DOCUMENTS: Final = Table(
    "views.documents",
    ("id",),
    {
        "id": "uuid",
        "sha256": "text NOT NULL",
        "media_type": "text NOT NULL",
        "size": "bigint NOT NULL",
        "title": "text NOT NULL",
        "deposited_by": "text",
        "deposited_at": "timestamptz NOT NULL",
        **MARKS,
    },
)
"""`deposited_by` is the organisation whose account deposited it, never a person."""

SHOWN: Final = ", ".join(DOCUMENTS.columns)


def touches(seen: Seen[Any]) -> Iterable[Key]:
    return [(DOCUMENTS, (seen.stream.id,))] if seen.stream.category == "document" else ()


def reduce(rows: Rows, seen: Seen[Any]) -> None:
    if seen.stream.category != "document":
        return
    row = rows.get(DOCUMENTS, seen.stream.id)
    if is_known(seen, row):
        return
    match seen.event:
        case DocumentDeposited() as event:
            changed: dict[str, Any] = {
                "id": seen.stream.id,
                "sha256": event.sha256,
                "media_type": event.media_type.value,
                "size": event.size,
                "title": event.title,
                "deposited_by": seen.meta.organisation,
                "deposited_at": seen.recorded_at,
            }
        case described:
            assert row is not None  # noqa: S101 - a document is deposited first
            changed = {**row, "title": described.title}
    rows.put(DOCUMENTS, {**changed, **marks(seen, row)}, seen.recorded_at)


PROJECTION: Final = Projection("documents", 1, (DOCUMENTS,), touches, reduce)


async def listed(
    pool: Pool, *, media_type: str | None, after: str | None, limit: int
) -> list[dict[str, Any]]:
    found = await pool.fetch(
        f"""
        SELECT {SHOWN} FROM views.documents
         WHERE ($1::text IS NULL OR media_type = $1)
           AND ($2::text IS NULL OR sha256 > $2)
         ORDER BY sha256 LIMIT $3
        """,  # noqa: S608 - columns of our own table
        media_type,
        after,
        limit,
    )
    return shown(DOCUMENTS, found)


async def one(pool: Pool, sha256: str) -> dict[str, Any] | None:
    found = await pool.fetch(f"SELECT {SHOWN} FROM views.documents WHERE sha256 = $1", sha256)  # noqa: S608
    return next(iter(shown(DOCUMENTS, found)), None)
