"""Which organisations are at work in the territory of each commune, now and before?"""

from collections.abc import Iterable
from typing import Any, Final
from uuid import UUID

from asyncpg import Pool

from kernel.events import Seen
from kernel.postgres.projections import Projection
from kernel.postgres.rows import Key, Row, Rows, Table
from kernel.postgres.views import MARKS, is_known, marks, plain, shown
from services.partnerships.domain.territorial_actor.events import (
    Event,
    TerritorialActorEnded,
    TerritorialActorNamesCorrected,
    TerritorialActorRegistered,
    TerritorialActorReinstated,
    TerritorialActorRenamed,
)
from services.partnerships.projections.names import named_anew, names_corrected, names_folded
from vocabulary.text import fold, read

TERRITORIAL_ACTORS: Final = Table(
    "views.territorial_actors",
    ("id",),
    {
        "id": "uuid",
        "commune": "uuid NOT NULL",
        "kind": "text NOT NULL",
        "name": "text NOT NULL",
        "names": "jsonb NOT NULL",
        "all_names": "jsonb NOT NULL",
        "since": "date",
        "until": "date",
        "reason": "text",
        "sources": "jsonb NOT NULL",
        "sorted_by": 'text COLLATE "C" NOT NULL',
        "found_by": "text NOT NULL",
        **MARKS,
    },
)
"""`until` is the day from which it is active no longer; `found_by` has every name, folded."""

SHOWN: Final = ", ".join(
    name for name in TERRITORIAL_ACTORS.columns if name not in {"sorted_by", "found_by"}
)


def touches(seen: Seen[Any]) -> Iterable[Key]:
    if seen.stream.category != "territorial_actor":
        return ()
    return [(TERRITORIAL_ACTORS, (seen.stream.id,))]


def reduce(rows: Rows, seen: Seen[Any]) -> None:
    if seen.stream.category != "territorial_actor":
        return
    row = rows.get(TERRITORIAL_ACTORS, seen.stream.id)
    if is_known(seen, row):
        return
    changed = _changed(row, seen.event)
    rows.put(
        TERRITORIAL_ACTORS,
        {
            **changed,
            "id": seen.stream.id,
            "sorted_by": fold(changed["name"]),
            "found_by": names_folded(changed["all_names"]),
            **marks(seen, row),
        },
        seen.recorded_at,
    )


def _changed(row: Row | None, event: Event) -> dict[str, Any]:
    if isinstance(event, TerritorialActorRegistered):
        first = event.since.isoformat() if event.since else None
        return {
            "commune": event.commune,
            "kind": event.kind.value,
            "name": read(event.names),
            "names": dict(event.names),
            "all_names": [{"names": dict(event.names), "since": first}],
            "since": event.since,
            "until": None,
            "reason": None,
            "sources": plain(event.sources),
        }
    assert row is not None  # noqa: S101 - an actor is registered first
    match event:
        case TerritorialActorRenamed(names=names, since=since):
            return {**row, **named_anew(row["all_names"], names, since)}
        case TerritorialActorNamesCorrected(recorded_since=wrong, names=names, since=since):
            return {**row, **names_corrected(row["all_names"], wrong, names, since)}
        case TerritorialActorEnded(until=until, reason=reason):
            return {**row, "until": until, "reason": reason}
        case TerritorialActorReinstated():
            return {**row, "until": None, "reason": None}


PROJECTION: Final = Projection("territorial_actors", 1, (TERRITORIAL_ACTORS,), touches, reduce)


async def listed(  # noqa: PLR0913 - one argument per filter
    pool: Pool,
    *,
    commune: UUID | None,
    kind: str | None,
    q: str | None,
    after: tuple[Any, ...] | None,
    limit: int,
) -> list[dict[str, Any]]:
    """Return actors by name; `q` is part of any name that ever held.

    `after` is the name and the id of the last one seen.
    """
    name, id_ = after or (None, None)
    found = await pool.fetch(
        f"""
        SELECT {SHOWN} FROM views.territorial_actors
         WHERE ($1::uuid IS NULL OR commune = $1)
           AND ($2::text IS NULL OR kind = $2)
           AND ($3::text IS NULL OR position($3 IN found_by) > 0)
           AND ($4::text IS NULL OR (sorted_by, id) > ($4, $5::uuid))
         ORDER BY sorted_by, id LIMIT $6
        """,  # noqa: S608 - columns of our own table
        commune,
        kind,
        fold(q) if q else None,
        fold(name) if name is not None else None,
        id_,
        limit,
    )
    return shown(TERRITORIAL_ACTORS, found)


async def one(pool: Pool, id_: UUID) -> dict[str, Any] | None:
    found = await pool.fetch(
        f"SELECT {SHOWN} FROM views.territorial_actors WHERE id = $1",  # noqa: S608
        id_,
    )
    return next(iter(shown(TERRITORIAL_ACTORS, found)), None)
