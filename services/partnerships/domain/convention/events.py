"""What happens to a specific convention, as it is stored.

`content_hash` marks the version's whole content (`ConventionContent`).
"""

from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

from vocabulary.acts import Deliberation, Evidence, OnBehalf, Signatory
from vocabulary.budgets import BudgetLine
from vocabulary.conventions import FinancialTerms
from vocabulary.identifiers import ActionPlanId, CommuneId, PartnershipId, PhaseId, ProtocolId
from vocabulary.money import Money
from vocabulary.reliance import Reliance


@dataclass(frozen=True, slots=True, kw_only=True)
class ConventionDrafted:
    """Version 1, between the parties to the protocol."""

    partnership: PartnershipId
    protocol: ProtocolId
    phase: PhaseId
    country: str
    parties: tuple[CommuneId, ...]
    drafted_by: CommuneId
    on: date
    budget_lines: tuple[BudgetLine, ...]
    content_hash: str
    terms: FinancialTerms | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ConventionRevised:
    """Other lines or terms; `voided` are the parties whose signatures no longer count."""

    version: int
    partnership: PartnershipId
    revised_by: CommuneId
    on: date
    budget_lines: tuple[BudgetLine, ...]
    content_hash: str
    voided: tuple[CommuneId, ...] = ()
    terms: FinancialTerms | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ConventionSigned:
    """One party has signed the version.

    `function_verified`: the register of functions proved the function then held. `deliberation`
    is the decision of the party's council on the convention, where it took one.
    """

    version: int
    partnership: PartnershipId
    party: CommuneId
    signatory: Signatory
    place: str
    on: date
    content_hash: str
    signed_by_all: bool
    on_behalf: OnBehalf | None = None
    function_verified: bool = False
    deliberation: Deliberation | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ConventionSignatureWithdrawn:
    """The signature was recorded by mistake; the party may sign."""

    version: int
    partnership: PartnershipId
    party: CommuneId
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ConventionConcluded:
    """Every party has signed the version; `on` is the day of the latest signature."""

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
class ConventionAmendmentDrafted:
    """The next version is on the table; the one concluded holds meanwhile."""

    version: int
    partnership: PartnershipId
    drafted_by: CommuneId
    on: date
    reason: str
    budget_lines: tuple[BudgetLine, ...]
    content_hash: str
    terms: FinancialTerms | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionPlanAnnexed:
    """The plan is part of this version and of those after; `relied_on` is where it was known."""

    version: int
    partnership: PartnershipId
    party: CommuneId
    action_plan: ActionPlanId
    content_hash: str
    on: date
    relied_on: tuple[Reliance, ...]
    on_behalf: OnBehalf | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DataProtectionAnnexed:
    """The data-protection annex of this version and of those after; a later one replaces it."""

    version: int
    partnership: PartnershipId
    party: CommuneId
    document: Evidence
    on: date
    on_behalf: OnBehalf | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AdvanceReceived:
    """The advance of this code has arrived, in the currency in which it came."""

    partnership: PartnershipId
    party: CommuneId
    advance: str
    amount: Money
    on: date
    evidence: Evidence | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AdvanceCorrected:
    """The receipt was entered wrongly: this is what holds instead."""

    partnership: PartnershipId
    party: CommuneId
    advance: str
    amount: Money
    on: date
    reason: str
    evidence: Evidence | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AdvanceWithdrawn:
    """The advance never arrived, or not under this convention."""

    partnership: PartnershipId
    party: CommuneId
    advance: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ConventionAbandoned:
    """The version is given up before all have signed it; `voided` are those that had.

    Where another version is concluded that one holds on, else it is the end of the convention.
    """

    version: int
    partnership: PartnershipId
    protocol: ProtocolId
    party: CommuneId
    on: date
    reason: str
    voided: tuple[CommuneId, ...] = ()
    on_behalf: OnBehalf | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ConventionClosed:
    """Nothing more is signed, annexed or paid under it; an amendment not concluded falls."""

    version: int
    partnership: PartnershipId
    protocol: ProtocolId
    party: CommuneId
    on: date
    on_behalf: OnBehalf | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ConventionReopened:
    """It was closed by mistake, or too early; the version concluded holds on."""

    version: int
    partnership: PartnershipId
    protocol: ProtocolId
    party: CommuneId
    on: date
    reason: str


OfSignature: TypeAlias = ConventionSigned | ConventionSignatureWithdrawn
OfVersion: TypeAlias = ConventionRevised | OfSignature | ConventionConcluded
OfAdvance: TypeAlias = AdvanceReceived | AdvanceCorrected | AdvanceWithdrawn
OfEnd: TypeAlias = ConventionAbandoned | ConventionClosed | ConventionReopened
OfAnnex: TypeAlias = ActionPlanAnnexed | DataProtectionAnnexed
Event: TypeAlias = (
    ConventionDrafted | ConventionAmendmentDrafted | OfVersion | OfAnnex | OfAdvance | OfEnd
)
