"""Events the planning service publishes: states of plans, validations, agreements."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar, TypeAlias

from vocabulary.actions import PlannedAction
from vocabulary.acts import Source
from vocabulary.budgets import BudgetLine, Period
from vocabulary.identifiers import (
    ActionPlanId,
    CommuneId,
    ConventionId,
    CountryProgrammeId,
    IndicatorId,
    PartnershipId,
    PhaseId,
    ProtocolId,
    StrategicPlanId,
)
from vocabulary.results import Result
from vocabulary.text import Text

# --- strategic plan -----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class StrategicPlanSubmitted:
    """A version lies before the communes of the country programme, with its whole chain."""

    wire_type: ClassVar[str] = "cic.planning.StrategicPlanSubmitted.v1"

    strategic_plan: StrategicPlanId
    version: int
    country_programme: CountryProgrammeId
    phase: PhaseId
    country: str
    content_hash: str
    chain: tuple[Result, ...]
    communes: tuple[CommuneId, ...]
    on: date
    sources: tuple[Source, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CommuneValidatedStrategicPlan:
    """One commune of the country programme has validated this version."""

    wire_type: ClassVar[str] = "cic.planning.CommuneValidatedStrategicPlan.v1"

    strategic_plan: StrategicPlanId
    version: int
    commune: CommuneId
    on: date
    recorded_on_behalf: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class CommuneObjectedToStrategicPlan:
    """The version goes back to draft with the reason; the one in force stays applicable."""

    wire_type: ClassVar[str] = "cic.planning.CommuneObjectedToStrategicPlan.v1"

    strategic_plan: StrategicPlanId
    version: int
    commune: CommuneId
    on: date
    reason: str
    recorded_on_behalf: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class StrategicPlanValidated:
    """Every commune of the country programme has validated this version (P18)."""

    wire_type: ClassVar[str] = "cic.planning.StrategicPlanValidated.v1"

    strategic_plan: StrategicPlanId
    version: int
    phase: PhaseId
    country: str
    content_hash: str
    chain: tuple[Result, ...]
    on: date


# --- joint action plan --------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class PartyAgreedActionPlan:
    """One party agrees to the content with this hash."""

    wire_type: ClassVar[str] = "cic.planning.PartyAgreedActionPlan.v1"

    action_plan: ActionPlanId
    partnership: PartnershipId
    party: CommuneId
    content_hash: str
    on: date
    recorded_on_behalf: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionPlanAgreementsVoided:
    """The content changed after parties had agreed to it: they must agree again."""

    wire_type: ClassVar[str] = "cic.planning.ActionPlanAgreementsVoided.v1"

    action_plan: ActionPlanId
    partnership: PartnershipId
    content_hash: str
    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionPlanSubmitted:
    """All parties have agreed the joint action plan (plan d'action commun) over one hash.

    It is submitted under a protocol in force; it is adopted when annexed to a version of the
    specific convention. Source: protocol of collaboration, article 4 (P8).
    """

    wire_type: ClassVar[str] = "cic.planning.ActionPlanSubmitted.v1"

    action_plan: ActionPlanId
    partnership: PartnershipId
    protocol: ProtocolId
    phase: PhaseId
    country: str
    parties: tuple[CommuneId, ...]
    content_hash: str
    title: Text
    period: Period
    actions: tuple[PlannedAction, ...]
    indicators: tuple[IndicatorId, ...]
    budget_lines: tuple[BudgetLine, ...]
    strategic_plan: StrategicPlanId
    strategic_plan_version: int
    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionPlanAdopted:
    """The plan is annexed to this version of the specific convention."""

    wire_type: ClassVar[str] = "cic.planning.ActionPlanAdopted.v1"

    action_plan: ActionPlanId
    partnership: PartnershipId
    convention: ConventionId
    convention_version: int
    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionPlanSuperseded:
    """Another joint action plan of the partnership takes the place of this one."""

    wire_type: ClassVar[str] = "cic.planning.ActionPlanSuperseded.v1"

    action_plan: ActionPlanId
    partnership: PartnershipId
    by: ActionPlanId
    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionPlanCompleted:
    """The parties have carried out the plan."""

    wire_type: ClassVar[str] = "cic.planning.ActionPlanCompleted.v1"

    action_plan: ActionPlanId
    partnership: PartnershipId
    on: date


Event: TypeAlias = (
    StrategicPlanSubmitted
    | CommuneValidatedStrategicPlan
    | CommuneObjectedToStrategicPlan
    | StrategicPlanValidated
    | PartyAgreedActionPlan
    | ActionPlanAgreementsVoided
    | ActionPlanSubmitted
    | ActionPlanAdopted
    | ActionPlanSuperseded
    | ActionPlanCompleted
)
