"""Which communes cooperate, in which phases, and since when or until when?"""

from collections.abc import Iterable
from typing import Any, Final
from uuid import UUID

from asyncpg import Pool

from kernel.events import Seen
from kernel.postgres.projections import Projection
from kernel.postgres.rows import Key, Row, Rows, Table
from services.partnerships.domain.partnership.events import (
    Event,
    MemberJoined,
    MemberLeft,
    Membership,
    PartnershipEnteredPhase,
    PartnershipEstablished,
    PartnershipResumed,
    PartnershipSuspended,
    PartnershipTerminated,
    Turn,
)
from services.partnerships.projections.rows import MARKS, is_known, marks, plain, shown
from vocabulary.communes import PartnershipState
from vocabulary.text import fold

PARTNERSHIPS: Final = Table(
    "views.partnerships",
    ("id",),
    {
        "id": "uuid",
        "programme": "uuid NOT NULL",
        "country": "text NOT NULL",
        "state": "text NOT NULL",
        "state_since": "date",
        "reason": "text",
        "note": "text",
        "ended_by": "uuid",
        "since": "date",
        "predecessor": "uuid",
        "members": "jsonb NOT NULL",
        "former_members": "jsonb NOT NULL",
        "communes": "uuid[] NOT NULL",
        "phases": "uuid[] NOT NULL",
        "sources": "jsonb NOT NULL",
        **MARKS,
    },
)
"""`communes` are the members of today; `state_since` and `reason` are of the present state."""

SHOWN: Final = ", ".join(name for name in PARTNERSHIPS.columns if name != "communes")


def touches(seen: Seen[Any]) -> Iterable[Key]:
    return [(PARTNERSHIPS, (seen.stream.id,))] if seen.stream.category == "partnership" else ()


def reduce(rows: Rows, seen: Seen[Any]) -> None:
    if seen.stream.category != "partnership":
        return
    row = rows.get(PARTNERSHIPS, seen.stream.id)
    if is_known(seen, row):
        return
    changed = _changed(row, seen.event)
    members = [UUID(member["commune"]) for member in changed["members"]]
    rows.put(
        PARTNERSHIPS,
        {**changed, "id": seen.stream.id, "communes": members, **marks(seen, row)},
        seen.recorded_at,
    )


def _changed(row: Row | None, event: Event) -> dict[str, Any]:
    if isinstance(event, PartnershipEstablished):
        return _established(event)
    assert row is not None  # noqa: S101 - a partnership is established first
    match event:
        case PartnershipEnteredPhase(phase=phase):
            return {**row, "phases": [*row["phases"], phase]}
        case MemberJoined(member=member, since=since):
            joined = _member(member, since.isoformat() if since else None)
            return {**row, "members": [*row["members"], joined]}
        case MemberLeft():
            return _left(row, event)
        case _:
            return {**row, **_standing(event)}


def _established(event: PartnershipEstablished) -> dict[str, Any]:
    since = event.since.isoformat() if event.since else None
    return {
        "programme": event.programme,
        "country": event.country,
        "state": PartnershipState.ACTIVE.value,
        "state_since": event.since,
        "reason": None,
        "note": None,
        "ended_by": None,
        "since": event.since,
        "predecessor": event.predecessor,
        "members": [_member(member, since) for member in event.members],
        "former_members": [],
        "phases": [],
        "sources": plain(event.sources),
    }


def _member(member: Membership, since: str | None) -> dict[str, Any]:
    return {**plain(member), "since": since}


def _left(row: Row, event: MemberLeft) -> dict[str, Any]:
    leaving = str(event.commune)
    ended = {"until": event.until.isoformat(), "reason": event.reason}
    left = [{**each, **ended} for each in row["members"] if each["commune"] == leaving]
    return {
        **row,
        "members": [each for each in row["members"] if each["commune"] != leaving],
        "former_members": [*row["former_members"], *left],
    }


def _standing(event: Turn) -> dict[str, Any]:
    standing = {"state_since": event.day, "reason": None, "note": None, "ended_by": None}
    match event:
        case PartnershipSuspended(reason=reason, note=note):
            state = PartnershipState.SUSPENDED
            return {**standing, "state": state.value, "reason": reason.value, "note": note}
        case PartnershipResumed():
            return {**standing, "state": PartnershipState.ACTIVE.value}
        case PartnershipTerminated(reason=ended_for, by=by):
            state = PartnershipState.TERMINATED
            return {**standing, "state": state.value, "reason": ended_for, "ended_by": by}


PROJECTION: Final = Projection("partnerships", 1, (PARTNERSHIPS,), touches, reduce)


async def listed(  # noqa: PLR0913 - one argument per filter
    pool: Pool,
    *,
    country: str | None,
    phase: UUID | None,
    state: str | None,
    member: UUID | None,
    q: str | None,
    after: UUID | None,
    limit: int,
) -> list[dict[str, Any]]:
    """Return partnerships; `q` is part of any name or code a member ever had."""
    found = await pool.fetch(
        f"""
        SELECT {SHOWN} FROM views.partnerships AS p
         WHERE ($1::text IS NULL OR country = $1)
           AND ($2::uuid IS NULL OR phases @> ARRAY[$2])
           AND ($3::text IS NULL OR state = $3)
           AND ($4::uuid IS NULL OR communes @> ARRAY[$4])
           AND ($5::text IS NULL OR EXISTS (
                 SELECT FROM views.communes AS c
                  WHERE c.id = ANY (p.communes) AND position($5 IN c.found_by) > 0))
           AND ($6::uuid IS NULL OR id > $6)
         ORDER BY id LIMIT $7
        """,  # noqa: S608 - columns of our own table
        country,
        phase,
        state,
        member,
        fold(q) if q else None,
        after,
        limit,
    )
    return shown(PARTNERSHIPS, found)


async def one(pool: Pool, id_: UUID) -> dict[str, Any] | None:
    found = await pool.fetch(f"SELECT {SHOWN} FROM views.partnerships WHERE id = $1", id_)  # noqa: S608
    return next(iter(shown(PARTNERSHIPS, found)), None)
