"""What can be asked of a country programme."""

from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

from vocabulary.acts import Deliberation, Source
from vocabulary.codes import CountryCode
from vocabulary.identifiers import CommuneId, PhaseId, ProgrammeId
from vocabulary.money import Money
from vocabulary.terms import Coverage, PerhapsTerms, Term, Terms
from vocabulary.text import Words


@dataclass(frozen=True, slots=True, kw_only=True)
class LaunchCountryProgramme:
    """Enter what the communes of a country share in a phase: sectors, goal, results (P7).

    A protocol covers at least one domain of these sectors (P6). `coverage` says how complete
    the list of participating communes is known to be.
    """

    programme: ProgrammeId
    phase: PhaseId
    country: CountryCode
    sectors: Terms
    goal: Term | None = None
    results: PerhapsTerms = ()
    operational_costs: Money | None = None
    coverage: Coverage | None = None
    sources: tuple[Source, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviseCountryProgramme:
    """Change the sectors and the goal to these, and say why."""

    sectors: Terms
    goal: Term | None
    reason: Words


@dataclass(frozen=True, slots=True, kw_only=True)
class AdmitCommune:
    """Record that a commune takes part, from a day on where a source gives it.

    `deliberation` is that by which its council decided to.
    """

    commune: CommuneId
    since: date | None = None
    sources: tuple[Source, ...] = ()
    deliberation: Deliberation | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawCommune:
    """Record that a commune no longer takes part from the day `until` on, and why."""

    commune: CommuneId
    until: date
    reason: Words


Command: TypeAlias = (
    LaunchCountryProgramme | ReviseCountryProgramme | AdmitCommune | WithdrawCommune
)
