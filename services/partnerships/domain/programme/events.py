"""What happens to a programme, as it is stored."""

from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

from vocabulary.acts import Source
from vocabulary.communes import SuspensionReason
from vocabulary.identifiers import PhaseId
from vocabulary.rules import Rules
from vocabulary.terms import Term
from vocabulary.text import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgrammeDefined:
    names: Text
    funder: str
    associations: tuple[str, ...]
    pillars: tuple[Term, ...]
    principles: tuple[Term, ...]
    prior_deliberation_of: tuple[str, ...] = ()
    sources: tuple[Source, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PhasePlanned:
    phase: PhaseId
    code: str
    starts_on: date
    ends_on: date
    sources: tuple[Source, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PhaseRulesSet:
    phase: PhaseId
    since: date
    rules: Rules
    reason: str | None = None
    sources: tuple[Source, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PhaseOpened:
    phase: PhaseId
    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class PhaseSuspended:
    phase: PhaseId
    on: date
    reason: SuspensionReason
    note: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PhaseResumed:
    phase: PhaseId
    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class PhaseClosing:
    phase: PhaseId
    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class PhaseClosed:
    phase: PhaseId
    on: date


Stepped: TypeAlias = PhaseOpened | PhaseSuspended | PhaseResumed | PhaseClosing | PhaseClosed
Event: TypeAlias = (
    ProgrammeDefined
    | PhasePlanned
    | PhaseRulesSet
    | PhaseOpened
    | PhaseSuspended
    | PhaseResumed
    | PhaseClosing
    | PhaseClosed
)
