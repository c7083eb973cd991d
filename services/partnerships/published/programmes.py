"""Programmes and their phases, as others hear of them."""

from contracts.partnerships import programmes as contracts
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
from vocabulary.identifiers import ProgrammeId


def programme_contract(id_: ProgrammeId, event: Event) -> contracts.Event:
    match event:
        case ProgrammeDefined():
            return contracts.ProgrammeDefined(
                programme=id_,
                names=event.names,
                funder=event.funder,
                associations=event.associations,
                pillars=event.pillars,
                principles=event.principles,
                prior_deliberation_of=event.prior_deliberation_of,
                sources=event.sources,
            )
        case PhasePlanned():
            return contracts.PhasePlanned(
                programme=id_,
                phase=event.phase,
                code=event.code,
                starts_on=event.starts_on,
                ends_on=event.ends_on,
                sources=event.sources,
            )
        case PhaseRulesSet():
            return contracts.PhaseRulesSet(
                programme=id_,
                phase=event.phase,
                since=event.since,
                rules=event.rules,
                reason=event.reason,
                sources=event.sources,
            )
        case _:
            return _step(id_, event)


def _step(id_: ProgrammeId, event: Stepped) -> contracts.Event:
    match event:
        case PhaseOpened(phase=phase, on=on):
            return contracts.PhaseOpened(programme=id_, phase=phase, on=on)
        case PhaseSuspended(phase=phase, on=on, reason=reason, note=note):
            return contracts.PhaseSuspended(
                programme=id_, phase=phase, on=on, reason=reason, note=note
            )
        case PhaseResumed(phase=phase, on=on):
            return contracts.PhaseResumed(programme=id_, phase=phase, on=on)
        case PhaseClosing(phase=phase, on=on):
            return contracts.PhaseClosing(programme=id_, phase=phase, on=on)
        case PhaseClosed(phase=phase, on=on):
            return contracts.PhaseClosed(programme=id_, phase=phase, on=on)
