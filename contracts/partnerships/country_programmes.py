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
from vocabulary.terms import Coverage, Share, Term


@dataclass(frozen=True, slots=True, kw_only=True)
class CountryProgrammeLaunched:
    """The communes of a country share these sectors and this goal in a phase (P7).

    `shares` says what part of the whole each sector has, where a source does.
    """

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
    shares: tuple[Share, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CountryProgrammeRevised:
    """Sectors and goal as they stand after the revision; the reason is public.

    Agreements of communes to what stood before count no longer.
    """

    wire_type: ClassVar[str] = "cic.partnerships.CountryProgrammeRevised.v1"

    country_programme: CountryProgrammeId
    sectors: tuple[Term, ...]
    goal: Term | None
    reason: str
    shares: tuple[Share, ...] = ()


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


@dataclass(frozen=True, slots=True, kw_only=True)
class GoalAgreed:
    """A commune that takes part agrees to the sectors and the goal of that revision (P7)."""

    wire_type: ClassVar[str] = "cic.partnerships.GoalAgreed.v1"

    country_programme: CountryProgrammeId
    commune: CommuneId
    revision: int
    on: date
    recorded_on_behalf: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreementWithdrawn:
    """The commune agrees no longer, or its agreement was recorded by mistake."""

    wire_type: ClassVar[str] = "cic.partnerships.AgreementWithdrawn.v1"

    country_programme: CountryProgrammeId
    commune: CommuneId
    revision: int
    reason: str
    recorded_on_behalf: bool = False


Event: TypeAlias = (
    CountryProgrammeLaunched
    | CountryProgrammeRevised
    | CommuneAdmitted
    | CommuneWithdrawn
    | GoalAgreed
    | AgreementWithdrawn
)
