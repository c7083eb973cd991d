"""Specific conventions: what is published of them."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar, TypeAlias

from vocabulary.acts import Deliberation, Evidence
from vocabulary.budgets import BudgetLine
from vocabulary.conventions import FinancialTerms
from vocabulary.identifiers import (
    ActionPlanId,
    CommuneId,
    ConventionId,
    PartnershipId,
    ProtocolId,
)
from vocabulary.money import Money


@dataclass(frozen=True, slots=True, kw_only=True)
class ConventionSigned:
    """One party has signed this version of the convention; the signatory appears by function.

    `deliberation` is the decision of the party's council on it, where it took one.
    """

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
    deliberation: Deliberation | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ConventionSignatureWithdrawn:
    """A signature was recorded that this party had not given so; it may sign this version."""

    wire_type: ClassVar[str] = "cic.partnerships.ConventionSignatureWithdrawn.v1"

    convention: ConventionId
    version: int
    partnership: PartnershipId
    party: CommuneId
    reason: str


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

    `terms` spread the budget over years and classes of cost, and say what is paid in advance and
    who bears which part of it; null where nothing is agreed on that.
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
    terms: FinancialTerms | None = None


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


@dataclass(frozen=True, slots=True, kw_only=True)
class DataProtectionAnnexed:
    """The rules on personal data are annexed as a document; a later one takes its place."""

    wire_type: ClassVar[str] = "cic.partnerships.DataProtectionAnnexed.v1"

    convention: ConventionId
    version: int
    partnership: PartnershipId
    document: Evidence
    on: date
    party: CommuneId
    recorded_on_behalf: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class AdvanceReceived:
    """An advance has arrived; `advance` is its code in the terms of the concluded version."""

    wire_type: ClassVar[str] = "cic.partnerships.AdvanceReceived.v1"

    convention: ConventionId
    partnership: PartnershipId
    party: CommuneId
    advance: str
    amount: Money
    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class AdvanceCorrected:
    """What was recorded of an advance was wrong: this holds instead."""

    wire_type: ClassVar[str] = "cic.partnerships.AdvanceCorrected.v1"

    convention: ConventionId
    partnership: PartnershipId
    party: CommuneId
    advance: str
    amount: Money
    on: date
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AdvanceWithdrawn:
    """The advance was recorded as received and never arrived."""

    wire_type: ClassVar[str] = "cic.partnerships.AdvanceWithdrawn.v1"

    convention: ConventionId
    partnership: PartnershipId
    party: CommuneId
    advance: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ConventionAbandoned:
    """A version is given up before all parties had signed it; signatures given to it are void.

    Where another version is concluded that one holds on, else it is the end of the convention. One
    that nobody had signed is said too, though it was not heard of before.
    """

    wire_type: ClassVar[str] = "cic.partnerships.ConventionAbandoned.v1"

    convention: ConventionId
    version: int
    partnership: PartnershipId
    protocol: ProtocolId
    party: CommuneId
    on: date
    reason: str
    voided: tuple[CommuneId, ...] = ()
    recorded_on_behalf: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ConventionClosed:
    """All under the convention is settled; an amendment that was not concluded has fallen."""

    wire_type: ClassVar[str] = "cic.partnerships.ConventionClosed.v1"

    convention: ConventionId
    version: int
    partnership: PartnershipId
    protocol: ProtocolId
    party: CommuneId
    on: date
    recorded_on_behalf: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ConventionReopened:
    """The closing is undone; the version that was concluded holds on."""

    wire_type: ClassVar[str] = "cic.partnerships.ConventionReopened.v1"

    convention: ConventionId
    version: int
    partnership: PartnershipId
    protocol: ProtocolId
    party: CommuneId
    on: date
    reason: str


Event: TypeAlias = (
    ConventionSigned
    | ConventionSignatureWithdrawn
    | ConventionSignaturesVoided
    | ConventionConcluded
    | ActionPlanAnnexed
    | DataProtectionAnnexed
    | AdvanceReceived
    | AdvanceCorrected
    | AdvanceWithdrawn
    | ConventionAbandoned
    | ConventionClosed
    | ConventionReopened
)
