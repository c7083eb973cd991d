"""What is known of a report, from its events: the version that is open and how far it has come."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from services.reporting.domain.report.content import (
    ReportContent,
    in_order_of_expenses,
    in_order_of_values,
)
from services.reporting.domain.report.events import (
    Event,
    PartySignedReport,
    ReportAccepted,
    ReportDrafted,
    ReportExpected,
    ReportReopened,
    ReportReturned,
    ReportSubmitted,
)
from services.reporting.domain.report.facts import Facts
from services.reporting.domain.report.refusals import (
    NotAParty,
    ReportLocked,
    ReportUnderReview,
    ReportUnknown,
)
from vocabulary.identifiers import CommuneId
from vocabulary.reports import ReportState
from vocabulary.text import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """`version` is the one that is made, under review or accepted.

    `opened_by` is the return or reopening that opened it; `signatures` are those of this version,
    each over the hash it names, which is not always the present one.
    """

    expectation: ReportExpected | None = None
    version: int = 1
    opened_by: ReportReturned | ReportReopened | None = None
    narrative: Text | None = None
    drafted: bool = False
    signatures: Mapping[CommuneId, PartySignedReport] = field(default_factory=dict)
    submission: ReportSubmitted | None = None
    acceptance: ReportAccepted | None = None

    @property
    def parties(self) -> tuple[CommuneId, ...]:
        return self.expectation.parties if self.expectation else ()

    @property
    def state(self) -> ReportState | None:
        """Where the report stands; None before it is expected."""
        if self.expectation is None:
            return None
        if self.acceptance is not None:
            return ReportState.ACCEPTED
        if self.submission is not None:
            return ReportState.SUBMITTED
        if self.signatures:
            return ReportState.PARTLY_SIGNED
        return ReportState.DRAFT if self.drafted else self._opened

    @property
    def _opened(self) -> ReportState:
        match self.opened_by:
            case ReportReturned():
                return ReportState.RETURNED
            case ReportReopened():
                return ReportState.REOPENED
            case None:
                return ReportState.EXPECTED

    def content(self, facts: Facts) -> ReportContent | None:
        """Return what there is to sign; None while the narrative is missing."""
        if self.expectation is None or self.narrative is None:
            return None
        return ReportContent(
            action_plan=self.expectation.action_plan,
            version=self.version,
            period=self.expectation.period,
            narrative=self.narrative,
            values=in_order_of_values(facts.values),
            expenses=in_order_of_expenses(facts.expenses),
        )


INITIAL = Report()


def is_open(report: Report) -> None:
    """Refuse to change a report that is under review or accepted."""
    if report.acceptance is not None:
        raise ReportLocked(version=report.acceptance.version)
    if report.submission is not None:
        raise ReportUnderReview(version=report.submission.version)


def expectation_of(report: Report, *parties: CommuneId) -> ReportExpected:
    """Return what is expected, once all these are parties to it."""
    if report.expectation is None:
        raise ReportUnknown
    if strangers := [str(party) for party in parties if party not in report.parties]:
        raise NotAParty(party=strangers[0])
    return report.expectation


def evolve(report: Report, event: Event) -> Report:
    match event:
        case ReportExpected():
            return Report(expectation=event)
        case ReportDrafted(narrative=narrative):
            return replace(report, narrative=narrative, drafted=True, signatures={})
        case PartySignedReport(party=party):
            return replace(report, signatures={**report.signatures, party: event})
        case ReportSubmitted():
            return replace(report, submission=event)
        case ReportAccepted():
            return replace(report, acceptance=event)
        case ReportReturned() | ReportReopened():
            return _opened(report, event)


def _opened(report: Report, event: ReportReturned | ReportReopened) -> Report:
    sent_back = isinstance(event, ReportReturned)
    version = event.version + 1 if sent_back else event.version
    return Report(
        expectation=report.expectation,
        version=version,
        opened_by=event,
        narrative=report.narrative,
    )
