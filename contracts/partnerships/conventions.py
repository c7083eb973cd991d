"""Specific conventions: what is published of them."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar, TypeAlias

from vocabulary.budgets import BudgetLine
from vocabulary.identifiers import (
    ActionPlanId,
    CommuneId,
    ConventionId,
    PartnershipId,
    ProtocolId,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ConventionSigned:
    """One party has signed this version of the convention; the signatory appears by function."""

    wire_type: ClassVar[str] = "cic.partnerships.ConventionSigned.v1"

    convention: ConventionId
    version: int
    partnership: PartnershipId
    party: CommuneId
    function: str
    acting_for: str
    place: str
    on: date
    content_hash: str
    signed_by_all: bool
    recorded_on_behalf: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ConventionSignaturesVoided:
    """The content changed after parties had signed this version: they must sign again."""

    wire_type: ClassVar[str] = "cic.partnerships.ConventionSignaturesVoided.v1"

    convention: ConventionId
    version: int
    partnership: PartnershipId
    voided: tuple[CommuneId, ...]
    content_hash: str
    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class ConventionConcluded:
    """All parties have signed this version of the specific convention (convention spécifique).

    Source: protocol of collaboration, article 4.
    """

    wire_type: ClassVar[str] = "cic.partnerships.ConventionConcluded.v1"

    convention: ConventionId
    version: int
    partnership: PartnershipId
    protocol: ProtocolId
    country: str
    parties: tuple[CommuneId, ...]
    content_hash: str
    budget_lines: tuple[BudgetLine, ...]
    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionPlanAnnexed:
    """A joint action plan is annexed, by its content hash, to a version of the convention.

    `party` is the one that annexed it; all had agreed to the plan.
    """

    wire_type: ClassVar[str] = "cic.partnerships.ActionPlanAnnexed.v1"

    convention: ConventionId
    version: int
    partnership: PartnershipId
    action_plan: ActionPlanId
    content_hash: str
    on: date
    party: CommuneId | None = None
    recorded_on_behalf: bool = False


Event: TypeAlias = (
    ConventionSigned | ConventionSignaturesVoided | ConventionConcluded | ActionPlanAnnexed
)
