"""Which calendar feeds are open, to what, until when, and which one does a key open?"""

import hashlib
from collections.abc import Iterable
from datetime import date
from typing import Any, Final
from uuid import UUID

from asyncpg import Pool

from kernel.events import Seen
from kernel.postgres.projections import Projection
from kernel.postgres.rows import Key, Row, Rows, Table
from kernel.postgres.views import MARKS, is_known, marks, shown
from services.partnerships.domain.calendar_feed.events import CalendarFeedOpened, Event

CALENDAR_FEEDS: Final = Table(
    "views.calendar_feeds",
    ("id",),
    {
        "id": "uuid",
        "key_sha256": "text NOT NULL",
        "partnership": "uuid",
        "organisation": "text",
        "until": "date NOT NULL",
        "closed": "boolean NOT NULL",
        **MARKS,
    },
)
SHOWN: Final = ", ".join(name for name in CALENDAR_FEEDS.columns if name != "key_sha256")


def touches(seen: Seen[Any]) -> Iterable[Key]:
    return [(CALENDAR_FEEDS, (seen.stream.id,))] if seen.stream.category == "calendar_feed" else ()


def reduce(rows: Rows, seen: Seen[Any]) -> None:
    if seen.stream.category != "calendar_feed":
        return
    row = rows.get(CALENDAR_FEEDS, seen.stream.id)
    if is_known(seen, row):
        return
    changed = {**_changed(row, seen.event), "id": seen.stream.id, **marks(seen, row)}
    rows.put(CALENDAR_FEEDS, changed, seen.recorded_at)


def _changed(row: Row | None, event: Event) -> dict[str, Any]:
    if isinstance(event, CalendarFeedOpened):
        return {
            "key_sha256": event.key_sha256,
            "partnership": event.partnership,
            "organisation": event.organisation,
            "until": event.until,
            "closed": False,
        }
    assert row is not None  # noqa: S101 - a feed is opened first
    return {**row, "closed": True}


PROJECTION: Final = Projection("calendar_feeds", 1, (CALENDAR_FEEDS,), touches, reduce)


async def listed(pool: Pool, *, after: UUID | None, limit: int) -> list[dict[str, Any]]:
    """Return all feeds without what tells of their keys."""
    found = await pool.fetch(
        f"SELECT {SHOWN} FROM views.calendar_feeds"  # noqa: S608 - columns of our own table
        " WHERE $1::uuid IS NULL OR id > $1 ORDER BY id LIMIT $2",
        after,
        limit,
    )
    return shown(CALENDAR_FEEDS, found)


async def opened_by(pool: Pool, key: str, today: date) -> dict[str, Any] | None:
    """Return the feed that the key opens today."""
    found = await pool.fetchrow(
        f"SELECT {SHOWN} FROM views.calendar_feeds"  # noqa: S608 - columns of our own table
        " WHERE key_sha256 = $1 AND until >= $2 AND NOT closed LIMIT 1",
        hashlib.sha256(key.encode("ascii")).hexdigest(),
        today,
    )
    return dict(found) if found else None
