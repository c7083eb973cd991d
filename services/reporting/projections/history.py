"""What happened to a report: who wrote, signed, returned or accepted which version, and why?"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from uuid import UUID

from asyncpg import Pool

from kernel.events import Seen
from kernel.postgres.projections import Projection
from kernel.postgres.rows import Key, Rows, Table
from kernel.postgres.views import shown
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
from vocabulary.acts import OnBehalf
from vocabulary.identifiers import CommuneId

HISTORY: Final = Table(
    "views.report_history",
    ("report", "number"),
    {
        "report": "uuid",
        "number": "bigint",
        "act": "text NOT NULL",
        "report_version": "integer NOT NULL",
        "party": "uuid",
        "function": "text",
        "on_behalf": "boolean NOT NULL",
        "evidence": "text",
        "content_hash": "text",
        "words": "text",
        "acted_on": "date",
        "recorded_at": "timestamptz NOT NULL",
        "recorded_as": "text NOT NULL",
        "demonstration": "boolean NOT NULL",
        "provenance": "text",
    },
)
"""`words` are the reviewer's comments or the reason of a reopening; `recorded_as` the roles under
which the act was entered."""

SHOWN: Final = ", ".join(HISTORY.columns)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Act:
    version: int = 1
    party: CommuneId | None = None
    function: str | None = None
    on_behalf: OnBehalf | None = None
    content_hash: str | None = None
    words: str | None = None
    on: date | None = None


def touches(_seen: Seen[Any]) -> Iterable[Key]:
    return ()


def reduce(rows: Rows, seen: Seen[Any]) -> None:
    if seen.stream.category != "report":
        return
    act = _act(seen.event)
    rows.put(
        HISTORY,
        {
            "report": seen.stream.id,
            "number": seen.version,
            "act": type(seen.event).__name__,
            "report_version": act.version,
            "party": act.party,
            "function": act.function,
            "on_behalf": act.on_behalf is not None,
            "evidence": act.on_behalf.evidence.reference if act.on_behalf else None,
            "content_hash": act.content_hash,
            "words": act.words,
            "acted_on": act.on,
            "recorded_at": seen.recorded_at,
            "recorded_as": ", ".join(seen.meta.roles),
            "demonstration": seen.meta.demonstration,
            "provenance": seen.meta.provenance,
        },
        seen.recorded_at,
    )


def _act(event: Event) -> _Act:
    match event:
        case ReportExpected():
            return _Act()
        case ReportDrafted(version=version, party=party, on=on):
            return _Act(version=version, party=party, on=on)
        case PartySignedReport():
            return _Act(
                version=event.version,
                party=event.party,
                function=event.signatory.function,
                on_behalf=event.on_behalf,
                content_hash=event.content_hash,
                on=event.on,
            )
        case ReportSubmitted(version=version, content_hash=content_hash, on=on):
            return _Act(version=version, content_hash=content_hash, on=on)
        case _:
            return _reviewed(event)


def _reviewed(event: ReportReturned | ReportAccepted | ReportReopened) -> _Act:
    match event:
        case ReportReturned(version=version, comments=comments, on=on):
            return _Act(version=version, words=comments, on=on)
        case ReportAccepted(version=version, on=on):
            return _Act(version=version, on=on)
        case ReportReopened():
            return _Act(
                version=event.version,
                party=event.party,
                on_behalf=event.on_behalf,
                words=event.reason,
                on=event.on,
            )


PROJECTION: Final = Projection("report_history", 1, (HISTORY,), touches, reduce)


async def listed(
    pool: Pool, report: UUID, *, after: int | None, limit: int
) -> list[dict[str, Any]]:
    """Return what happened to the report, first things first."""
    found = await pool.fetch(
        f"SELECT {SHOWN} FROM views.report_history"  # noqa: S608 - columns of our own table
        " WHERE report = $1 AND ($2::bigint IS NULL OR number > $2) ORDER BY number LIMIT $3",
        report,
        after,
        limit,
    )
    return shown(HISTORY, found)
