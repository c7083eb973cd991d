"""What can be asked of a programme."""

from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

from vocabulary.acts import Source
from vocabulary.codes import CountryCode
from vocabulary.communes import SuspensionReason
from vocabulary.identifiers import PhaseId
from vocabulary.rules import PhaseRules
from vocabulary.terms import PerhapsTerms, Terms
from vocabulary.text import Text, Words


@dataclass(frozen=True, slots=True, kw_only=True)
class DefineProgramme:
    """Define a programme: who funds it, who runs it, and the pillars no protocol may drop (P5).

    Communes of the countries in `prior_deliberation_of` must have decided to cooperate before
    they sign a protocol (P1).
    """

    names: Text
    funder: Words
    associations: tuple[Words, ...]
    pillars: Terms
    principles: PerhapsTerms = ()
    prior_deliberation_of: tuple[CountryCode, ...] = ()
    sources: tuple[Source, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanPhase:
    """Enter a phase with its first and last day; phases of a programme do not overlap."""

    phase: PhaseId
    code: Words
    starts_on: date
    ends_on: date
    sources: tuple[Source, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenPhase:
    """Record that a planned phase has been opened."""

    phase: PhaseId
    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class SuspendPhase:
    """Record that a phase is interrupted, as when its legal basis is missing."""

    phase: PhaseId
    on: date
    reason: SuspensionReason
    note: Words | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ResumePhase:
    """Record that an interrupted phase goes on."""

    phase: PhaseId
    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class BeginClosingPhase:
    """Record that the activities have ended and the final reports are being made."""

    phase: PhaseId
    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class ClosePhase:
    """Record that a phase is closed for good."""

    phase: PhaseId
    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class SetPhaseRules:
    """Set what the programme lays down for a phase from the day `since` on, the whole of it.

    Without `since` it is the first day of the phase. What was set before stays readable; a rule
    that was entered wrongly is set again from the same day, with the reason.
    """

    phase: PhaseId
    rules: PhaseRules
    since: date | None = None
    reason: Words | None = None
    sources: tuple[Source, ...] = ()


Step: TypeAlias = OpenPhase | SuspendPhase | ResumePhase | BeginClosingPhase | ClosePhase
Command: TypeAlias = (
    DefineProgramme
    | PlanPhase
    | SetPhaseRules
    | OpenPhase
    | SuspendPhase
    | ResumePhase
    | BeginClosingPhase
    | ClosePhase
)
