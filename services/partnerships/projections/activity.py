"""When was something last recorded of each partnership, and of which has nothing been since?

Counted is what people record here: of the partnership itself, its protocols, conventions and
commitments. What the clock does, as a protocol that expires, is no sign of life.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from asyncpg import Pool

from kernel.events import Seen
from kernel.postgres.projections import Projection
from kernel.postgres.rows import Key, Rows, Table
from vocabulary.communes import PartnershipState
from vocabulary.roles import SCHEDULER

ACTIVITY: Final = Table(
    "views.activity",
    ("stream",),
    {
        "stream": "uuid",
        "category": "text NOT NULL",
        "partnership": "uuid NOT NULL",
        "act": "text NOT NULL",
        "recorded_at": "timestamptz NOT NULL",
        "version": "bigint NOT NULL",
    },
)
"""The last thing recorded of each stream that is about one partnership."""

COUNTED: Final = frozenset({"partnership", "protocol", "convention", "commitment"})


def touches(seen: Seen[Any]) -> Iterable[Key]:
    return [(ACTIVITY, (seen.stream.id,))] if seen.stream.category in COUNTED else ()


def reduce(rows: Rows, seen: Seen[Any]) -> None:
    if seen.stream.category not in COUNTED or SCHEDULER in seen.meta.roles:
        return
    row = rows.get(ACTIVITY, seen.stream.id)
    if row is not None and seen.version <= row["version"]:
        return
    partnership = _partnership(seen) or (row["partnership"] if row else None)
    if partnership is None:
        return
    rows.put(
        ACTIVITY,
        {
            "stream": seen.stream.id,
            "category": seen.stream.category,
            "partnership": partnership,
            "act": type(seen.event).__name__,
            "recorded_at": seen.recorded_at,
            "version": seen.version,
        },
        seen.recorded_at,
    )


def _partnership(seen: Seen[Any]) -> UUID | None:
    """Return the partnership that the event names; the first event of each stream does."""
    if seen.stream.category == "partnership":
        return seen.stream.id
    named: UUID | None = getattr(seen.event, "partnership", None)
    return named


PROJECTION: Final = Projection("activity", 1, (ACTIVITY,), touches, reduce)


async def silent(  # noqa: PLR0913 - one argument per filter
    pool: Pool,
    *,
    before: datetime,
    country: str | None,
    member: UUID | None,
    after: tuple[Any, ...] | None,
    limit: int,
) -> list[dict[str, Any]]:
    """Return partnerships of which nothing was recorded since `before`, the longest silent first.

    Those that are suspended or have ended are silent for a reason and left out. `after` is the
    moment, as text, and the id of the last one seen.
    """
    moment, id_ = after or (None, None)
    found = await pool.fetch(
        """
        WITH last AS (
          SELECT DISTINCT ON (partnership) partnership, category, act, recorded_at
            FROM views.activity ORDER BY partnership, recorded_at DESC, stream
        )
        SELECT p.id, p.country, p.communes, last.act AS last_act, last.category AS last_about,
               last.recorded_at AS last_recorded_at, p.demonstration
          FROM views.partnerships p JOIN last ON last.partnership = p.id
         WHERE p.state = $1 AND last.recorded_at < $2
           AND ($3::text IS NULL OR p.country = $3)
           AND ($4::uuid IS NULL OR p.communes @> ARRAY[$4])
           AND ($5::timestamptz IS NULL OR (last.recorded_at, p.id) > ($5, $6::uuid))
         ORDER BY last.recorded_at, p.id LIMIT $7
        """,
        PartnershipState.ACTIVE.value,
        before,
        country,
        member,
        datetime.fromisoformat(moment) if moment else None,
        id_,
        limit,
    )
    return [dict(row) for row in found]
