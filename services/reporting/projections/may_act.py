"""On which days might a partnership act, by what the partnerships service has said?"""

from collections.abc import Iterable
from datetime import date
from typing import Any, Final, TypeAlias
from uuid import UUID

import msgspec
from asyncpg import Pool, Record

from contracts.partnerships.partners import (
    PartnershipEstablished,
    PartnershipResumed,
    PartnershipSuspended,
    PartnershipTerminated,
)
from contracts.partnerships.programmes import (
    PhaseClosed,
    PhaseClosing,
    PhaseOpened,
    PhaseResumed,
    PhaseSuspended,
)
from contracts.partnerships.protocols import (
    EntryIntoForceCorrected,
    ProtocolExpired,
    ProtocolRatified,
)
from kernel.kafka.cloudevents import Incoming
from kernel.kafka.copying import COPIED, Copies, copied
from kernel.postgres.rows import Key, Row, Rows, Table
from kernel.postgres.views import plain
from services.reporting.domain.standing import Standing, Suspension
from vocabulary.reliance import Reliance

OfPartnership: TypeAlias = (
    PartnershipEstablished | PartnershipSuspended | PartnershipResumed | PartnershipTerminated
)
OfPhase: TypeAlias = PhaseOpened | PhaseSuspended | PhaseResumed | PhaseClosing | PhaseClosed
OfProtocol: TypeAlias = ProtocolRatified | EntryIntoForceCorrected | ProtocolExpired
Heard: TypeAlias = OfPartnership | OfPhase | OfProtocol

PARTNERSHIPS: Final = Table(
    "copies.partnerships",
    ("id",),
    {"id": "uuid", "suspensions": "jsonb NOT NULL", "ended_on": "date", **COPIED},
)
PHASES: Final = Table(
    "copies.phases",
    ("id",),
    {
        "id": "uuid",
        "opened_on": "date",
        "closing_on": "date",
        "suspensions": "jsonb NOT NULL",
        **COPIED,
    },
)
PROTOCOLS: Final = Table(
    "copies.protocols",
    ("id",),
    {
        "id": "uuid",
        "ratified_version": "integer NOT NULL",
        "in_force_since": "date",
        "in_force_until": "date",
        **COPIED,
    },
)
"""`ratified_version` is the one that brought the protocol into force; `in_force_until` the last
day."""


def touches(event: Incoming) -> Iterable[Key]:
    match event.event:
        case PartnershipEstablished() | PartnershipSuspended() | PartnershipResumed():
            return [(PARTNERSHIPS, (event.event.partnership,))]
        case PartnershipTerminated(partnership=partnership):
            return [(PARTNERSHIPS, (partnership,))]
        case PhaseOpened() | PhaseSuspended() | PhaseResumed() | PhaseClosing() | PhaseClosed():
            return [(PHASES, (event.event.phase,))]
        case ProtocolRatified() | EntryIntoForceCorrected() | ProtocolExpired():
            return [(PROTOCOLS, (event.event.protocol,))]
        case _:
            return ()


def reduce(rows: Rows, event: Incoming) -> None:
    for table, key in touches(event):
        row = rows.get(table, *key) or {**table.row(id=key[0]), **_BEGINNINGS[table.name]}
        changed = {**row, **_changed(row, event.event), **copied(event)}
        rows.put(table, changed, event.recordedtime)


_BEGINNINGS: Final[dict[str, dict[str, Any]]] = {
    PARTNERSHIPS.name: {"suspensions": []},
    PHASES.name: {"suspensions": []},
    PROTOCOLS.name: {"ratified_version": 0},
}


def _changed(row: Row, event: Heard) -> dict[str, Any]:
    match event:
        case PartnershipSuspended(since=since) | PhaseSuspended(on=since):
            return {"suspensions": [*row["suspensions"], {"since": since.isoformat()}]}
        case PartnershipResumed(on=on) | PhaseResumed(on=on):
            return {"suspensions": _resumed(row["suspensions"], on)}
        case ProtocolRatified() | EntryIntoForceCorrected() | ProtocolExpired():
            return _in_force(row, event)
        case _:
            return _begun_or_ended(row, event)


def _begun_or_ended(
    row: Row,
    event: PartnershipEstablished
    | PartnershipTerminated
    | PhaseOpened
    | PhaseClosing
    | PhaseClosed,
) -> dict[str, Any]:
    match event:
        case PartnershipEstablished():
            return {}
        case PartnershipTerminated(on=on):
            return {"ended_on": on}
        case PhaseOpened(on=on):
            return {"opened_on": on}
        case PhaseClosing(on=on) | PhaseClosed(on=on):
            return {"closing_on": row["closing_on"] or on}


def _resumed(suspensions: list[dict[str, Any]], on: date) -> list[dict[str, Any]]:
    return [plain({"until": on} | each) for each in suspensions]


def _in_force(row: Row, event: OfProtocol) -> dict[str, Any]:
    match event:
        case ProtocolRatified():
            return {
                "ratified_version": event.version,
                "in_force_since": event.in_force_since,
                "in_force_until": event.ends_on,
            }
        case EntryIntoForceCorrected(version=version, in_force_since=since):
            # An amendment's day changes nothing: the text before it was in force.
            return {"in_force_since": since} if version == row["ratified_version"] else {}
        case ProtocolExpired(on=on):
            return {"in_force_until": on}


COPIES: Final = Copies((PARTNERSHIPS, PHASES, PROTOCOLS), touches, reduce)

_suspensions = msgspec.json.Decoder(tuple[Suspension, ...])


async def standing(pool: Pool, partnership: UUID, protocol: UUID, phase: UUID) -> Standing:
    """Return what is known of the three together, and the last event that it rests on."""
    of = await pool.fetchrow("SELECT * FROM copies.partnerships WHERE id = $1", partnership)
    under = await pool.fetchrow("SELECT * FROM copies.protocols WHERE id = $1", protocol)
    within = await pool.fetchrow("SELECT * FROM copies.phases WHERE id = $1", phase)
    rows = [row for row in (of, under, within) if row is not None]
    suspended = [row["suspensions"] for row in (of, within) if row is not None]
    return Standing(
        in_force_since=under["in_force_since"] if under else None,
        in_force_until=under["in_force_until"] if under else None,
        ended_on=of["ended_on"] if of else None,
        opened_on=within["opened_on"] if within else None,
        closing_on=within["closing_on"] if within else None,
        suspensions=tuple(each for text in suspended for each in _suspensions.decode(text)),
        relied_on=_latest(rows),
    )


def _latest(rows: Iterable[Record]) -> tuple[Reliance, ...]:
    latest: dict[str, int] = {}
    for row in rows:
        latest[row["source"]] = max(row["position"], latest.get(row["source"], 0))
    return tuple(Reliance(source=source, position=latest[source]) for source in sorted(latest))
