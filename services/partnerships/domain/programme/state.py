"""What is known of a programme, from its events."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from services.partnerships.domain.programme.events import (
    Event,
    PhaseClosed,
    PhaseClosing,
    PhaseOpened,
    PhasePlanned,
    PhaseResumed,
    PhaseSuspended,
    ProgrammeDefined,
    Stepped,
)
from vocabulary.identifiers import PhaseId
from vocabulary.programmes import PhaseState


@dataclass(frozen=True, slots=True, kw_only=True)
class Phase:
    plan: PhasePlanned
    state: PhaseState = PhaseState.PLANNED
    last: Stepped | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Programme:
    definition: ProgrammeDefined | None = None
    phases: Mapping[PhaseId, Phase] = field(default_factory=dict)


INITIAL = Programme()


def evolve(programme: Programme, event: Event) -> Programme:
    match event:
        case ProgrammeDefined():
            return replace(programme, definition=event)
        case PhasePlanned(phase=phase):
            return replace(programme, phases={**programme.phases, phase: Phase(plan=event)})
        case PhaseOpened() | PhaseResumed():
            return _in(PhaseState.OPEN, programme, event)
        case PhaseSuspended():
            return _in(PhaseState.SUSPENDED, programme, event)
        case PhaseClosing():
            return _in(PhaseState.CLOSING, programme, event)
        case PhaseClosed():
            return _in(PhaseState.CLOSED, programme, event)


def _in(state: PhaseState, programme: Programme, event: Stepped) -> Programme:
    known = programme.phases.get(event.phase)
    if known is None:
        return programme
    phase = replace(known, state=state, last=event)
    return replace(programme, phases={**programme.phases, event.phase: phase})
