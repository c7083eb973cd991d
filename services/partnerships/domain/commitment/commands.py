"""What can be asked of a commitment; the member that gives is always named and checked."""

from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

from vocabulary.acts import Evidence, OnBehalf
from vocabulary.budgets import Period
from vocabulary.commitments import CommitmentKind, HowMuch
from vocabulary.identifiers import CommuneId, ContributionId, PartnershipId
from vocabulary.text import Text, Words


@dataclass(frozen=True, slots=True, kw_only=True)
class MakeCommitment:
    """Undertake to give something within a period; any member may, on either side (P31).

    `measure` is money for the kind `money`, days for `staff-days`, a quantity of any unit else.
    """

    partnership: PartnershipId
    party: CommuneId
    kind: CommitmentKind
    text: Text
    measure: HowMuch
    period: Period
    on: date
    on_behalf: OnBehalf | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviseCommitment:
    """Undertake more, less or at another time, and say why; what was given stays."""

    party: CommuneId
    text: Text
    measure: HowMuch
    period: Period
    on: date
    reason: Words
    on_behalf: OnBehalf | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseCommitment:
    """Record that the member is freed of what it has not given, and why."""

    party: CommuneId
    on: date
    reason: Words
    on_behalf: OnBehalf | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordContribution:
    """Record what the member gave, on which day, and what shows it."""

    contribution: ContributionId
    party: CommuneId
    measure: HowMuch
    on: date
    text: Text | None = None
    evidence: Evidence | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectContribution:
    """Replace what was recorded of a contribution by what holds instead, and say why."""

    contribution: ContributionId
    party: CommuneId
    measure: HowMuch
    on: date
    reason: Words
    text: Text | None = None
    evidence: Evidence | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawContribution:
    """Take back a contribution that was never given, or not under this commitment, and say why."""

    contribution: ContributionId
    party: CommuneId
    reason: Words


OfContribution: TypeAlias = RecordContribution | CorrectContribution | WithdrawContribution
After: TypeAlias = ReviseCommitment | ReleaseCommitment | OfContribution
Command: TypeAlias = MakeCommitment | After
