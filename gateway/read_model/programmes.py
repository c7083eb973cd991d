"""Programmes and their phases."""

from collections.abc import Iterable
from datetime import date
from typing import ClassVar, TypeAlias

from msgspec.structs import replace

from contracts.partnerships.programmes import (
    PhaseClosed,
    PhaseClosing,
    PhaseOpened,
    PhasePlanned,
    PhaseResumed,
    PhaseSuspended,
    ProgrammeDefined,
)
from gateway.read_model.dossiers import SPEAKER, WORDS, Desk, Part, Ref
from gateway.read_model.ids import gid
from gateway.read_model.marks import MARK_COLUMNS, Mark
from gateway.read_model.noted import Noted
from gateway.read_model.said import Said
from gateway.read_model.terms import terms
from kernel.postgres.rows import Row, Table
from kernel.unions import members
from vocabulary.acts import Source
from vocabulary.communes import SuspensionReason
from vocabulary.programmes import PhaseState
from vocabulary.terms import Term
from vocabulary.text import Text, read

PROGRAMME = Table(
    "rm.programme",
    ("country_code", "id"),
    {
        "country_code": f"{WORDS} NOT NULL",
        "id": f"{WORDS} NOT NULL",
        "gid": f"{WORDS} NOT NULL",
        "name": f"{WORDS} NOT NULL",
        "names": "json NOT NULL",
        "all_names": "json NOT NULL",
        "funder": "text NOT NULL",
        "associations": "text[] NOT NULL",
        "pillars": "json NOT NULL",
        "principles": "json NOT NULL",
        "prior_deliberation_of": "text[] NOT NULL",
        "sources": "json NOT NULL",
        **MARK_COLUMNS,
    },
    history=True,
)
PHASE = Table(
    "rm.phase",
    ("country_code", "id"),
    {
        "country_code": f"{WORDS} NOT NULL",
        "id": f"{WORDS} NOT NULL",
        "gid": f"{WORDS} NOT NULL",
        "programme_id": f"{WORDS} NOT NULL",
        "code": f"{WORDS} NOT NULL",
        "starts_on": "date NOT NULL",
        "ends_on": "date NOT NULL",
        "state": "text NOT NULL",
        "state_since": "date",
        "suspension_reason": "text",
        "suspension_note": "text",
        "sources": "json NOT NULL",
        **MARK_COLUMNS,
    },
    history=True,
)
TABLES = (PROGRAMME, PHASE)
INDEXES = (
    "rm.programme (gid)",
    "rm.phase (gid)",
    "rm.phase (country_code, programme_id, starts_on, id)",
)

PhaseMove: TypeAlias = PhaseOpened | PhaseSuspended | PhaseResumed | PhaseClosing | PhaseClosed
PhaseEvent: TypeAlias = PhasePlanned | PhaseMove

HEARS = (ProgrammeDefined, *members(PhaseEvent))


class Programme(Noted, frozen=True, kw_only=True):
    kind: ClassVar[str] = "programme"
    service: ClassVar[str] = SPEAKER

    country: str
    id: str
    names: Text
    funder: str
    associations: tuple[str, ...]
    pillars: tuple[Term, ...]
    principles: tuple[Term, ...]
    prior_deliberation_of: tuple[str, ...]
    sources: tuple[Source, ...]
    mark: Mark

    def parts(self) -> Iterable[Part]:
        yield Part(PROGRAMME, {None: self}, _programme_row)


def _programme_row(_place: None, programme: Programme) -> Row:
    return PROGRAMME.row(
        country_code=programme.country,
        id=programme.id,
        gid=gid("Programme", programme.country, programme.id),
        name=read(programme.names),
        names=programme.names,
        all_names=[{"language": k, "text": v} for k, v in programme.names.items()],
        funder=programme.funder,
        associations=list(programme.associations),
        pillars=terms(programme.pillars),
        principles=terms(programme.principles),
        prior_deliberation_of=list(programme.prior_deliberation_of),
        sources=programme.sources,
        **programme.mark.columns,
    )


class Phase(Noted, frozen=True, kw_only=True):
    kind: ClassVar[str] = "phase"
    service: ClassVar[str] = SPEAKER

    country: str
    id: str
    programme: str
    code: str
    starts_on: date
    ends_on: date
    state: PhaseState
    state_since: date | None
    reason: SuspensionReason | None
    note: str | None
    sources: tuple[Source, ...]
    mark: Mark
    protocols: tuple[str, ...] = ()

    def parts(self) -> Iterable[Part]:
        yield Part(PHASE, {None: self}, _phase_row)


def _phase_row(_place: None, phase: Phase) -> Row:
    return PHASE.row(
        country_code=phase.country,
        id=phase.id,
        gid=gid("Phase", phase.country, phase.id),
        programme_id=phase.programme,
        code=phase.code,
        starts_on=phase.starts_on,
        ends_on=phase.ends_on,
        state=phase.state.name,
        state_since=phase.state_since,
        suspension_reason=phase.reason.name if phase.reason else None,
        suspension_note=phase.note,
        sources=phase.sources,
        **phase.mark.columns,
    )


def needs(said: Said) -> Iterable[Ref]:
    match said.event:
        case ProgrammeDefined(programme=programme):
            yield Ref(Programme, said.country, str(programme))
        case event if isinstance(event, PhaseEvent):
            yield Ref(Phase, said.country, str(event.phase))


def apply(desk: Desk, said: Said) -> None:
    match said.event:
        case ProgrammeDefined() as event:
            desk.file(_defined(event, said), said.at)
        case PhasePlanned() as event:
            desk.file(_planned(event, said), said.at)
        case event if isinstance(event, PhaseMove):
            phase = desk.open(Phase, said.country, event.phase)
            moved = replace(_moved(phase, event), mark=phase.mark.also(said.mark))
            desk.file(moved, said.at)


def _moved(phase: Phase, event: PhaseMove) -> Phase:
    still = replace(phase, state_since=event.on, reason=None, note=None)
    match event:
        case PhaseOpened() | PhaseResumed():
            return replace(still, state=PhaseState.OPEN)
        case PhaseSuspended(reason=reason, note=note):
            return replace(still, state=PhaseState.SUSPENDED, reason=reason, note=note)
        case PhaseClosing():
            return replace(still, state=PhaseState.CLOSING)
        case PhaseClosed():
            return replace(still, state=PhaseState.CLOSED)


def _defined(event: ProgrammeDefined, said: Said) -> Programme:
    return Programme(
        country=said.country,
        id=str(event.programme),
        names=event.names,
        funder=event.funder,
        associations=event.associations,
        pillars=event.pillars,
        principles=event.principles,
        prior_deliberation_of=event.prior_deliberation_of,
        sources=event.sources,
        mark=said.mark,
    )


def _planned(event: PhasePlanned, said: Said) -> Phase:
    return Phase(
        country=said.country,
        id=str(event.phase),
        programme=str(event.programme),
        code=event.code,
        starts_on=event.starts_on,
        ends_on=event.ends_on,
        state=PhaseState.PLANNED,
        state_since=None,
        reason=None,
        note=None,
        sources=event.sources,
        mark=said.mark,
    )
