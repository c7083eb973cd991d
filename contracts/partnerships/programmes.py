"""The programme and its phases: what is published of them."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar, TypeAlias

from vocabulary.acts import Source
from vocabulary.communes import (
    SuspensionReason,
)
from vocabulary.identifiers import (
    PhaseId,
    ProgrammeId,
)
from vocabulary.rules import Rules
from vocabulary.terms import Term
from vocabulary.text import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgrammeDefined:
    """A programme with its rules.

    `prior_deliberation_of` lists the countries whose communes must have decided to cooperate
    before they sign (P1); `pillars` cannot be dropped (P5).
    """

    wire_type: ClassVar[str] = "cic.partnerships.ProgrammeDefined.v1"

    programme: ProgrammeId
    names: Text
    funder: str
    associations: tuple[str, ...]
    pillars: tuple[Term, ...]
    principles: tuple[Term, ...]
    prior_deliberation_of: tuple[str, ...] = ()
    sources: tuple[Source, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PhasePlanned:
    """The programme is to have a phase of these days; nothing may be done under it yet."""

    wire_type: ClassVar[str] = "cic.partnerships.PhasePlanned.v1"

    programme: ProgrammeId
    phase: PhaseId
    code: str
    starts_on: date
    ends_on: date
    sources: tuple[Source, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PhaseRulesSet:
    """What the programme lays down for the phase from that day on, the whole of it.

    It takes the place of what was set from the same day before; `reason` then says why.
    """

    wire_type: ClassVar[str] = "cic.partnerships.PhaseRulesSet.v1"

    programme: ProgrammeId
    phase: PhaseId
    since: date
    rules: Rules
    reason: str | None = None
    sources: tuple[Source, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PhaseOpened:
    """From that day partnerships may act under the phase."""

    wire_type: ClassVar[str] = "cic.partnerships.PhaseOpened.v1"

    programme: ProgrammeId
    phase: PhaseId
    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class PhaseSuspended:
    """Nothing may be started under the phase until it is resumed; nothing is lost."""

    wire_type: ClassVar[str] = "cic.partnerships.PhaseSuspended.v1"

    programme: ProgrammeId
    phase: PhaseId
    on: date
    reason: SuspensionReason
    note: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PhaseResumed:
    """The suspended phase is open again."""

    wire_type: ClassVar[str] = "cic.partnerships.PhaseResumed.v1"

    programme: ProgrammeId
    phase: PhaseId
    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class PhaseClosing:
    """Activities have ended; final reports are being made."""

    wire_type: ClassVar[str] = "cic.partnerships.PhaseClosing.v1"

    programme: ProgrammeId
    phase: PhaseId
    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class PhaseClosed:
    """The phase is over; nothing more is recorded under it."""

    wire_type: ClassVar[str] = "cic.partnerships.PhaseClosed.v1"

    programme: ProgrammeId
    phase: PhaseId
    on: date


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
