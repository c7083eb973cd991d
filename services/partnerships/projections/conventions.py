"""What does each specific convention say, who has signed it, and which plans are annexed?"""

from collections.abc import Iterable, Mapping
from typing import Any, Final
from uuid import UUID

from asyncpg import Pool

from kernel.events import Seen
from kernel.postgres.projections import Projection
from kernel.postgres.rows import Key, Rows, Table
from kernel.postgres.views import MARKS, is_known, marks, shown
from services.partnerships.projections.convention_changes import changed, derived
from services.partnerships.projections.ordering import NAMES_OF_PARTIES, ordered, place

CONVENTIONS: Final = Table(
    "views.conventions",
    ("id",),
    {
        "id": "uuid",
        "partnership": "uuid NOT NULL",
        "protocol": "uuid NOT NULL",
        "phase": "uuid NOT NULL",
        "country": "text NOT NULL",
        "parties": "uuid[] NOT NULL",
        "state": "text NOT NULL",
        "amendment": "text",
        "content_version": "integer NOT NULL",
        "content_hash": "text NOT NULL",
        "budget_lines": "jsonb NOT NULL",
        "terms": "jsonb",
        "drafted_by": "uuid NOT NULL",
        "drafted_on": "date NOT NULL",
        "drafted_at": "timestamptz NOT NULL",
        "reason": "text",
        "signatures": "jsonb NOT NULL",
        "awaiting": "uuid[] NOT NULL",
        "concluded": "jsonb",
        "annexed": "jsonb NOT NULL",
        "data_protection": "jsonb",
        "received": "jsonb NOT NULL",
        "advances": "jsonb NOT NULL",
        "missing": "jsonb NOT NULL",
        "closed_on": "date",
        **MARKS,
    },
)
"""What is on the table is version `content_version`, from `content_hash` to `awaiting`, who has
still to sign it; `concluded` is the version that holds. While another is signed `amendment` says
how far it has come. `advances` are those of the version that holds, each with how it arrived."""

SHOWN: Final = ", ".join(
    name for name in CONVENTIONS.columns if name not in {"received", "drafted_at"}
)


def touches(seen: Seen[Any]) -> Iterable[Key]:
    return [(CONVENTIONS, (seen.stream.id,))] if seen.stream.category == "convention" else ()


def reduce(rows: Rows, seen: Seen[Any]) -> None:
    if seen.stream.category != "convention":
        return
    row = rows.get(CONVENTIONS, seen.stream.id)
    if is_known(seen, row):
        return
    # Days are given by who records; the first to be recorded holds the place under the protocol.
    drafted_at = row["drafted_at"] if row else seen.recorded_at
    now = {**changed(row, seen.event), "drafted_at": drafted_at}
    rows.put(
        CONVENTIONS,
        {**now, "id": seen.stream.id, **derived(now), **marks(seen, row)},
        seen.recorded_at,
    )


ORDERS: Final[Mapping[str, str]] = {
    "id": "id",
    "title": NAMES_OF_PARTIES,
    "country": "country",
    "state": "state",
    "drafted_on": "drafted_on",
    "concluded_on": "coalesce(concluded ->> 'on', '')",
}
"""By what the list can be sorted; what has no such day comes first."""

PROJECTION: Final = Projection("conventions", 2, (CONVENTIONS,), touches, reduce)


async def listed(  # noqa: PLR0913 - one argument per filter
    pool: Pool,
    *,
    state: str | None,
    partnership: UUID | None,
    protocol: UUID | None,
    awaiting: UUID | None,
    sort: str = "id",
    after: tuple[Any, ...] | None,
    limit: int,
) -> list[dict[str, Any]]:
    """Return conventions; `awaiting` asks for those that this party has still to sign."""
    listing = f"""
        SELECT {SHOWN} FROM views.conventions
         WHERE ($1::text IS NULL OR state = $1)
           AND ($2::uuid IS NULL OR partnership = $2)
           AND ($3::uuid IS NULL OR protocol = $3)
           AND ($4::uuid IS NULL OR awaiting @> ARRAY[$4])
        """  # noqa: S608 - columns of our own table
    found = await pool.fetch(
        ordered(listing, sort, ORDERS, first=5),
        state,
        partnership,
        protocol,
        awaiting,
        *place(after),
        limit,
    )
    return shown(CONVENTIONS, found)


async def holder(pool: Pool, protocol: UUID) -> UUID | None:
    """Return the convention that was first recorded under the protocol and is not closed."""
    found: UUID | None = await pool.fetchval(
        "SELECT id FROM views.conventions WHERE protocol = $1 AND closed_on IS NULL"
        " ORDER BY drafted_at, id LIMIT 1",
        protocol,
    )
    return found


async def one(pool: Pool, id_: UUID) -> dict[str, Any] | None:
    found = await pool.fetch(f"SELECT {SHOWN} FROM views.conventions WHERE id = $1", id_)  # noqa: S608
    return next(iter(shown(CONVENTIONS, found)), None)
