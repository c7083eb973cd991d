"""What does each specific convention say, who has signed it, and which plans are annexed?"""

from collections.abc import Iterable
from typing import Any, Final
from uuid import UUID

from asyncpg import Pool

from kernel.events import Seen
from kernel.postgres.projections import Projection
from kernel.postgres.rows import Key, Row, Rows, Table
from services.partnerships.domain.convention.events import (
    ActionPlanAnnexed,
    ConventionAmendmentDrafted,
    ConventionConcluded,
    ConventionDrafted,
    ConventionRevised,
    ConventionSigned,
    Event,
)
from services.partnerships.projections.rows import MARKS, is_known, marks, plain, shown
from vocabulary.conventions import ConventionState

CONVENTIONS: Final = Table(
    "views.conventions",
    ("id",),
    {
        "id": "uuid",
        "partnership": "uuid NOT NULL",
        "protocol": "uuid NOT NULL",
        "phase": "uuid NOT NULL",
        "country": "text NOT NULL",
        "parties": "uuid[] NOT NULL",
        "state": "text NOT NULL",
        "amendment": "text",
        "content_version": "integer NOT NULL",
        "content_hash": "text NOT NULL",
        "budget_lines": "jsonb NOT NULL",
        "drafted_by": "uuid NOT NULL",
        "drafted_on": "date NOT NULL",
        "reason": "text",
        "signatures": "jsonb NOT NULL",
        "awaiting": "uuid[] NOT NULL",
        "concluded": "jsonb",
        "annexed": "jsonb NOT NULL",
        **MARKS,
    },
)
"""What is on the table is version `content_version`, from `content_hash` to `awaiting`, who has
still to sign it; `concluded` is the version that holds. While another is signed `amendment` says
how far it has come."""

SHOWN: Final = ", ".join(CONVENTIONS.columns)


def touches(seen: Seen[Any]) -> Iterable[Key]:
    return [(CONVENTIONS, (seen.stream.id,))] if seen.stream.category == "convention" else ()


def reduce(rows: Rows, seen: Seen[Any]) -> None:
    if seen.stream.category != "convention":
        return
    row = rows.get(CONVENTIONS, seen.stream.id)
    if is_known(seen, row):
        return
    changed = _changed(row, seen.event)
    rows.put(
        CONVENTIONS,
        {**changed, "id": seen.stream.id, **_derived(changed), **marks(seen, row)},
        seen.recorded_at,
    )


def _changed(row: Row | None, event: Event) -> dict[str, Any]:
    if isinstance(event, ConventionDrafted):
        return _drafted(event)
    assert row is not None  # noqa: S101 - a convention is drafted first
    match event:
        case ConventionRevised() | ConventionAmendmentDrafted():
            return {**row, **_tabled(event)}
        case ConventionSigned():
            return {**row, "signatures": [*row["signatures"], _signature(event)]}
        case ConventionConcluded():
            return {**row, "concluded": _concluded(event)}
        case ActionPlanAnnexed():
            return {**row, "annexed": [*row["annexed"], _annexed(event)]}


def _drafted(event: ConventionDrafted) -> dict[str, Any]:
    return {
        "partnership": event.partnership,
        "protocol": event.protocol,
        "phase": event.phase,
        "country": event.country,
        "parties": list(event.parties),
        "content_version": 1,
        "content_hash": event.content_hash,
        "budget_lines": plain(event.budget_lines),
        "drafted_by": event.drafted_by,
        "drafted_on": event.on,
        "reason": None,
        "signatures": [],
        "concluded": None,
        "annexed": [],
    }


def _tabled(event: ConventionRevised | ConventionAmendmentDrafted) -> dict[str, Any]:
    tabled = {
        "content_version": event.version,
        "content_hash": event.content_hash,
        "budget_lines": plain(event.budget_lines),
        "signatures": [],
    }
    if isinstance(event, ConventionAmendmentDrafted):
        tabled |= {"drafted_by": event.drafted_by, "drafted_on": event.on, "reason": event.reason}
    return tabled


def _signature(event: ConventionSigned) -> dict[str, Any]:
    return {
        "party": str(event.party),
        "function": event.signatory.function,
        "acting_for": event.signatory.acting_for,
        "place": event.place,
        "on": event.on.isoformat(),
        "on_behalf": event.on_behalf is not None,
    }


def _concluded(event: ConventionConcluded) -> dict[str, Any]:
    return {
        "version": event.version,
        "on": event.on.isoformat(),
        "content_hash": event.content_hash,
        "budget_lines": plain(event.budget_lines),
    }


def _annexed(event: ActionPlanAnnexed) -> dict[str, Any]:
    return {
        "action_plan": str(event.action_plan),
        "content_hash": event.content_hash,
        "version": event.version,
        "on": event.on.isoformat(),
        "party": str(event.party),
        "on_behalf": event.on_behalf is not None,
    }


def _derived(row: Row) -> dict[str, Any]:
    """Return what follows from the signatures and from which version is concluded."""
    signed = {signature["party"] for signature in row["signatures"]}
    stands = ConventionState.PARTLY_SIGNED if signed else ConventionState.DRAFT
    holds = row["concluded"]
    being_signed = holds is None or holds["version"] != row["content_version"]
    return {
        "state": (ConventionState.CONCLUDED if holds else stands).value,
        "amendment": stands.value if holds and being_signed else None,
        "awaiting": [party for party in row["parties"] if str(party) not in signed],
    }


PROJECTION: Final = Projection("conventions", 1, (CONVENTIONS,), touches, reduce)


async def listed(  # noqa: PLR0913 - one argument per filter
    pool: Pool,
    *,
    state: str | None,
    partnership: UUID | None,
    protocol: UUID | None,
    awaiting: UUID | None,
    after: UUID | None,
    limit: int,
) -> list[dict[str, Any]]:
    """Return conventions; `awaiting` asks for those that this party has still to sign."""
    found = await pool.fetch(
        f"""
        SELECT {SHOWN} FROM views.conventions
         WHERE ($1::text IS NULL OR state = $1)
           AND ($2::uuid IS NULL OR partnership = $2)
           AND ($3::uuid IS NULL OR protocol = $3)
           AND ($4::uuid IS NULL OR awaiting @> ARRAY[$4])
           AND ($5::uuid IS NULL OR id > $5)
         ORDER BY id LIMIT $6
        """,  # noqa: S608 - columns of our own table
        state,
        partnership,
        protocol,
        awaiting,
        after,
        limit,
    )
    return shown(CONVENTIONS, found)


async def one(pool: Pool, id_: UUID) -> dict[str, Any] | None:
    found = await pool.fetch(f"SELECT {SHOWN} FROM views.conventions WHERE id = $1", id_)  # noqa: S608
    return next(iter(shown(CONVENTIONS, found)), None)
