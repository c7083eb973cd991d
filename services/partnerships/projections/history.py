"""What happened to a protocol: who acted by which function, on whose behalf, when and why?"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from uuid import UUID

from asyncpg import Pool

from kernel.events import Seen
from kernel.postgres.projections import Projection
from kernel.postgres.rows import Key, Rows, Table
from services.partnerships.domain.protocol.events import (
    AmendmentEnteredIntoForce,
    AmendmentProposed,
    CouncilRefused,
    CouncilVoted,
    EntryIntoForceCorrected,
    Event,
    OfVersion,
    OfVotes,
    PartyAgreedText,
    ProtocolEnteredIntoForce,
    ProtocolExpired,
    ProtocolProposed,
    ProtocolResubmitted,
    ProtocolSigned,
    ProtocolTextAgreed,
    ProtocolTextRevised,
    VoteConfirmed,
    VoteCorrected,
    VoteWithdrawn,
)
from services.partnerships.projections.rows import shown
from vocabulary.acts import OnBehalf
from vocabulary.identifiers import CommuneId

HISTORY: Final = Table(
    "views.protocol_history",
    ("protocol", "number"),
    {
        "protocol": "uuid",
        "number": "bigint",
        "act": "text NOT NULL",
        "text_version": "integer",
        "party": "uuid",
        "function": "text",
        "acting_for": "text",
        "on_behalf": "boolean NOT NULL",
        "evidence": "text",
        "acted_on": "date",
        "reason": "text",
        "recorded_at": "timestamptz NOT NULL",
        "recorded_as": "text NOT NULL",
        "demonstration": "boolean NOT NULL",
        "provenance": "text",
    },
)
"""`recorded_as` are the roles under which the act was entered; an act `on_behalf` of the party was
entered by its country unit, with the evidence named."""

SHOWN: Final = ", ".join(HISTORY.columns)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Act:
    version: int | None = None
    party: CommuneId | None = None
    function: str | None = None
    acting_for: str | None = None
    on_behalf: OnBehalf | None = None
    on: date | None = None
    reason: str | None = None


def touches(_seen: Seen[Any]) -> Iterable[Key]:
    return ()


def reduce(rows: Rows, seen: Seen[Any]) -> None:
    if seen.stream.category != "protocol":
        return
    act = _act(seen.event)
    rows.put(
        HISTORY,
        {
            "protocol": seen.stream.id,
            "number": seen.version,
            "act": type(seen.event).__name__,
            "text_version": act.version,
            "party": act.party,
            "function": act.function,
            "acting_for": act.acting_for,
            "on_behalf": act.on_behalf is not None,
            "evidence": act.on_behalf.evidence.reference if act.on_behalf else None,
            "acted_on": act.on,
            "reason": act.reason,
            "recorded_at": seen.recorded_at,
            "recorded_as": ", ".join(seen.meta.roles),
            "demonstration": seen.meta.demonstration,
            "provenance": seen.meta.provenance,
        },
        seen.recorded_at,
    )


def _act(event: Event) -> _Act:
    match event:
        case ProtocolProposed(proposed_by=party, on=on):
            return _Act(version=1, party=party, on=on)
        case ProtocolResubmitted(version=version, proposed_by=party, on=on):
            return _Act(version=version, party=party, on=on)
        case AmendmentProposed(version=version, proposed_by=party, on=on, reason=reason):
            return _Act(version=version, party=party, on=on, reason=reason)
        case ProtocolExpired(on=on):
            return _Act(on=on)
        case _:
            return _of_version(event)


def _of_version(event: OfVersion) -> _Act:
    version = event.version
    match event:
        case ProtocolTextRevised(revised_by=party, on=on):
            return _Act(version=version, party=party, on=on)
        case PartyAgreedText(party=party, on=on, on_behalf=on_behalf):
            return _Act(version=version, party=party, on=on, on_behalf=on_behalf)
        case ProtocolTextAgreed(on=on):
            return _Act(version=version, on=on)
        case ProtocolSigned(party=party, on=on, signatory=signatory, on_behalf=on_behalf):
            return _Act(
                version=version,
                party=party,
                function=signatory.function,
                acting_for=signatory.acting_for,
                on=on,
                on_behalf=on_behalf,
            )
        case ProtocolEnteredIntoForce() | AmendmentEnteredIntoForce() | EntryIntoForceCorrected():
            return _in_force(event)
        case _:
            return _of_votes(event)


def _in_force(
    event: ProtocolEnteredIntoForce | AmendmentEnteredIntoForce | EntryIntoForceCorrected,
) -> _Act:
    reason = event.reason if isinstance(event, EntryIntoForceCorrected) else None
    return _Act(version=event.version, on=event.in_force_since, reason=reason)


def _of_votes(event: OfVotes) -> _Act:
    match event:
        case VoteCorrected(deliberation=deliberation):
            return _Act(
                version=event.version,
                party=event.party,
                function=deliberation.body,
                on=deliberation.adopted_on,
                reason=event.reason,
            )
        case VoteWithdrawn(version=version, party=party, reason=reason):
            return _Act(version=version, party=party, reason=reason)
        case VoteConfirmed(version=version, party=party):
            return _Act(version=version, party=party)
        case _:
            return _voted(event)


def _voted(event: CouncilVoted) -> _Act:
    return _Act(
        version=event.version,
        party=event.party,
        function=event.deliberation.body,
        on=event.deliberation.adopted_on,
        on_behalf=event.on_behalf,
        reason=event.reason if isinstance(event, CouncilRefused) else None,
    )


PROJECTION: Final = Projection("protocol_history", 1, (HISTORY,), touches, reduce)


async def listed(
    pool: Pool, protocol: UUID, *, after: int | None, limit: int
) -> list[dict[str, Any]]:
    """Return what happened to the protocol, first things first."""
    found = await pool.fetch(
        f"SELECT {SHOWN} FROM views.protocol_history"  # noqa: S608 - columns of our own table
        " WHERE protocol = $1 AND ($2::bigint IS NULL OR number > $2) ORDER BY number LIMIT $3",
        protocol,
        after,
        limit,
    )
    return shown(HISTORY, found)
