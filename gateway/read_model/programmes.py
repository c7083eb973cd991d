"""Programmes and their phases."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import ClassVar, TypeAlias

from contracts.partnerships import (
    PhaseClosed,
    PhaseClosing,
    PhaseOpened,
    PhasePlanned,
    PhaseResumed,
    PhaseSuspended,
    ProgrammeDefined,
)
from gateway.read_model.dossiers import WORDS, Desk, Ref, Standing
from gateway.read_model.ids import gid
from gateway.read_model.marks import MARK_COLUMNS, Mark
from gateway.read_model.said import Said
from gateway.read_model.terms import terms
from kernel.postgres.rows import Table
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Programme:
    kind: ClassVar[str] = "programme"

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

    def rows(self) -> Iterable[Standing]:
        yield (
            PROGRAMME,
            PROGRAMME.row(
                country_code=self.country,
                id=self.id,
                gid=gid("Programme", self.country, self.id),
                name=read(self.names),
                names=self.names,
                all_names=[{"language": k, "text": v} for k, v in self.names.items()],
                funder=self.funder,
                associations=list(self.associations),
                pillars=terms(self.pillars),
                principles=terms(self.principles),
                prior_deliberation_of=list(self.prior_deliberation_of),
                sources=self.sources,
                **self.mark.columns,
            ),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Phase:
    kind: ClassVar[str] = "phase"

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

    def rows(self) -> Iterable[Standing]:
        yield (
            PHASE,
            PHASE.row(
                country_code=self.country,
                id=self.id,
                gid=gid("Phase", self.country, self.id),
                programme_id=self.programme,
                code=self.code,
                starts_on=self.starts_on,
                ends_on=self.ends_on,
                state=self.state.name,
                state_since=self.state_since,
                suspension_reason=self.reason.name if self.reason else None,
                suspension_note=self.note,
                sources=self.sources,
                **self.mark.columns,
            ),
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
