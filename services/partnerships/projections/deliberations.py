"""Which deliberations of each commune's organs are recorded, and what stands of them?"""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, Final
from uuid import UUID

from asyncpg import Pool

from kernel.events import Seen
from kernel.postgres.projections import Projection
from kernel.postgres.rows import Key, Row, Rows, Table
from kernel.postgres.views import MARKS, is_known, marks, plain, shown
from services.partnerships.domain.deliberation.events import (
    DeliberationCorrected,
    DeliberationRecorded,
    DeliberationWithdrawn,
    Event,
)
from services.partnerships.projections.ordering import ordered, place
from vocabulary.deliberations import DeliberationContent
from vocabulary.text import fold

DELIBERATIONS: Final = Table(
    "views.deliberations",
    ("id",),
    {
        "id": "uuid",
        "commune": "uuid NOT NULL",
        "organ": "text NOT NULL",
        "body": "text NOT NULL",
        "reference": "text NOT NULL",
        "adopted_on": "date NOT NULL",
        "object": "text NOT NULL",
        "votes": "jsonb",
        "seats": "integer",
        "present": "integer",
        "matter": "jsonb",
        "budget": "jsonb",
        "control": "jsonb",
        "evidence": "jsonb",
        "on_behalf": "boolean NOT NULL",
        "proof": "text",
        "corrections": "jsonb NOT NULL",
        "withdrawn": "text",
        "found_by": "text NOT NULL",
        "recorded_at": "bigint NOT NULL",
        **MARKS,
    },
)
"""`on_behalf` until the commune itself corrects it, with the `proof` then shown; `corrections` are
the reasons given; `withdrawn` says why nothing can rest on it any more. `recorded_at` is the
position that took the reference."""

SHOWN: Final = ", ".join(
    name for name in DELIBERATIONS.columns if name not in {"found_by", "recorded_at"}
)


def touches(seen: Seen[Any]) -> Iterable[Key]:
    return [(DELIBERATIONS, (seen.stream.id,))] if seen.stream.category == "deliberation" else ()


def reduce(rows: Rows, seen: Seen[Any]) -> None:
    if seen.stream.category != "deliberation":
        return
    row = rows.get(DELIBERATIONS, seen.stream.id)
    if is_known(seen, row):
        return
    changed = _changed(row, seen.event, seen.position)
    rows.put(DELIBERATIONS, {**changed, "id": seen.stream.id, **marks(seen, row)}, seen.recorded_at)


def _changed(row: Row | None, event: Event, position: int) -> dict[str, Any]:
    if isinstance(event, DeliberationRecorded):
        return {
            "commune": event.commune,
            **_content(event.content),
            "on_behalf": event.on_behalf is not None,
            "proof": event.on_behalf.evidence.reference if event.on_behalf else None,
            "corrections": [],
            "withdrawn": None,
            "recorded_at": position,
        }
    assert row is not None  # noqa: S101 - a deliberation is recorded first
    match event:
        case DeliberationCorrected(content=content, reason=reason, by_commune=by_commune):
            return {
                **row,
                **_content(content),
                "on_behalf": row["on_behalf"] and not by_commune,
                "corrections": [*row["corrections"], reason],
            }
        case DeliberationWithdrawn(reason=reason):
            return {**row, "withdrawn": reason}


def _content(content: DeliberationContent) -> Mapping[str, Any]:
    return {
        "organ": content.organ.value,
        "body": content.body,
        "reference": content.reference,
        "adopted_on": content.adopted_on,
        "object": content.object,
        "votes": plain(content.votes),
        "seats": content.seats,
        "present": content.present,
        "matter": plain(content.matter),
        "budget": plain(content.budget),
        "control": plain(content.control),
        "evidence": plain(content.evidence),
        "found_by": f"{fold(content.reference)} | {fold(content.object)}",
    }


ORDERS: Final[Mapping[str, str]] = {
    "adopted_on": "adopted_on",
    "commune": "coalesce((SELECT c.sorted_by FROM views.communes AS c WHERE c.id = commune), '')",
    "organ": "organ",
    "reference": "reference",
}
"""By what the list can be sorted."""

PROJECTION: Final = Projection("deliberations", 1, (DELIBERATIONS,), touches, reduce)


async def listed(  # noqa: PLR0913 - one argument per filter
    pool: Pool,
    *,
    commune: UUID | None,
    organ: str | None,
    since: date | None,
    until: date | None,
    q: str | None,
    withdrawn: bool,
    sort: str = "-adopted_on",
    after: tuple[Any, ...] | None,
    limit: int,
) -> list[dict[str, Any]]:
    """Return deliberations; `since` and `until` are days of adoption.

    `q` is part of the reference or the object.
    """
    listing = f"""
        SELECT {SHOWN} FROM views.deliberations
         WHERE ($1::uuid IS NULL OR commune = $1)
           AND ($2::text IS NULL OR organ = $2)
           AND ($3::date IS NULL OR adopted_on >= $3)
           AND ($4::date IS NULL OR adopted_on <= $4)
           AND ($5::text IS NULL OR position($5 IN found_by) > 0)
           AND (withdrawn IS NOT NULL) = $6
        """  # noqa: S608 - columns of our own table
    found = await pool.fetch(
        ordered(listing, sort, ORDERS, first=7),
        commune,
        organ,
        since,
        until,
        fold(q) if q else None,
        withdrawn,
        *place(after),
        limit,
    )
    return shown(DELIBERATIONS, found)


async def one(pool: Pool, id_: UUID) -> dict[str, Any] | None:
    found = await pool.fetch(f"SELECT {SHOWN} FROM views.deliberations WHERE id = $1", id_)  # noqa: S608
    return next(iter(shown(DELIBERATIONS, found)), None)


async def holders(
    pool: Pool, commune: UUID, organ: str, references: Iterable[str]
) -> dict[str, UUID]:
    """Return the deliberations that first took these references, of those not withdrawn."""
    found = await pool.fetch(
        """
        SELECT DISTINCT ON (reference) reference, id FROM views.deliberations
         WHERE commune = $1 AND organ = $2 AND reference = ANY($3) AND withdrawn IS NULL
         ORDER BY reference, recorded_at
        """,
        commune,
        organ,
        list(references),
    )
    return {row["reference"]: row["id"] for row in found}
