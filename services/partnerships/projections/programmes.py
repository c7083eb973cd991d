"""Which programmes are there, and where does each of their phases stand?"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Final
from uuid import UUID

from asyncpg import Pool

from kernel.events import Seen
from kernel.postgres.projections import Projection
from kernel.postgres.rows import Key, Row, Rows, Table
from kernel.postgres.views import MARKS, is_known, marks, plain, shown
from services.partnerships.domain.programme.events import (
    Event,
    PhaseClosed,
    PhaseClosing,
    PhaseOpened,
    PhasePlanned,
    PhaseResumed,
    PhaseRulesSet,
    PhaseSuspended,
    ProgrammeDefined,
    Stepped,
)
from services.partnerships.projections.ordering import ordered, place
from vocabulary.programmes import PhaseState

PROGRAMMES: Final = Table(
    "views.programmes",
    ("id",),
    {
        "id": "uuid",
        "names": "jsonb NOT NULL",
        "funder": "text NOT NULL",
        "associations": "jsonb NOT NULL",
        "pillars": "jsonb NOT NULL",
        "principles": "jsonb NOT NULL",
        "prior_deliberation_of": "jsonb NOT NULL",
        "phases": "jsonb NOT NULL",
        "sources": "jsonb NOT NULL",
        **MARKS,
    },
)
"""`phases` in the order of their first days, each with its state and the day it is in it since, and
with the rules that hold from day to day."""

SHOWN: Final = ", ".join(PROGRAMMES.columns)


def touches(seen: Seen[Any]) -> Iterable[Key]:
    return [(PROGRAMMES, (seen.stream.id,))] if seen.stream.category == "programme" else ()


def reduce(rows: Rows, seen: Seen[Any]) -> None:
    if seen.stream.category != "programme":
        return
    row = rows.get(PROGRAMMES, seen.stream.id)
    if is_known(seen, row):
        return
    changed = _changed(row, seen.event)
    id_ = seen.stream.id
    rows.put(PROGRAMMES, {**changed, "id": id_, **marks(seen, row)}, seen.recorded_at)


def _changed(row: Row | None, event: Event) -> dict[str, Any]:
    if isinstance(event, ProgrammeDefined):
        return {**plain(event), "phases": []}
    assert row is not None  # noqa: S101 - a programme is defined first
    match event:
        case PhasePlanned():
            planned = {**plain(event), "state": PhaseState.PLANNED.value, "since": None}
            planned["rules"] = []
            phases = [*row["phases"], {**planned, "reason": None, "note": None}]
            return {**row, "phases": sorted(phases, key=lambda phase: str(phase["starts_on"]))}
        case PhaseRulesSet(phase=id_):
            return _with_phase(row, id_, lambda phase: {"rules": _ruled(phase["rules"], event)})
        case _:
            return _with_phase(row, event.phase, lambda _: _standing(event))


def _with_phase(
    row: Row, id_: UUID, change: Callable[[Mapping[str, Any]], Mapping[str, Any]]
) -> dict[str, Any]:
    phases = [
        {**phase, **change(phase)} if phase["phase"] == str(id_) else phase
        for phase in row["phases"]
    ]
    return {**row, "phases": phases}


def _ruled(earlier: Sequence[Mapping[str, Any]], event: PhaseRulesSet) -> list[Mapping[str, Any]]:
    """Return the rules in the order of their days; what is set again takes the place it had."""
    latest = plain(event)
    others = [each for each in earlier if each["since"] != latest["since"]]
    return sorted([*others, latest], key=lambda each: str(each["since"]))


def _standing(event: Stepped) -> dict[str, Any]:
    standing = {"state": _state(event).value, "since": event.on.isoformat()}
    if isinstance(event, PhaseSuspended):
        return {**standing, "reason": event.reason.value, "note": event.note}
    return {**standing, "reason": None, "note": None}


def _state(event: Stepped) -> PhaseState:
    match event:
        case PhaseOpened() | PhaseResumed():
            return PhaseState.OPEN
        case PhaseSuspended():
            return PhaseState.SUSPENDED
        case PhaseClosing():
            return PhaseState.CLOSING
        case PhaseClosed():
            return PhaseState.CLOSED


ORDERS: Final[Mapping[str, str]] = {
    "id": "id",
    "name": "coalesce(names ->> 'fr', names ->> 'en', names::text)",
    "funder": "funder",
}
"""By what the list can be sorted."""

PROJECTION: Final = Projection("programmes", 2, (PROGRAMMES,), touches, reduce)


async def listed(
    pool: Pool, *, sort: str, after: tuple[Any, ...] | None, limit: int
) -> list[dict[str, Any]]:
    listing = f"SELECT {SHOWN} FROM views.programmes"  # noqa: S608 - columns of our own table
    found = await pool.fetch(ordered(listing, sort, ORDERS, first=1), *place(after), limit)
    return shown(PROGRAMMES, found)


async def one(pool: Pool, id_: UUID) -> dict[str, Any] | None:
    found = await pool.fetch(f"SELECT {SHOWN} FROM views.programmes WHERE id = $1", id_)  # noqa: S608
    return next(iter(shown(PROGRAMMES, found)), None)
