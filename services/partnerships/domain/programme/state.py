"""What is known of a programme, from its events."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

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
from vocabulary.identifiers import PhaseId
from vocabulary.programmes import PhaseState
from vocabulary.rules import Rules


@dataclass(frozen=True, slots=True, kw_only=True)
class Phase:
    """`rules` in the order in which they were set."""

    plan: PhasePlanned
    state: PhaseState = PhaseState.PLANNED
    last: Stepped | None = None
    rules: tuple[PhaseRulesSet, ...] = ()

    def rules_on(self, day: date) -> Rules | None:
        """Return what holds on the day; before the first day what holds then, None if never set.

        Of several set from one day the one set last holds.
        """
        within = min(max(day, self.plan.starts_on), self.plan.ends_on)
        holding = [each for each in self.rules if each.since <= within]
        return max(reversed(holding), key=lambda each: each.since).rules if holding else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Programme:
    definition: ProgrammeDefined | None = None
    phases: Mapping[PhaseId, Phase] = field(default_factory=dict)


INITIAL = Programme()


def evolve(programme: Programme, event: Event) -> Programme:
    match event:
        case ProgrammeDefined():
            return replace(programme, definition=event)
        case PhasePlanned() | PhaseRulesSet():
            return _laid_down(programme, event)
        case PhaseOpened() | PhaseResumed():
            return _in(PhaseState.OPEN, programme, event)
        case PhaseSuspended():
            return _in(PhaseState.SUSPENDED, programme, event)
        case PhaseClosing():
            return _in(PhaseState.CLOSING, programme, event)
        case PhaseClosed():
            return _in(PhaseState.CLOSED, programme, event)


def _laid_down(programme: Programme, event: PhasePlanned | PhaseRulesSet) -> Programme:
    match event:
        case PhasePlanned():
            phase = Phase(plan=event)
        case PhaseRulesSet():
            known = programme.phases.get(event.phase)
            if known is None:
                return programme
            phase = replace(known, rules=(*known.rules, event))
    return replace(programme, phases={**programme.phases, event.phase: phase})


def _in(state: PhaseState, programme: Programme, event: Stepped) -> Programme:
    known = programme.phases.get(event.phase)
    if known is None:
        return programme
    phase = replace(known, state=state, last=event)
    return replace(programme, phases={**programme.phases, event.phase: phase})
