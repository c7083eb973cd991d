"""What happens to a report, as it is stored.

A report has versions: a return or a reopening opens the next. Narratives, signatures and reviews
name theirs.
"""

from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

from vocabulary.acts import OnBehalf, Signatory
from vocabulary.budgets import BudgetLine, Period
from vocabulary.identifiers import (
    ActionPlanId,
    CommuneId,
    PartnershipId,
    PhaseId,
    ProtocolId,
    StrategicPlanId,
)
from vocabulary.reliance import Reliance
from vocabulary.reports import ReportedExpense, ReportedValue
from vocabulary.results import Indicator
from vocabulary.text import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportExpected:
    """Version 1 is open. `indicators` and `budget_lines` are as the plans had them at that time."""

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
class ReportDrafted:
    version: int
    party: CommuneId
    narrative: Text
    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class PartySignedReport:
    version: int
    party: CommuneId
    signatory: Signatory
    on: date
    content_hash: str
    place: str | None = None
    on_behalf: OnBehalf | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportSubmitted:
    """All parties have signed over one hash; `on` is the day of the latest signature."""

    version: int
    action_plan: ActionPlanId
    partnership: PartnershipId
    country: str
    period: Period
    content_hash: str
    values: tuple[ReportedValue, ...]
    expenses: tuple[ReportedExpense, ...]
    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportReturned:
    """The version is sent back, the next one is open."""

    version: int
    comments: str
    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportAccepted:
    version: int
    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportReopened:
    """`version` is the one that is open from now on; `party` null where the reviewer opened it."""

    version: int
    reason: str
    on: date
    party: CommuneId | None = None
    on_behalf: OnBehalf | None = None


Event: TypeAlias = (
    ReportExpected
    | ReportDrafted
    | PartySignedReport
    | ReportSubmitted
    | ReportReturned
    | ReportAccepted
    | ReportReopened
)
