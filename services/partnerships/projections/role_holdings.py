"""Who holds which function in each commune, and who held it when?"""

from collections.abc import Iterable
from datetime import date
from typing import Any, Final
from uuid import UUID

from asyncpg import Pool

from kernel.events import Seen
from kernel.postgres.projections import Projection
from kernel.postgres.rows import Key, Row, Rows, Table
from kernel.postgres.views import MARKS, is_known, marks, plain, shown
from services.partnerships.domain.role_holding.events import (
    Event,
    RoleHoldingCorrected,
    RoleHoldingEnded,
    RoleHoldingRecorded,
    RoleHoldingWithdrawn,
)
from services.partnerships.domain.role_holding.facts import Held
from services.partnerships.domain.role_holding.holding import Holding
from vocabulary import functions
from vocabulary.identifiers import RoleHoldingId

ROLE_HOLDINGS: Final = Table(
    "views.role_holdings",
    ("id",),
    {
        "id": "uuid",
        "commune": "uuid NOT NULL",
        "function": "text NOT NULL",
        "label": "text",
        "shown_as": "text NOT NULL",
        "subject_ref": "text NOT NULL",
        "since": "date NOT NULL",
        "until": "date",
        "sources": "jsonb NOT NULL",
        "corrections": "jsonb NOT NULL",
        "withdrawn": "text",
        **MARKS,
    },
)
"""Held from `since` on, no longer on `until`; `shown_as` is the function in words."""

SHOWN: Final = ", ".join(ROLE_HOLDINGS.columns)


def touches(seen: Seen[Any]) -> Iterable[Key]:
    return [(ROLE_HOLDINGS, (seen.stream.id,))] if seen.stream.category == "role_holding" else ()


def reduce(rows: Rows, seen: Seen[Any]) -> None:
    if seen.stream.category != "role_holding":
        return
    row = rows.get(ROLE_HOLDINGS, seen.stream.id)
    if is_known(seen, row):
        return
    changed = {**_changed(row, seen.event), "id": seen.stream.id, **marks(seen, row)}
    rows.put(ROLE_HOLDINGS, changed, seen.recorded_at)


def _changed(row: Row | None, event: Event) -> dict[str, Any]:
    if isinstance(event, RoleHoldingRecorded):
        return {
            "commune": event.commune,
            **_of(event.holding),
            "sources": plain(event.sources),
            "corrections": [],
            "withdrawn": None,
        }
    assert row is not None  # noqa: S101 - a holding is recorded first
    match event:
        case RoleHoldingEnded(until=until):
            return {**row, "until": until}
        case RoleHoldingCorrected(holding=holding, reason=reason):
            return {**row, **_of(holding), "corrections": [*row["corrections"], reason]}
        case RoleHoldingWithdrawn(reason=reason):
            return {**row, "withdrawn": reason}


def _of(holding: Holding) -> dict[str, Any]:
    return {
        "function": holding.function,
        "label": holding.label,
        "shown_as": functions.shown(holding.function, holding.label),
        "subject_ref": holding.subject_ref,
        "since": holding.since,
        "until": holding.until,
    }


PROJECTION: Final = Projection("role_holdings", 1, (ROLE_HOLDINGS,), touches, reduce)


async def listed(  # noqa: PLR0913 - one argument per filter
    pool: Pool,
    *,
    commune: UUID | None,
    function: str | None,
    subject_ref: str | None,
    on: date | None,
    after: UUID | None,
    limit: int,
) -> list[dict[str, Any]]:
    """Return holdings that stand; `on` asks for those that hold on that day."""
    found = await pool.fetch(
        f"""
        SELECT {SHOWN} FROM views.role_holdings
         WHERE withdrawn IS NULL
           AND ($1::uuid IS NULL OR commune = $1)
           AND ($2::text IS NULL OR function = $2)
           AND ($3::text IS NULL OR subject_ref = $3)
           AND ($4::date IS NULL OR (since <= $4 AND (until IS NULL OR until > $4)))
           AND ($5::uuid IS NULL OR id > $5)
         ORDER BY id LIMIT $6
        """,  # noqa: S608 - columns of our own table
        commune,
        function,
        subject_ref,
        on,
        after,
        limit,
    )
    return shown(ROLE_HOLDINGS, found)


async def one(pool: Pool, id_: UUID) -> dict[str, Any] | None:
    found = await pool.fetch(f"SELECT {SHOWN} FROM views.role_holdings WHERE id = $1", id_)  # noqa: S608
    return next(iter(shown(ROLE_HOLDINGS, found)), None)


async def held(pool: Pool, commune: UUID) -> tuple[Held, ...]:
    """Return every holding of the commune that stands, of the past too."""
    found = await pool.fetch(
        "SELECT id, function, label, subject_ref, since, until FROM views.role_holdings"
        " WHERE commune = $1 AND withdrawn IS NULL ORDER BY since, id",
        commune,
    )
    return tuple(
        Held(
            id=RoleHoldingId(row["id"]),
            holding=Holding(
                function=row["function"],
                label=row["label"],
                subject_ref=row["subject_ref"],
                since=row["since"],
                until=row["until"],
            ),
        )
        for row in found
    )


async def coordinators(  # noqa: PLR0913 - one argument per filter
    pool: Pool, *, country: str | None, on: date, incomplete: bool, after: UUID | None, limit: int
) -> list[dict[str, Any]]:
    """Return the communes of partnerships that go on, with who coordinates and who stands in.

    With `incomplete` only those that lack the one or the other. Nobody stands in for himself.
    """
    found = await pool.fetch(
        """
        WITH holding AS (
          SELECT commune, function, subject_ref, since FROM views.role_holdings
           WHERE withdrawn IS NULL AND since <= $2 AND (until IS NULL OR until > $2)
        ), people AS (
          SELECT c.id AS commune, c.name, c.country,
                 c1.subject_ref AS coordinator, c1.since AS coordinator_since,
                 c2.subject_ref AS backup, c2.since AS backup_since
            FROM views.communes c
            LEFT JOIN LATERAL (
              SELECT * FROM holding h WHERE h.commune = c.id AND h.function = $3
               ORDER BY since LIMIT 1) c1 ON true
            LEFT JOIN LATERAL (
              SELECT * FROM holding h WHERE h.commune = c.id AND h.function = $4
                 AND h.subject_ref IS DISTINCT FROM c1.subject_ref ORDER BY since LIMIT 1
            ) c2 ON true
           WHERE EXISTS (SELECT 1 FROM views.partnerships p
                          WHERE p.communes @> ARRAY[c.id] AND p.state <> 'terminated')
        )
        SELECT * FROM people
         WHERE ($1::text IS NULL OR country = $1)
           AND (NOT $5 OR coordinator IS NULL OR backup IS NULL)
           AND ($6::uuid IS NULL OR commune > $6)
         ORDER BY commune LIMIT $7
        """,
        country,
        on,
        functions.COORDINATOR,
        functions.BACKUP,
        incomplete,
        after,
        limit,
    )
    return [dict(row) for row in found]
