"""Which model does each programme give its documents, from which day on?"""

from collections.abc import Iterable
from datetime import date
from typing import Any, Final
from uuid import UUID

from asyncpg import Pool

from kernel.events import Seen
from kernel.postgres.projections import Projection
from kernel.postgres.rows import Key, Rows, Table
from kernel.postgres.views import MARKS, marks, plain, shown

TEMPLATES: Final = Table(
    "views.templates",
    ("id",),
    {
        "id": "uuid",
        "programme": "uuid NOT NULL",
        "document": "text NOT NULL",
        "adopted_on": "date NOT NULL",
        "title": "jsonb NOT NULL",
        "unofficial": "jsonb NOT NULL",
        "wording": "jsonb NOT NULL",
        "sources": "jsonb NOT NULL",
        **MARKS,
    },
)

SHOWN: Final = ", ".join(TEMPLATES.columns)


def touches(_seen: Seen[Any]) -> Iterable[Key]:
    return ()


def reduce(rows: Rows, seen: Seen[Any]) -> None:
    if seen.stream.category != "template":
        return
    adopted = seen.event
    rows.put(
        TEMPLATES,
        {
            "id": seen.stream.id,
            "programme": adopted.programme,
            "document": adopted.document.value,
            "adopted_on": adopted.adopted_on,
            "title": plain(adopted.wording.title),
            "unofficial": plain(adopted.wording.unofficial),
            "wording": plain(adopted.wording),
            "sources": plain(adopted.sources),
            **marks(seen, None),
        },
        seen.recorded_at,
    )


PROJECTION: Final = Projection("templates", 1, (TEMPLATES,), touches, reduce)


async def listed(
    pool: Pool,
    *,
    programme: UUID | None,
    document: str | None,
    after: UUID | None,
    limit: int,
) -> list[dict[str, Any]]:
    found = await pool.fetch(
        f"""
        SELECT {SHOWN} FROM views.templates
         WHERE ($1::uuid IS NULL OR programme = $1)
           AND ($2::text IS NULL OR document = $2)
           AND ($3::uuid IS NULL OR id > $3)
         ORDER BY id LIMIT $4
        """,  # noqa: S608 - columns of our own table
        programme,
        document,
        after,
        limit,
    )
    return shown(TEMPLATES, found)


async def one(pool: Pool, id_: UUID) -> dict[str, Any] | None:
    found = await pool.fetch(f"SELECT {SHOWN} FROM views.templates WHERE id = $1", id_)  # noqa: S608
    return next(iter(shown(TEMPLATES, found)), None)


async def holding(pool: Pool, programme: UUID, document: str, on: date) -> UUID | None:
    """Return the model that held on the day, else the first one that came after it."""
    found: UUID | None = await pool.fetchval(
        """
        SELECT id FROM views.templates
         WHERE programme = $1 AND document = $2
         ORDER BY adopted_on > $3, CASE WHEN adopted_on > $3 THEN adopted_on - $3
                                        ELSE $3 - adopted_on END, id LIMIT 1
        """,
        programme,
        document,
        on,
    )
    return found
