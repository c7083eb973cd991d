"""What the partnerships of a country share in a phase: what is published of it."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar, TypeAlias

from vocabulary.acts import Source
from vocabulary.identifiers import (
    CommuneId,
    CountryProgrammeId,
    PhaseId,
    ProgrammeId,
)
from vocabulary.money import Money
from vocabulary.terms import Coverage, Term


@dataclass(frozen=True, slots=True, kw_only=True)
class CountryProgrammeLaunched:
    """The communes of a country share these sectors and this goal in a phase (P7)."""

    wire_type: ClassVar[str] = "cic.partnerships.CountryProgrammeLaunched.v1"

    country_programme: CountryProgrammeId
    programme: ProgrammeId
    phase: PhaseId
    country: str
    sectors: tuple[Term, ...]
    goal: Term | None
    results: tuple[Term, ...] = ()
    operational_costs: Money | None = None
    coverage: Coverage | None = None
    sources: tuple[Source, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CountryProgrammeRevised:
    """Sectors and goal as they stand after the revision; the reason is public."""

    wire_type: ClassVar[str] = "cic.partnerships.CountryProgrammeRevised.v1"

    country_programme: CountryProgrammeId
    sectors: tuple[Term, ...]
    goal: Term | None
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CommuneAdmitted:
    """The commune takes part in what its country shares in the phase."""

    wire_type: ClassVar[str] = "cic.partnerships.CommuneAdmitted.v1"

    country_programme: CountryProgrammeId
    commune: CommuneId
    since: date | None = None
    sources: tuple[Source, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CommuneWithdrawn:
    """The commune takes part no longer from that day on."""

    wire_type: ClassVar[str] = "cic.partnerships.CommuneWithdrawn.v1"

    country_programme: CountryProgrammeId
    commune: CommuneId
    until: date
    reason: str


Event: TypeAlias = (
    CountryProgrammeLaunched | CountryProgrammeRevised | CommuneAdmitted | CommuneWithdrawn
)
