"""Events the reporting service publishes: what is due, states of reports, accepted figures.

Values and expenses that no report version has been submitted with stay inside the unit.
"""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar, TypeAlias

from vocabulary.budgets import Period
from vocabulary.identifiers import (
    ActionPlanId,
    CommuneId,
    IndicatorId,
    PartnershipId,
    PhaseId,
    ReportId,
)
from vocabulary.reports import ReportedExpense, ReportedValue


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportExpected:
    """A submitted action plan calls for a report on its period, and for these indicators."""

    wire_type: ClassVar[str] = "cic.reporting.ReportExpected.v1"

    report: ReportId
    action_plan: ActionPlanId
    partnership: PartnershipId
    phase: PhaseId
    country: str
    parties: tuple[CommuneId, ...]
    period: Period
    indicators: tuple[IndicatorId, ...]
    due_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PartySignedReport:
    """One party has signed this version of the report over this hash."""

    wire_type: ClassVar[str] = "cic.reporting.PartySignedReport.v1"

    report: ReportId
    version: int
    party: CommuneId
    function: str
    content_hash: str
    on: date
    recorded_on_behalf: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportSubmitted:
    """All parties have signed this version over one hash; these are its figures."""

    wire_type: ClassVar[str] = "cic.reporting.ReportSubmitted.v1"

    report: ReportId
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
    """The association's reviewer sends the version back with comments; the next one is open."""

    wire_type: ClassVar[str] = "cic.reporting.ReportReturned.v1"

    report: ReportId
    version: int
    comments: str
    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportAccepted:
    """This version's figures count; its period is locked until a correction is opened."""

    wire_type: ClassVar[str] = "cic.reporting.ReportAccepted.v1"

    report: ReportId
    version: int
    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportReopened:
    """A correction after acceptance: the accepted version stands until the next is accepted.

    `version` is the one that is now open.
    """

    wire_type: ClassVar[str] = "cic.reporting.ReportReopened.v1"

    report: ReportId
    version: int
    reason: str
    on: date


Event: TypeAlias = (
    ReportExpected
    | PartySignedReport
    | ReportSubmitted
    | ReportReturned
    | ReportAccepted
    | ReportReopened
)
