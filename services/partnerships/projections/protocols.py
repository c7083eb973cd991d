"""Where does each protocol stand, and whose council has still to ratify it, since when?"""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, Final
from uuid import UUID

from asyncpg import Pool

from kernel.events import Seen
from kernel.postgres.projections import Projection
from kernel.postgres.rows import Key, Row, Rows, Table
from kernel.postgres.views import MARKS, is_known, marks, plain, shown
from services.partnerships.domain.protocol.events import (
    AmendmentEnteredIntoForce,
    AmendmentProposed,
    EntryIntoForceCorrected,
    Event,
    OfVersion,
    ProtocolAbandoned,
    ProtocolEnteredIntoForce,
    ProtocolExpired,
    ProtocolProposed,
    ProtocolResubmitted,
    ProtocolTextAgreed,
    ProtocolTextRevised,
)
from services.partnerships.domain.protocol.text import ProtocolText
from services.partnerships.projections.ordering import NAMES_OF_PARTIES, ordered, place
from services.partnerships.projections.steps import advanced, awaited, opening, prior, standing
from vocabulary.protocols import ProtocolState

PROTOCOLS: Final = Table(
    "views.protocols",
    ("id",),
    {
        "id": "uuid",
        "partnership": "uuid NOT NULL",
        "programme": "uuid NOT NULL",
        "phase": "uuid NOT NULL",
        "country": "text NOT NULL",
        "parties": "uuid[] NOT NULL",
        "state": "text NOT NULL",
        "amendment": "text",
        "text_version": "integer NOT NULL",
        "text_hash": "text NOT NULL",
        "pillars": "jsonb NOT NULL",
        "principles": "jsonb NOT NULL",
        "domains": "jsonb NOT NULL",
        "ties": "jsonb",
        "languages": "jsonb NOT NULL",
        "effective_on": "date",
        "proposed_by": "uuid NOT NULL",
        "proposed_on": "date NOT NULL",
        "text_agreed_on": "date",
        "steps": "jsonb NOT NULL",
        "awaiting": "uuid[] NOT NULL",
        "awaiting_since": "date",
        "in_force_since": "date",
        "ends_on": "date NOT NULL",
        "expired_on": "date",
        "abandoned": "jsonb",
        "renews": "uuid",
        "in_force": "jsonb NOT NULL",
        "proposed_at": "bigint NOT NULL",
        **MARKS,
    },
)
"""The text on the table is version `text_version`; while it is an amendment, `amendment` says how
far it has come and `state` stays in force. `abandoned` is who gave that text up, when and why,
null while it stands. `in_force` has each version's day of entry into force,
`proposed_at` is the position that took the place."""

SHOWN: Final = ", ".join(
    name for name in PROTOCOLS.columns if name not in {"in_force", "proposed_at"}
)
BESIDE: Final = """
    ARRAY(SELECT r.id FROM views.protocols AS r
           WHERE r.renews = p.id AND r.state <> 'abandoned' ORDER BY r.id) AS renewed_by,
    (SELECT max(version::int) FROM jsonb_each_text(p.in_force) AS e (version, since)
      WHERE since IS NOT NULL) AS version_in_force
"""
"""Who renews it, and which version of the text binds: the old one while an amendment is decided."""


def touches(seen: Seen[Any]) -> Iterable[Key]:
    return [(PROTOCOLS, (seen.stream.id,))] if seen.stream.category == "protocol" else ()


def reduce(rows: Rows, seen: Seen[Any]) -> None:
    if seen.stream.category != "protocol":
        return
    row = rows.get(PROTOCOLS, seen.stream.id)
    if is_known(seen, row):
        return
    changed = _changed(row, seen.event, seen.position)
    rows.put(
        PROTOCOLS,
        {**changed, "id": seen.stream.id, **_derived(changed), **marks(seen, row)},
        seen.recorded_at,
    )


def _changed(row: Row | None, event: Event, position: int) -> dict[str, Any]:
    if isinstance(event, ProtocolProposed):
        return _proposed(event, position)
    assert row is not None  # noqa: S101 - a protocol is proposed first
    match event:
        case ProtocolResubmitted() | AmendmentProposed():
            return {
                **row,
                **_text(event.text),
                "text_version": event.version,
                "text_agreed_on": None,
                "abandoned": None,
                "steps": opening(row["parties"], prior(row["steps"])),
            }
        case ProtocolExpired(on=on):
            return {**row, "expired_on": on}
        case ProtocolEnteredIntoForce() | AmendmentEnteredIntoForce() | EntryIntoForceCorrected():
            since = event.in_force_since.isoformat() if event.in_force_since else None
            return {**row, "in_force": {**row["in_force"], str(event.version): since}}
        case _:
            return _advanced(row, event) if event.version == row["text_version"] else dict(row)


def _proposed(event: ProtocolProposed, position: int) -> dict[str, Any]:
    return {
        "partnership": event.partnership,
        "programme": event.programme,
        "phase": event.phase,
        "country": event.country,
        "parties": list(event.parties),
        "text_version": 1,
        **_text(event.text),
        "proposed_by": event.proposed_by,
        "proposed_on": event.on,
        "text_agreed_on": None,
        "steps": opening(
            event.parties,
            {str(each.party): plain(each.deliberation) for each in event.prior_deliberations},
        ),
        "ends_on": event.ends_on,
        "expired_on": None,
        "abandoned": None,
        "renews": event.renews,
        "in_force": {},
        "proposed_at": position,
    }


def _text(text: ProtocolText) -> dict[str, Any]:
    return {
        "text_hash": text.text_hash,
        "pillars": plain(text.pillars),
        "principles": plain(text.principles),
        "domains": plain(text.domains),
        "ties": plain(text.ties),
        "languages": plain(text.languages),
        "effective_on": text.effective_on,
    }


def _advanced(row: Row, event: OfVersion) -> dict[str, Any]:
    match event:
        case ProtocolTextRevised(text=text):
            return {
                **row,
                **_text(text),
                "text_agreed_on": None,
                "steps": opening(row["parties"], prior(row["steps"])),
            }
        case ProtocolTextAgreed(on=on):
            return {**row, "text_agreed_on": on}
        case ProtocolAbandoned():
            return {**row, "abandoned": _abandoned(event)}
        case ProtocolEnteredIntoForce() | AmendmentEnteredIntoForce() | EntryIntoForceCorrected():
            return dict(row)
        case _:
            return {**row, "steps": advanced(row["steps"], event)}


def _abandoned(event: ProtocolAbandoned) -> dict[str, Any]:
    return {
        "party": str(event.party),
        "on": event.on.isoformat(),
        "reason": event.reason,
        "on_behalf": event.on_behalf is not None,
    }


def _derived(row: Row) -> dict[str, Any]:
    """Return what follows from the steps and from which versions are in force."""
    days = {int(version): day for version, day in row["in_force"].items() if day is not None}
    binding = max(days, default=None)
    being_decided = binding != row["text_version"] and row["expired_on"] is None
    stands = standing(row["steps"], agreed=row["text_agreed_on"] is not None)
    if row["abandoned"] is not None:
        stands = ProtocolState.ABANDONED
    awaiting, since = awaited(row["steps"]) if being_decided else ([], None)
    if row["expired_on"] is not None:
        state = ProtocolState.EXPIRED
    else:
        state = ProtocolState.IN_FORCE if binding is not None else stands
    return {
        "state": state.value,
        "amendment": stands.value if binding is not None and being_decided else None,
        "awaiting": awaiting,
        "awaiting_since": since,
        "in_force_since": days[binding] if binding is not None else None,
    }


ORDERS: Final[Mapping[str, str]] = {
    "id": "id",
    "title": NAMES_OF_PARTIES,
    "country": "country",
    "state": "state",
    "proposed_on": "proposed_on",
    "in_force_since": "coalesce(in_force_since::text, '')",
    "ends_on": "ends_on",
}
"""By what the list can be sorted; what has no such day comes first."""

PROJECTION: Final = Projection("protocols", 2, (PROTOCOLS,), touches, reduce)


async def listed(  # noqa: PLR0913 - one argument per filter
    pool: Pool,
    *,
    state: str | None,
    partnership: UUID | None,
    phase: UUID | None,
    party: UUID | None,
    awaiting: UUID | None,
    sort: str = "id",
    after: tuple[Any, ...] | None,
    limit: int,
) -> list[dict[str, Any]]:
    """Return protocols; `awaiting` asks for those that this party's council has still to ratify."""
    listing = f"""
        SELECT {SHOWN}, {BESIDE} FROM views.protocols AS p
         WHERE ($1::text IS NULL OR state = $1)
           AND ($2::uuid IS NULL OR partnership = $2)
           AND ($3::uuid IS NULL OR phase = $3)
           AND ($4::uuid IS NULL OR parties @> ARRAY[$4])
           AND ($5::uuid IS NULL OR awaiting @> ARRAY[$5])
        """  # noqa: S608 - columns of our own table
    found = await pool.fetch(
        ordered(listing, sort, ORDERS, first=6),
        state,
        partnership,
        phase,
        party,
        awaiting,
        *place(after),
        limit,
    )
    return shown(PROTOCOLS, found)


async def one(pool: Pool, id_: UUID) -> dict[str, Any] | None:
    found = await pool.fetch(
        f"SELECT {SHOWN}, {BESIDE} FROM views.protocols AS p WHERE id = $1",  # noqa: S608
        id_,
    )
    return next(iter(shown(PROTOCOLS, found)), None)


async def holder(pool: Pool, partnership: UUID, phase: UUID) -> UUID | None:
    """Return the protocol that was first proposed in this place and is not abandoned."""
    found: UUID | None = await pool.fetchval(
        "SELECT id FROM views.protocols WHERE partnership = $1 AND phase = $2 AND state <> $3"
        " ORDER BY proposed_at LIMIT 1",
        partnership,
        phase,
        ProtocolState.ABANDONED.value,
    )
    return found


async def ended(pool: Pool, today: date, limit: int) -> list[tuple[UUID, date, bool]]:
    """Return protocols in force whose phase has ended before today: id, last day, made up."""
    found = await pool.fetch(
        "SELECT id, ends_on, demonstration FROM views.protocols"
        " WHERE state = 'in_force' AND ends_on < $1 ORDER BY ends_on, id LIMIT $2",
        today,
        limit,
    )
    return [(row["id"], row["ends_on"], row["demonstration"]) for row in found]
