"""Commitments of the members of partnerships: what is published of them."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar, TypeAlias

from vocabulary.budgets import Period
from vocabulary.commitments import CommitmentKind, Measure
from vocabulary.identifiers import CommitmentId, CommuneId, ContributionId, PartnershipId
from vocabulary.text import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class CommitmentMade:
    """A member undertakes to give competence, staff days, premises or money within a period.

    `side` is the country of the member. What is in kind is never added to cash.
    """

    wire_type: ClassVar[str] = "cic.partnerships.CommitmentMade.v1"

    commitment: CommitmentId
    partnership: PartnershipId
    country: str
    party: CommuneId
    side: str
    kind: CommitmentKind
    text: Text
    measure: Measure
    period: Period
    on: date
    recorded_on_behalf: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class CommitmentRevised:
    """The member undertakes more, less or at another time; what was given stays."""

    wire_type: ClassVar[str] = "cic.partnerships.CommitmentRevised.v1"

    commitment: CommitmentId
    partnership: PartnershipId
    party: CommuneId
    text: Text
    measure: Measure
    period: Period
    on: date
    reason: str
    recorded_on_behalf: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class CommitmentReleased:
    """The member is freed of what it has not given."""

    wire_type: ClassVar[str] = "cic.partnerships.CommitmentReleased.v1"

    commitment: CommitmentId
    partnership: PartnershipId
    party: CommuneId
    on: date
    reason: str
    recorded_on_behalf: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ContributionRecorded:
    """The member has given something of what it had undertaken; what shows it stays in the unit."""

    wire_type: ClassVar[str] = "cic.partnerships.ContributionRecorded.v1"

    commitment: CommitmentId
    partnership: PartnershipId
    contribution: ContributionId
    party: CommuneId
    measure: Measure
    on: date
    text: Text | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ContributionCorrected:
    """What was recorded of a contribution was wrong: this holds instead."""

    wire_type: ClassVar[str] = "cic.partnerships.ContributionCorrected.v1"

    commitment: CommitmentId
    partnership: PartnershipId
    contribution: ContributionId
    party: CommuneId
    measure: Measure
    on: date
    reason: str
    text: Text | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ContributionWithdrawn:
    """A contribution was recorded that was never given, or not under this commitment."""

    wire_type: ClassVar[str] = "cic.partnerships.ContributionWithdrawn.v1"

    commitment: CommitmentId
    partnership: PartnershipId
    contribution: ContributionId
    party: CommuneId
    reason: str


Event: TypeAlias = (
    CommitmentMade
    | CommitmentRevised
    | CommitmentReleased
    | ContributionRecorded
    | ContributionCorrected
    | ContributionWithdrawn
)
