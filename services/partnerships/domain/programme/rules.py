"""Who may ask what of a programme, and what comes of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import assert_never

from kernel.identity import Principal
from kernel.refusals import NotFound, Refusal
from services.partnerships.domain.authority import only_country_unit
from services.partnerships.domain.programme.commands import (
    BeginClosingPhase,
    ClosePhase,
    Command,
    DefineProgramme,
    OpenPhase,
    PlanPhase,
    ResumePhase,
    SetPhaseRules,
    Step,
    SuspendPhase,
)
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
from services.partnerships.domain.programme.refusals import (
    PhaseAlreadyClosed,
    PhaseAlreadyPlanned,
    PhaseEndsBeforeItStarts,
    PhaseNotClosing,
    PhaseNotOpen,
    PhaseNotPlanned,
    PhaseNotSuspended,
    PhasesOverlap,
    PhaseStepOutOfOrder,
    PhaseUnknown,
    ProgrammeAlreadyDefined,
    RulesChangeNeedsReason,
    RulesOutsidePhase,
)
from services.partnerships.domain.programme.state import Programme
from vocabulary.dates import happened
from vocabulary.programmes import PhaseState


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    now: datetime


_FROM: Mapping[type[Step], tuple[tuple[PhaseState, ...], type[Refusal]]] = {
    OpenPhase: ((PhaseState.PLANNED,), PhaseNotPlanned),
    SuspendPhase: ((PhaseState.OPEN,), PhaseNotOpen),
    ResumePhase: ((PhaseState.SUSPENDED,), PhaseNotSuspended),
    BeginClosingPhase: ((PhaseState.OPEN, PhaseState.SUSPENDED), PhaseNotOpen),
    ClosePhase: ((PhaseState.CLOSING,), PhaseNotClosing),
}
"""The states in which each step can be taken, and how it is refused in the others."""


def may(principal: Principal, _command: Command, _programme: Programme, _facts: Facts) -> None:
    only_country_unit(principal)


def decide(command: Command, programme: Programme, facts: Facts) -> list[Event]:
    match command:
        case DefineProgramme():
            return _define(command, programme)
        case _ if programme.definition is None:
            raise NotFound
        case PlanPhase():
            return _plan(command, programme)
        case SetPhaseRules():
            return _set_rules(command, programme)
        case _:
            return _step(command, programme, facts)


def _define(command: DefineProgramme, programme: Programme) -> list[Event]:
    defined = ProgrammeDefined(
        names=command.names,
        funder=command.funder,
        associations=command.associations,
        pillars=command.pillars,
        principles=command.principles,
        prior_deliberation_of=command.prior_deliberation_of,
        sources=command.sources,
    )
    if programme.definition == defined:
        return []
    if programme.definition is not None:
        raise ProgrammeAlreadyDefined
    return [defined]


def _plan(command: PlanPhase, programme: Programme) -> list[Event]:
    planned = PhasePlanned(
        phase=command.phase,
        code=command.code,
        starts_on=command.starts_on,
        ends_on=command.ends_on,
        sources=command.sources,
    )
    if command.phase in programme.phases:
        if programme.phases[command.phase].plan == planned:
            return []
        raise PhaseAlreadyPlanned
    if command.ends_on <= command.starts_on:
        raise PhaseEndsBeforeItStarts
    for other in (phase.plan for phase in programme.phases.values()):
        if command.starts_on <= other.ends_on and other.starts_on <= command.ends_on:
            raise PhasesOverlap(phase=other.code)
    return [planned]


def _set_rules(command: SetPhaseRules, programme: Programme) -> list[Event]:
    phase = programme.phases.get(command.phase)
    if phase is None:
        raise PhaseUnknown(phase=str(command.phase))
    since = command.since or phase.plan.starts_on
    if not phase.plan.starts_on <= since <= phase.plan.ends_on:
        raise RulesOutsidePhase(
            starts_on=phase.plan.starts_on.isoformat(), ends_on=phase.plan.ends_on.isoformat()
        )
    earlier = [each for each in phase.rules if each.since == since]
    if earlier and earlier[-1].rules == command.rules:
        return []
    if earlier and command.reason is None:
        raise RulesChangeNeedsReason(since=since.isoformat())
    return [
        PhaseRulesSet(
            phase=command.phase,
            since=since,
            rules=command.rules,
            reason=command.reason,
            sources=command.sources,
        )
    ]


def _step(command: Step, programme: Programme, facts: Facts) -> list[Event]:
    phase = programme.phases.get(command.phase)
    if phase is None:
        raise PhaseUnknown(phase=str(command.phase))
    stepped = _stepped(command)
    if phase.last == stepped:
        return []
    states, refusal = _FROM[type(command)]
    if phase.state not in states:
        closed = phase.state is PhaseState.CLOSED
        raise (PhaseAlreadyClosed if closed else refusal)(state=phase.state.value)
    happened(facts.now, command.on)
    if phase.last is not None and command.on < phase.last.on:
        raise PhaseStepOutOfOrder(last=phase.last.on.isoformat())
    return [stepped]


def _stepped(command: Step) -> Stepped:
    phase, on = command.phase, command.on
    match command:
        case OpenPhase():
            return PhaseOpened(phase=phase, on=on)
        case SuspendPhase(reason=reason, note=note):
            return PhaseSuspended(phase=phase, on=on, reason=reason, note=note)
        case ResumePhase():
            return PhaseResumed(phase=phase, on=on)
        case BeginClosingPhase():
            return PhaseClosing(phase=phase, on=on)
        case ClosePhase():
            return PhaseClosed(phase=phase, on=on)
        case _:
            assert_never(command)
