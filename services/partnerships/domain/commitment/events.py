"""What happens to a commitment, as it is stored."""

from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

from vocabulary.acts import Evidence, OnBehalf
from vocabulary.budgets import Period
from vocabulary.commitments import CommitmentKind, Measure
from vocabulary.identifiers import CommuneId, ContributionId, PartnershipId
from vocabulary.text import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class CommitmentMade:
    """`side` is the country of the member: each side of the partnership has its own."""

    partnership: PartnershipId
    country: str
    party: CommuneId
    side: str
    kind: CommitmentKind
    text: Text
    measure: Measure
    period: Period
    on: date
    on_behalf: OnBehalf | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CommitmentRevised:
    partnership: PartnershipId
    party: CommuneId
    text: Text
    measure: Measure
    period: Period
    on: date
    reason: str
    on_behalf: OnBehalf | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CommitmentReleased:
    partnership: PartnershipId
    party: CommuneId
    on: date
    reason: str
    on_behalf: OnBehalf | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ContributionRecorded:
    partnership: PartnershipId
    contribution: ContributionId
    party: CommuneId
    measure: Measure
    on: date
    text: Text | None = None
    evidence: Evidence | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ContributionCorrected:
    partnership: PartnershipId
    contribution: ContributionId
    party: CommuneId
    measure: Measure
    on: date
    reason: str
    text: Text | None = None
    evidence: Evidence | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ContributionWithdrawn:
    partnership: PartnershipId
    contribution: ContributionId
    party: CommuneId
    reason: str


OfContribution: TypeAlias = ContributionRecorded | ContributionCorrected | ContributionWithdrawn
Event: TypeAlias = CommitmentMade | CommitmentRevised | CommitmentReleased | OfContribution
