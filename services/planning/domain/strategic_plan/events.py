"""What happens to a strategic plan, as it is stored; `relied_on` is what partnerships had said."""

from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

from vocabulary.acts import OnBehalf, Source
from vocabulary.identifiers import CommuneId, CountryProgrammeId, PhaseId
from vocabulary.reliance import Reliance
from vocabulary.results import Result


@dataclass(frozen=True, slots=True, kw_only=True)
class StrategicPlanDrafted:
    """Version 1 is being written; `drafted_by` is null where the country unit drafts for all."""

    country_programme: CountryProgrammeId
    phase: PhaseId
    country: str
    drafted_by: CommuneId | None
    on: date
    chain: tuple[Result, ...]
    sources: tuple[Source, ...] = ()
    relied_on: tuple[Reliance, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class StrategicPlanRevised:
    """The draft of this version has another chain; the first of a version opens it."""

    version: int
    revised_by: CommuneId | None
    on: date
    chain: tuple[Result, ...]
    sources: tuple[Source, ...] = ()
    relied_on: tuple[Reliance, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class StrategicPlanSubmitted:
    """The version lies before `communes`, those that take part in the country programme."""

    version: int
    country_programme: CountryProgrammeId
    phase: PhaseId
    country: str
    submitted_by: CommuneId | None
    content_hash: str
    chain: tuple[Result, ...]
    communes: tuple[CommuneId, ...]
    on: date
    sources: tuple[Source, ...] = ()
    relied_on: tuple[Reliance, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CommuneValidatedStrategicPlan:
    version: int
    commune: CommuneId
    content_hash: str
    on: date
    on_behalf: OnBehalf | None = None
    relied_on: tuple[Reliance, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CommuneObjectedToStrategicPlan:
    """The version goes back to draft, as the next version."""

    version: int
    commune: CommuneId
    on: date
    reason: str
    on_behalf: OnBehalf | None = None
    relied_on: tuple[Reliance, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class StrategicPlanValidated:
    """The communes have validated the version; `on` is the day of the latest validation.

    `quorum` is the share of them that had to, in per cent, null where all had to.
    """

    version: int
    phase: PhaseId
    country: str
    content_hash: str
    chain: tuple[Result, ...]
    on: date
    quorum: str | None = None


Event: TypeAlias = (
    StrategicPlanDrafted
    | StrategicPlanRevised
    | StrategicPlanSubmitted
    | CommuneValidatedStrategicPlan
    | CommuneObjectedToStrategicPlan
    | StrategicPlanValidated
)
