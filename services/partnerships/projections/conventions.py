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
        "abandoned": "jsonb",
    },
)
"""What is on the table is version `content_version`, from `content_hash` to `awaiting`, who has
still to sign it; `concluded` is the version that holds. While another is signed `amendment` says
how far it has come. `advances` are those of the version that holds, each with how it arrived.
`abandoned` is who gave the convention up before all had signed, when, why, and whose signatures
fell by that."""

_OPEN_ONLY: Final = {
    "awaiting": "CASE WHEN h.by IS NULL THEN c.awaiting ELSE '{}' END AS awaiting",
    "missing": "CASE WHEN h.by IS NULL THEN c.missing ELSE '[]' END AS missing",
}
"""Nobody has anything left to do where nothing can come of it."""
SHOWN: Final = ", ".join(
    name for name in CONVENTIONS.columns if name not in {"received", "drafted_at"}
)
_COLUMNS: Final = ", ".join(_OPEN_ONLY.get(name, f"c.{name}") for name in SHOWN.split(", "))
SELECT: Final = f"""
SELECT {_COLUMNS}, h.by AS hindered_by, h.since AS hindered_since, h.reason AS hindered_reason
  FROM views.conventions AS c LEFT JOIN LATERAL (
       SELECT 'partnership-terminated' AS by, p.state_since AS since, p.reason
         FROM views.partnerships AS p WHERE p.id = c.partnership AND p.state = 'terminated'
       UNION ALL
       SELECT 'protocol-' || t.state, coalesce((t.abandoned ->> 'on')::date, t.expired_on),
              t.abandoned ->> 'reason'
         FROM views.protocols AS t
        WHERE t.id = c.protocol AND t.state IN ('lapsed', 'abandoned', 'expired')
        LIMIT 1) AS h ON c.closed_on IS NULL AND c.abandoned IS NULL
"""  # noqa: S608 - columns of our own table
"""`hindered_by` says why nothing more can be done under one that is neither closed nor given up:
its protocol was refused by a council, given up or has expired, or the partnership has ended. A
protocol that was refused may be put on the table again: its convention is then open again."""


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

PROJECTION: Final = Projection("conventions", 3, (CONVENTIONS,), touches, reduce)


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
        {SELECT}
         WHERE ($1::text IS NULL OR c.state = $1)
           AND ($2::uuid IS NULL OR c.partnership = $2)
           AND ($3::uuid IS NULL OR c.protocol = $3)
           AND ($4::uuid IS NULL OR (c.awaiting @> ARRAY[$4] AND h.by IS NULL))
        """
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
    """Return the first recorded under the protocol that is neither closed nor given up."""
    found: UUID | None = await pool.fetchval(
        "SELECT id FROM views.conventions WHERE protocol = $1 AND closed_on IS NULL"
        " AND abandoned IS NULL"
        " ORDER BY drafted_at, id LIMIT 1",
        protocol,
    )
    return found


async def one(pool: Pool, id_: UUID) -> dict[str, Any] | None:
    found = await pool.fetch(f"{SELECT} WHERE c.id = $1", id_)
    return next(iter(shown(CONVENTIONS, found)), None)
