"""Which communes cooperate, in which phases, and since when or until when?"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final
from uuid import UUID

import asyncpg
import msgspec
from asyncpg import Pool

from kernel.events import Seen
from kernel.postgres.projections import Projection
from kernel.postgres.rows import Key, Row, Rows, Table
from kernel.postgres.views import MARKS, is_known, marks, plain, shown
from services.partnerships.domain.partnership.events import (
    Event,
    MemberJoined,
    MemberLeft,
    MemberRoleChanged,
    Membership,
    PartnershipEnteredPhase,
    PartnershipEstablished,
    PartnershipResumed,
    PartnershipSuspended,
    PartnershipTerminated,
    Turn,
)
from services.partnerships.projections import arrangements
from services.partnerships.projections.ordering import SORTED_BY, ordered, place
from vocabulary.communes import PartnershipState
from vocabulary.partnerships import PartnershipWarning
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
TITLE: Final = """
       (SELECT string_agg((SELECT name FROM views.communes WHERE id = m.commune), ' – '
                          ORDER BY m.place)
          FROM unnest(p.communes) WITH ORDINALITY AS m (commune, place)) AS title
"""
"""Each name by its key: of a join PostgreSQL thinks, until it has statistics, that reading all
communes for each row is quicker."""
TITLES: Final = """
SELECT o.id, string_agg(c.name, ' – ' ORDER BY m.place) AS title
  FROM views.partnerships AS o CROSS JOIN unnest(o.communes) WITH ORDINALITY AS m (commune, place)
  JOIN views.communes AS c ON c.id = m.commune GROUP BY o.id
"""
"""All titles at once: to sort by them one at a time takes several times as long."""
SELECT: Final = f"""
SELECT {", ".join(f"p.{name}" for name in SHOWN.split(", "))},
       coalesce(a.authorities, '[]') AS authorities,
       coalesce(a.delegations, '[]') AS delegations,
       coalesce(a.other_programmes, '[]') AS other_programmes,
       {TITLE},
       a.notice_days, a.notice,
       ARRAY(SELECT s.id FROM views.partnerships AS s
              WHERE s.predecessor = p.id ORDER BY s.id) AS successors,
       (SELECT jsonb_agg(jsonb_build_object(
                 'commune', m, 'programme', o.programme, 'partnership', o.id) ORDER BY o.id, m)
          FROM unnest(p.communes) AS m JOIN views.partnerships AS o ON o.communes @> ARRAY[m]
         WHERE o.programme <> p.programme AND o.state <> 'terminated') AS elsewhere
  FROM views.partnerships AS p LEFT JOIN views.partnership_arrangements AS a USING (id)
"""  # noqa: S608 - columns of our own table
"""A partnership with its successors, what its members have arranged, and the partnerships of other
programmes that they are in."""


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


def _changed(row: Row | None, event: Event) -> Row:
    if isinstance(event, PartnershipEstablished):
        return _established(event)
    assert row is not None  # noqa: S101 - a partnership is established first
    match event:
        case PartnershipEnteredPhase(phase=phase):
            return {**row, "phases": [*row["phases"], phase]}
        case MemberJoined() | MemberLeft() | MemberRoleChanged():
            return _with_members(row, event)
        case PartnershipSuspended() | PartnershipResumed() | PartnershipTerminated():
            return {**row, **_standing(event)}
        case _:
            return dict(row)


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


def _with_members(row: Row, event: MemberJoined | MemberLeft | MemberRoleChanged) -> Row:
    match event:
        case MemberJoined(member=member, since=since):
            joined = _member(member, since.isoformat() if since else None)
            return {**row, "members": [*row["members"], joined]}
        case MemberLeft():
            return _left(row, event)
        case MemberRoleChanged(commune=commune, role=role, since=since):
            return {**row, "members": _in_role(row, str(commune), role.value, since.isoformat())}


def _in_role(row: Row, commune: str, role: str, since: str) -> list[dict[str, Any]]:
    """Return the members; one that changes its role keeps those it had, with their last day."""
    members = []
    for member in row["members"]:
        if member["commune"] != commune:
            members.append(member)
            continue
        earlier = [*member.get("earlier_roles", []), {"role": member["role"], "until": since}]
        members.append({**member, "role": role, "role_since": since, "earlier_roles": earlier})
    return members


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


ORDERS: Final[Mapping[str, str]] = {
    "id": "id",
    "title": "coalesce(title, '')",
    "country": "country",
    "state": "state",
    "since": "coalesce(since::text, '')",
    "state_since": "coalesce(state_since::text, '')",
}
"""By what the list can be sorted; what no source dates comes first."""

PROJECTION: Final = Projection("partnerships", 1, (PARTNERSHIPS,), touches, reduce)


async def listed(  # noqa: PLR0913 - one argument per filter
    pool: Pool,
    *,
    country: str | None,
    phase: UUID | None,
    state: str | None,
    member: UUID | None,
    q: str | None,
    sort: str = "id",
    after: tuple[Any, ...] | None,
    limit: int,
) -> list[dict[str, Any]]:
    """Return partnerships; `q` is part of any name or code a member ever had."""
    listing = f"""
        SELECT p.id, country, state, since, state_since, title
          FROM views.partnerships AS p LEFT JOIN ({TITLES}) AS t ON t.id = p.id
         WHERE ($1::text IS NULL OR country = $1)
           AND ($2::uuid IS NULL OR phases @> ARRAY[$2])
           AND ($3::text IS NULL OR state = $3)
           AND ($4::uuid IS NULL OR communes @> ARRAY[$4])
           AND ($5::text IS NULL OR EXISTS (
                 SELECT FROM views.communes AS c
                  WHERE c.id = ANY (p.communes) AND position($5 IN c.found_by) > 0))
        """  # noqa: S608 - columns of our own table
    page = await pool.fetch(
        f"SELECT id, {SORTED_BY} FROM ({ordered(listing, sort, ORDERS, first=6)}) AS page",  # noqa: S608
        country,
        phase,
        state,
        member,
        fold(q) if q else None,
        *place(after),
        limit,
    )
    # Only of these is all of the rest looked up.
    found = await pool.fetch(f"{SELECT} WHERE p.id = ANY ($1)", [each["id"] for each in page])
    rows = {row["id"]: row for row in _answered(found)}
    return [{**rows[id_], SORTED_BY: value} for id_, value in page]


async def one(pool: Pool, id_: UUID) -> dict[str, Any] | None:
    return next(iter(_answered(await pool.fetch(f"{SELECT} WHERE p.id = $1", id_))), None)


def _answered(found: Sequence[asyncpg.Record]) -> list[dict[str, Any]]:
    """Return rows as they are answered, with what the partners should look into."""
    rows = []
    for record, row in zip(found, shown(PARTNERSHIPS, found), strict=True):
        arranged = {name: _read(record[name]) for name in arrangements.DOCUMENTS}
        warnings = _warnings(arranged, _read(record["elsewhere"]) or [])
        del row["elsewhere"]
        rows.append({**row, **arranged, "warnings": warnings})
    return rows


def _read(document: str | None) -> Any:
    return None if document is None else msgspec.json.decode(document)


def _warnings(arranged: Row, elsewhere: Iterable[Row]) -> list[dict[str, Any]]:
    """Return what may be funded twice, as tagged and as registered here, and a notice that runs."""
    double = {"code": PartnershipWarning.DOUBLE_FUNDING.value}
    tagged = ("names", "communes", "funder", "since", "until")
    warnings: list[dict[str, Any]] = [
        {**double, "other_programme": tag["code"], **{name: tag[name] for name in tagged}}
        for tag in arranged["other_programmes"]
    ]
    warnings += [{**double, **each} for each in elsewhere]
    if arranged["notice"] is not None:
        warnings.append({"code": PartnershipWarning.NOTICE_RUNS.value, **arranged["notice"]})
    return warnings
