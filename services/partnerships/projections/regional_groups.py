"""Which groups of partnerships are there, who belongs to them when, and who coordinates them?"""

from collections.abc import Iterable, Mapping
from typing import Any, Final
from uuid import UUID

from asyncpg import Pool

from kernel.events import Seen
from kernel.postgres.projections import Projection
from kernel.postgres.rows import Key, Row, Rows, Table
from kernel.postgres.views import MARKS, is_known, marks, plain, shown
from services.partnerships.domain.regional_group.events import (
    Event,
    GroupCoordinatorAppointed,
    OfNames,
    PartnershipJoinedGroup,
    PartnershipLeftGroup,
    RegionalGroupDissolved,
    RegionalGroupFounded,
    RegionalGroupNamesCorrected,
    RegionalGroupRenamed,
)
from services.partnerships.projections.names import named_anew, names_corrected
from vocabulary.text import read

REGIONAL_GROUPS: Final = Table(
    "views.regional_groups",
    ("id",),
    {
        "id": "uuid",
        "programme": "uuid NOT NULL",
        "country": "text NOT NULL",
        "name": "text NOT NULL",
        "names": "jsonb NOT NULL",
        "all_names": "jsonb NOT NULL",
        "since": "date",
        "dissolved_on": "date",
        "reason": "text",
        "memberships": "jsonb NOT NULL",
        "partnerships": "uuid[] NOT NULL",
        "coordinators": "jsonb NOT NULL",
        "sources": "jsonb NOT NULL",
        **MARKS,
    },
)
"""`memberships` in the order in which they were recorded, `coordinators` in that of their days;
`partnerships` are those that belong to the group or ever did."""

SHOWN: Final = ", ".join(REGIONAL_GROUPS.columns)


def touches(seen: Seen[Any]) -> Iterable[Key]:
    if seen.stream.category != "regional_group":
        return ()
    return [(REGIONAL_GROUPS, (seen.stream.id,))]


def reduce(rows: Rows, seen: Seen[Any]) -> None:
    if seen.stream.category != "regional_group":
        return
    row = rows.get(REGIONAL_GROUPS, seen.stream.id)
    if is_known(seen, row):
        return
    changed = _changed(row, seen.event)
    id_ = seen.stream.id
    rows.put(REGIONAL_GROUPS, {**changed, "id": id_, **marks(seen, row)}, seen.recorded_at)


def _changed(row: Row | None, event: Event) -> dict[str, Any]:
    if isinstance(event, RegionalGroupFounded):
        return _founded(event)
    assert row is not None  # noqa: S101 - a group is founded first
    match event:
        case RegionalGroupRenamed() | RegionalGroupNamesCorrected():
            return {**row, **_names(row["all_names"], event)}
        case PartnershipJoinedGroup(partnership=partnership):
            others = [each for each in row["partnerships"] if each != partnership]
            joined = {**plain(event), "reason": None}
            memberships = [*row["memberships"], joined]
            return {**row, "memberships": memberships, "partnerships": [*others, partnership]}
        case PartnershipLeftGroup():
            memberships = [_left(each, event) for each in row["memberships"]]
            return {**row, "memberships": memberships}
        case GroupCoordinatorAppointed():
            coordinators = [*row["coordinators"], plain(event)]
            return {**row, "coordinators": sorted(coordinators, key=lambda each: each["since"])}
        case RegionalGroupDissolved(on=on, reason=reason):
            return {**row, "dissolved_on": on, "reason": reason}


def _names(all_names: Iterable[Mapping[str, Any]], event: OfNames) -> dict[str, Any]:
    match event:
        case RegionalGroupRenamed(names=names, since=since):
            return named_anew(all_names, names, since)
        case RegionalGroupNamesCorrected(recorded_since=wrong, names=names, since=since):
            return names_corrected(all_names, wrong, names, since)


def _founded(event: RegionalGroupFounded) -> dict[str, Any]:
    since = event.since.isoformat() if event.since else None
    return {
        "programme": event.programme,
        "country": event.country,
        "name": read(event.names),
        "names": dict(event.names),
        "all_names": [{"names": dict(event.names), "since": since}],
        "since": event.since,
        "dissolved_on": None,
        "reason": None,
        "memberships": [],
        "partnerships": [],
        "coordinators": [],
        "sources": plain(event.sources),
    }


def _left(membership: Mapping[str, Any], event: PartnershipLeftGroup) -> Mapping[str, Any]:
    same = (membership["partnership"], membership["until"]) == (str(event.partnership), None)
    ended = {"until": event.until.isoformat(), "reason": event.reason}
    return {**membership, **ended} if same else membership


PROJECTION: Final = Projection("regional_groups", 1, (REGIONAL_GROUPS,), touches, reduce)


async def listed(  # noqa: PLR0913 - one argument per filter
    pool: Pool,
    *,
    programme: UUID | None,
    country: str | None,
    partnership: UUID | None,
    after: UUID | None,
    limit: int,
) -> list[dict[str, Any]]:
    found = await pool.fetch(
        f"""
        SELECT {SHOWN} FROM views.regional_groups
         WHERE ($1::uuid IS NULL OR programme = $1)
           AND ($2::text IS NULL OR country = $2)
           AND ($3::uuid IS NULL OR partnerships @> ARRAY[$3])
           AND ($4::uuid IS NULL OR id > $4)
         ORDER BY id LIMIT $5
        """,  # noqa: S608 - columns of our own table
        programme,
        country,
        partnership,
        after,
        limit,
    )
    return shown(REGIONAL_GROUPS, found)


async def one(pool: Pool, id_: UUID) -> dict[str, Any] | None:
    found = await pool.fetch(f"SELECT {SHOWN} FROM views.regional_groups WHERE id = $1", id_)  # noqa: S608
    return next(iter(shown(REGIONAL_GROUPS, found)), None)


async def memberships(pool: Pool, partnership: UUID) -> list[Mapping[str, Any]]:
    """Return the memberships of the partnership: `group`, `since` and `until`."""
    found = await pool.fetch(
        """
        SELECT g.id AS "group", (m ->> 'since')::date AS since, (m ->> 'until')::date AS until
          FROM views.regional_groups g, jsonb_array_elements(g.memberships) m
         WHERE g.partnerships @> ARRAY[$1::uuid] AND m ->> 'partnership' = $1::text
        """,
        partnership,
    )
    return [dict(row) for row in found]
