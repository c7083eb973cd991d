"""Through whom do members act, what else do they take part in, and who has announced the end?"""

from collections.abc import Iterable
from datetime import date
from typing import Any, Final
from uuid import UUID

from asyncpg import Pool

from kernel.events import Seen
from kernel.postgres.projections import Projection
from kernel.postgres.rows import Key, Row, Rows, Table
from kernel.postgres.views import MARKS, is_known, marks, plain
from services.partnerships.domain.partnership.events import (
    AuthoritiesNamed,
    DelegationEnded,
    MemberLeft,
    NoticeGiven,
    NoticePeriodAgreed,
    NoticeWithdrawn,
    OperationDelegated,
    OtherProgrammeTagged,
    OtherProgrammeUntagged,
    PartnershipTerminated,
)

ARRANGEMENTS: Final = Table(
    "views.partnership_arrangements",
    ("id",),
    {
        "id": "uuid",
        "authorities": "jsonb NOT NULL",
        "delegations": "jsonb NOT NULL",
        "other_programmes": "jsonb NOT NULL",
        "notice_days": "integer",
        "notice": "jsonb",
        "notice_ends_on": "date",
        **MARKS,
    },
)
"""`delegations` are those of today and those that have ended; `notice` is the one that runs."""

DOCUMENTS: Final = ("authorities", "delegations", "other_programmes", "notice")
"""What is shown of a partnership besides `notice_days`."""

_NOTHING: Final[Row] = {
    "authorities": [],
    "delegations": [],
    "other_programmes": [],
    "notice_days": None,
    "notice": None,
    "notice_ends_on": None,
}


def touches(seen: Seen[Any]) -> Iterable[Key]:
    return [(ARRANGEMENTS, (seen.stream.id,))] if seen.stream.category == "partnership" else ()


def reduce(rows: Rows, seen: Seen[Any]) -> None:
    if seen.stream.category != "partnership":
        return
    row = rows.get(ARRANGEMENTS, seen.stream.id)
    if is_known(seen, row):
        return
    changed = _changed(row or _NOTHING, seen.event)
    rows.put(
        ARRANGEMENTS,
        {**changed, "id": seen.stream.id, **marks(seen, row)},
        seen.recorded_at,
    )


def _changed(row: Row, event: Any) -> Row:
    match event:
        case AuthoritiesNamed() | OperationDelegated() | DelegationEnded():
            return _through_others(row, event)
        case OtherProgrammeTagged(code=code):
            others = _without(row["other_programmes"], "code", code)
            return {**row, "other_programmes": [*others, plain(event)]}
        case OtherProgrammeUntagged(code=code):
            return {**row, "other_programmes": _without(row["other_programmes"], "code", code)}
        case MemberLeft():
            return _left(row, event)
        case NoticePeriodAgreed() | NoticeGiven() | NoticeWithdrawn() | PartnershipTerminated():
            return _noticed(row, event)
        case _:
            return row


def _through_others(
    row: Row, event: AuthoritiesNamed | OperationDelegated | DelegationEnded
) -> Row:
    match event:
        case AuthoritiesNamed(intermediary=intermediary):
            others = _without(row["authorities"], "intermediary", intermediary)
            return {**row, "authorities": [*others, plain(event)]}
        case OperationDelegated():
            begun = {**plain(event), "until": None, "reason": None}
            return {**row, "delegations": [*row["delegations"], begun]}
        case DelegationEnded(member=member, until=until, reason=reason):
            return {**row, "delegations": _ended(row, member, until, reason)}


def _noticed(row: Row, event: Any) -> Row:
    match event:
        case NoticePeriodAgreed(days=days):
            return {**row, "notice_days": days}
        case NoticeGiven(by=by, on=on, ends_on=ends_on, reason=reason, on_behalf=on_behalf):
            said = {"by": by, "on": on, "ends_on": ends_on, "reason": reason}
            notice = {**plain(said), "on_behalf": on_behalf is not None}
            return {**row, "notice": notice, "notice_ends_on": ends_on}
        case _:
            return {**row, "notice": None, "notice_ends_on": None}


def _left(row: Row, event: MemberLeft) -> Row:
    left = {
        **row,
        "authorities": _without(row["authorities"], "intermediary", event.commune),
        "delegations": _ended(row, event.commune, event.until, event.reason),
    }
    theirs = row["notice"] is not None and row["notice"]["by"] == str(event.commune)
    return {**left, "notice": None, "notice_ends_on": None} if theirs else left


def _ended(row: Row, member: UUID, until: date, reason: str) -> list[Any]:
    end = {"until": until.isoformat(), "reason": reason}
    return [
        {**each, **end} if each["member"] == str(member) and each["until"] is None else each
        for each in row["delegations"]
    ]


def _without(entries: list[Any], name: str, value: Any) -> list[Any]:
    return [each for each in entries if each[name] != str(value)]


PROJECTION: Final = Projection("partnership_arrangements", 1, (ARRANGEMENTS,), touches, reduce)


async def announced(pool: Pool, today: date, limit: int) -> list[dict[str, Any]]:
    """Return the partnerships whose notice is over before today and that have not ended yet.

    Each with the day on which it ends: that of the notice, or of a suspension or resumption that
    was dated after it.
    """
    found = await pool.fetch(
        "SELECT a.id, greatest(a.notice_ends_on, p.state_since) AS ends_on,"
        "       a.notice ->> 'by' AS by, a.notice ->> 'reason' AS reason, a.demonstration"
        "  FROM views.partnership_arrangements AS a JOIN views.partnerships AS p USING (id)"
        " WHERE a.notice_ends_on < $1 AND p.state <> 'terminated'"
        " ORDER BY a.notice_ends_on, a.id LIMIT $2",
        today,
        limit,
    )
    return [dict(row) for row in found]
