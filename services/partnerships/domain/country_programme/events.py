"""What happens to a country programme, as it is stored."""

from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

from vocabulary.acts import Deliberation, OnBehalf, Source
from vocabulary.identifiers import CommuneId, PhaseId, ProgrammeId
from vocabulary.money import Money
from vocabulary.terms import Coverage, Share, Term


@dataclass(frozen=True, slots=True, kw_only=True)
class CountryProgrammeLaunched:
    programme: ProgrammeId
    phase: PhaseId
    country: str
    sectors: tuple[Term, ...]
    goal: Term | None
    results: tuple[Term, ...] = ()
    operational_costs: Money | None = None
    coverage: Coverage | None = None
    sources: tuple[Source, ...] = ()
    shares: tuple[Share, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CountryProgrammeRevised:
    sectors: tuple[Term, ...]
    goal: Term | None
    reason: str
    shares: tuple[Share, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CommuneAdmitted:
    commune: CommuneId
    since: date | None = None
    sources: tuple[Source, ...] = ()
    deliberation: Deliberation | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CommuneWithdrawn:
    commune: CommuneId
    until: date
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GoalAgreed:
    commune: CommuneId
    revision: int
    on: date
    on_behalf: OnBehalf | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreementWithdrawn:
    commune: CommuneId
    revision: int
    reason: str
    on_behalf: OnBehalf | None = None


Event: TypeAlias = (
    CountryProgrammeLaunched
    | CountryProgrammeRevised
    | CommuneAdmitted
    | CommuneWithdrawn
    | GoalAgreed
    | AgreementWithdrawn
)
