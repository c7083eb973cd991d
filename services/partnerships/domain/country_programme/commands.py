"""What can be asked of a country programme."""

from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

from vocabulary.acts import Deliberation, OnBehalf, Source
from vocabulary.codes import CountryCode
from vocabulary.identifiers import CommuneId, PhaseId, ProgrammeId
from vocabulary.money import Money
from vocabulary.terms import Coverage, PerhapsTerms, Shares, Term, Terms
from vocabulary.text import Words


@dataclass(frozen=True, slots=True, kw_only=True)
class LaunchCountryProgramme:
    """Enter what the communes of a country share in a phase: sectors, goal, results (P7).

    A protocol covers at least one domain of these sectors (P6). `shares` says what part of the
    whole each sector has, where a source does; together at most 100. `coverage` says how complete
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
    shares: Shares = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviseCountryProgramme:
    """Change the sectors and the goal to these, and say why; the communes agree anew (P7)."""

    sectors: Terms
    goal: Term | None
    reason: Words
    shares: Shares = ()


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


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreeGoal:
    """Record that a commune that takes part agrees to the sectors and the goal (P7).

    `revision` is the one it has read: 1 as launched, one more with each revision. The country unit
    records it on behalf of the commune with the evidence.
    """

    commune: CommuneId
    revision: int
    on: date
    on_behalf: OnBehalf | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawAgreement:
    """Record that a commune agrees no longer, or never did, and why."""

    commune: CommuneId
    reason: Words
    on_behalf: OnBehalf | None = None


Command: TypeAlias = (
    LaunchCountryProgramme
    | ReviseCountryProgramme
    | AdmitCommune
    | WithdrawCommune
    | AgreeGoal
    | WithdrawAgreement
)
