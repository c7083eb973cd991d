"""Which reports are due, how far has each come, and whose signature is it waiting for?"""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, Final, TypeAlias
from uuid import UUID

from asyncpg import Pool

from kernel.events import Seen
from kernel.postgres.projections import Projection
from kernel.postgres.rows import Key, Row, Rows, Table
from kernel.postgres.views import plain, shown
from services.reporting.domain.report.events import (
    Event,
    PartySignedReport,
    ReportAccepted,
    ReportDrafted,
    ReportExpected,
    ReportReopened,
    ReportReturned,
    ReportSubmitted,
)
from services.reporting.projections.rows import MARKS, columns, is_known, marks
from vocabulary.reports import ReportState

Columns: TypeAlias = Mapping[str, Any]

REPORTS: Final = Table(
    "views.reports",
    ("id",),
    {
        "id": "uuid",
        "action_plan": "uuid NOT NULL",
        "partnership": "uuid NOT NULL",
        "protocol": "uuid NOT NULL",
        "phase": "uuid NOT NULL",
        "country": "text NOT NULL",
        "parties": "uuid[] NOT NULL",
        "title": "jsonb NOT NULL",
        "period_starts_on": "date NOT NULL",
        "period_ends_on": "date NOT NULL",
        "due_on": "date",
        "indicators": "jsonb NOT NULL",
        "budget_lines": "jsonb NOT NULL",
        "strategic_plan": "uuid NOT NULL",
        "strategic_plan_version": "integer NOT NULL",
        "state": "text NOT NULL",
        "report_version": "integer NOT NULL",
        "opened_as": "text NOT NULL",
        "narrative": "jsonb",
        "drafted": "boolean NOT NULL",
        "signatures": "jsonb NOT NULL",
        "awaiting": "uuid[] NOT NULL",
        "submitted_on": "date",
        "comments": "text",
        "returned_on": "date",
        "accepted_version": "integer",
        "accepted_on": "date",
        "locked": "boolean NOT NULL",
        **MARKS,
    },
)
"""`report_version` is the one that is made, under review or accepted; `signatures` and `awaiting`
are of its content as it stands. `accepted_version` stays while a later one is made."""

SHOWN: Final = columns(REPORTS, "opened_as", "drafted")


def touches(seen: Seen[Any]) -> Iterable[Key]:
    match seen.stream.category:
        case "report":
            return [(REPORTS, (seen.stream.id,))]
        case "measurement" | "expense":
            return [(REPORTS, (seen.event.report,))]
        case _:
            return ()


def reduce(rows: Rows, seen: Seen[Any]) -> None:
    for table, key in touches(seen):
        row = rows.get(table, *key)
        if is_known(seen, row):
            return
        own = seen.stream.category == "report"
        changed = _changed(row, seen) if own else _figures_changed(row, seen)
        rows.put(table, {**changed, **_derived(changed)}, seen.recorded_at)


def _figures_changed(row: Row | None, seen: Seen[Any]) -> dict[str, Any]:
    """Return the row after a figure changed: what was signed is no longer what stands there."""
    assert row is not None  # noqa: S101 - figures are of a report that is expected
    return {**row, "signatures": [], "changed_at": seen.position}


def _changed(row: Row | None, seen: Seen[Any]) -> dict[str, Any]:
    event: Event = seen.event
    begun = (
        _expected(event)
        if isinstance(event, ReportExpected)
        else {**(row or {}), **_turn(row, event)}
    )
    return {**begun, "id": seen.stream.id, **marks(seen, row)}


def _expected(event: ReportExpected) -> dict[str, Any]:
    return {
        "action_plan": event.action_plan,
        "partnership": event.partnership,
        "protocol": event.protocol,
        "phase": event.phase,
        "country": event.country,
        "parties": list(event.parties),
        "title": plain(event.title),
        "period_starts_on": event.period.starts_on,
        "period_ends_on": event.period.ends_on,
        "due_on": event.due_on,
        "indicators": plain(event.indicators),
        "budget_lines": plain(event.budget_lines),
        "strategic_plan": event.strategic_plan,
        "strategic_plan_version": event.strategic_plan_version,
        "narrative": None,
        "comments": None,
        "returned_on": None,
        "accepted_version": None,
        "accepted_on": None,
        **_open(1, ReportState.EXPECTED),
    }


def _open(version: int, opened_as: ReportState) -> Columns:
    return {
        "report_version": version,
        "opened_as": opened_as.value,
        "drafted": False,
        "signatures": [],
        "submitted_on": None,
        "locked": False,
    }


def _turn(row: Row | None, event: Event) -> Columns:
    assert row is not None  # noqa: S101 - a report is expected first
    match event:
        case ReportDrafted(narrative=narrative):
            return {"narrative": plain(narrative), "drafted": True, "signatures": []}
        case PartySignedReport():
            return {"signatures": _signed(row, event)}
        case ReportSubmitted(on=on):
            return {"submitted_on": on}
        case _:
            return _reviewed(event)


def _signed(row: Row, event: PartySignedReport) -> list[Any]:
    signature = {
        "party": str(event.party),
        "function": event.signatory.function,
        "acting_for": event.signatory.acting_for,
        "place": event.place,
        "on": event.on.isoformat(),
        "content_hash": event.content_hash,
        "on_behalf": event.on_behalf is not None,
    }
    others = [each for each in row["signatures"] if each["party"] != signature["party"]]
    return [*(s for s in others if s["content_hash"] == event.content_hash), signature]


def _reviewed(event: Event) -> Columns:
    match event:
        case ReportReturned(version=version, comments=comments, on=on):
            opened = _open(version + 1, ReportState.RETURNED)
            return {**opened, "comments": comments, "returned_on": on}
        case ReportAccepted(version=version, on=on):
            return {"accepted_version": version, "accepted_on": on, "locked": True}
        case ReportReopened(version=version):
            return _open(version, ReportState.REOPENED)
        case _:
            return {}


def _derived(row: Row) -> Columns:
    """Return what follows from the rest: the state, and who has still to sign."""
    if row["locked"]:
        return {"state": ReportState.ACCEPTED.value, "awaiting": []}
    if row["submitted_on"] is not None:
        return {"state": ReportState.SUBMITTED.value, "awaiting": []}
    signed = {each["party"] for each in row["signatures"]}
    begun = ReportState.DRAFT.value if row["drafted"] else row["opened_as"]
    return {
        "state": ReportState.PARTLY_SIGNED.value if signed else begun,
        "awaiting": [party for party in row["parties"] if str(party) not in signed],
    }


PROJECTION: Final = Projection("reports", 1, (REPORTS,), touches, reduce)


async def listed(  # noqa: PLR0913 - one argument per filter
    pool: Pool,
    *,
    state: str | None,
    partnership: UUID | None,
    phase: UUID | None,
    party: UUID | None,
    awaiting: UUID | None,
    due_by: date | None,
    after: UUID | None,
    limit: int,
) -> list[dict[str, Any]]:
    """Return reports; `due_by` asks for those not submitted whose day had come by then.

    That day is the last of the period where none is set.
    """
    found = await pool.fetch(
        f"""
        SELECT {SHOWN} FROM views.reports
         WHERE ($1::text IS NULL OR state = $1)
           AND ($2::uuid IS NULL OR partnership = $2)
           AND ($3::uuid IS NULL OR phase = $3)
           AND ($4::uuid IS NULL OR parties @> ARRAY[$4])
           AND ($5::uuid IS NULL OR awaiting @> ARRAY[$5])
           AND ($6::date IS NULL OR
                 (coalesce(due_on, period_ends_on) <= $6 AND submitted_on IS NULL))
           AND ($7::uuid IS NULL OR id > $7)
         ORDER BY id LIMIT $8
        """,  # noqa: S608 - columns of our own table
        state,
        partnership,
        phase,
        party,
        awaiting,
        due_by,
        after,
        limit,
    )
    return shown(REPORTS, found)


async def one(pool: Pool, id_: UUID) -> dict[str, Any] | None:
    found = await pool.fetch(f"SELECT {SHOWN} FROM views.reports WHERE id = $1", id_)  # noqa: S608
    return next(iter(shown(REPORTS, found)), None)


async def is_made_up(pool: Pool, id_: UUID) -> bool:
    """Whether anything in the report was made up for a demonstration."""
    statement = "SELECT demonstration FROM views.reports WHERE id = $1"
    return bool(await pool.fetchval(statement, id_))
