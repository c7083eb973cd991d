"""What can be asked of a report; the acting party is always named and checked."""

from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

from vocabulary.acts import OnBehalf, Signatory
from vocabulary.budgets import BudgetLine, Period
from vocabulary.hashing import ContentHash
from vocabulary.identifiers import (
    ActionPlanId,
    CommuneId,
    PartnershipId,
    PhaseId,
    ProtocolId,
    StrategicPlanId,
)
from vocabulary.reliance import Reliance
from vocabulary.results import Indicator
from vocabulary.text import Text, Words


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpectReport:
    """Open the report that a submitted action plan calls for, with the indicators due in it."""

    action_plan: ActionPlanId
    partnership: PartnershipId
    protocol: ProtocolId
    phase: PhaseId
    country: str
    parties: tuple[CommuneId, ...]
    title: Text
    period: Period
    indicators: tuple[Indicator, ...]
    budget_lines: tuple[BudgetLine, ...]
    strategic_plan: StrategicPlanId
    strategic_plan_version: int
    due_on: date | None = None
    relied_on: tuple[Reliance, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftReport:
    """Write the narrative, or put another in its place; earlier signatures are void."""

    party: CommuneId
    narrative: Text
    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class SignReport:
    """Sign for one party what has this hash: narrative, values and expenses as they stand.

    The report shows its present hash. When every party has signed over the same one the report is
    submitted. Whatever changes in between voids the signatures. The person is an opaque reference.
    """

    party: CommuneId
    signatory: Signatory
    on: date
    content_hash: ContentHash
    place: Words | None = None
    on_behalf: OnBehalf | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AcceptReport:
    """Accept the version that was submitted: its figures count, and its period is locked."""

    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnReport:
    """Send the version that was submitted back with comments; the parties correct and sign anew."""

    comments: Words
    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class ReopenReport:
    """Open a correction of an accepted report, as a party or, without one, as the reviewer.

    The accepted version stands until the next one is accepted.
    """

    reason: Words
    on: date
    party: CommuneId | None = None
    on_behalf: OnBehalf | None = None


Asked: TypeAlias = DraftReport | SignReport | AcceptReport | ReturnReport | ReopenReport
"""What people ask; a report is expected because the service heard of a plan."""
Command: TypeAlias = ExpectReport | Asked
