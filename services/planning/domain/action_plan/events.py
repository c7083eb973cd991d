"""What happens to a joint action plan, as it is stored; `relied_on` is what others had said."""

from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

from vocabulary.actions import ActionPlanContent
from vocabulary.acts import OnBehalf
from vocabulary.identifiers import (
    ActionPlanId,
    CommuneId,
    ConventionId,
    PartnershipId,
    PhaseId,
    ProtocolId,
    StrategicPlanId,
)
from vocabulary.reliance import Reliance


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionPlanDrafted:
    """`parties` are the members of the partnership at that moment."""

    partnership: PartnershipId
    phase: PhaseId
    country: str
    parties: tuple[CommuneId, ...]
    drafted_by: CommuneId
    on: date
    content: ActionPlanContent
    content_hash: str
    relied_on: tuple[Reliance, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionPlanRevised:
    parties: tuple[CommuneId, ...]
    revised_by: CommuneId
    on: date
    content: ActionPlanContent
    content_hash: str
    relied_on: tuple[Reliance, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionPlanAgreementsVoided:
    """The content changed after parties had agreed; `content_hash` is that of the new one."""

    partnership: PartnershipId
    content_hash: str
    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class PartyAgreedActionPlan:
    partnership: PartnershipId
    party: CommuneId
    content_hash: str
    on: date
    on_behalf: OnBehalf | None = None
    relied_on: tuple[Reliance, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionPlanSubmitted:
    """All parties have agreed over one hash, and the partnership may act."""

    partnership: PartnershipId
    protocol: ProtocolId
    phase: PhaseId
    country: str
    parties: tuple[CommuneId, ...]
    submitted_by: CommuneId
    content: ActionPlanContent
    content_hash: str
    strategic_plan: StrategicPlanId
    strategic_plan_version: int
    on: date
    relied_on: tuple[Reliance, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionPlanAdopted:
    """It is annexed to this version of the specific convention."""

    partnership: PartnershipId
    convention: ConventionId
    convention_version: int
    content_hash: str
    on: date
    relied_on: tuple[Reliance, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionPlanSuperseded:
    partnership: PartnershipId
    by: ActionPlanId
    recorded_by: CommuneId
    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionPlanCompleted:
    partnership: PartnershipId
    recorded_by: CommuneId
    on: date


Event: TypeAlias = (
    ActionPlanDrafted
    | ActionPlanRevised
    | ActionPlanAgreementsVoided
    | PartyAgreedActionPlan
    | ActionPlanSubmitted
    | ActionPlanAdopted
    | ActionPlanSuperseded
    | ActionPlanCompleted
)
