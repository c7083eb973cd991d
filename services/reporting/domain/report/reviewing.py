"""Review afterwards: accept, send back with comments, reopen for a correction."""

from services.reporting.domain.report.commands import AcceptReport, ReopenReport, ReturnReport
from services.reporting.domain.report.events import (
    Event,
    ReportAccepted,
    ReportReopened,
    ReportReturned,
)
from services.reporting.domain.report.facts import Facts
from services.reporting.domain.report.refusals import (
    ChangedSinceSubmission,
    NotAccepted,
    NotUnderReview,
)
from services.reporting.domain.report.state import Report, expectation_of
from vocabulary.dates import happened


def accept(command: AcceptReport, report: Report, facts: Facts) -> list[Event]:
    accepted = ReportAccepted(version=report.version, on=command.on)
    if report.acceptance == accepted:
        return []
    submission = report.submission
    if submission is None or report.acceptance is not None:
        raise NotUnderReview(state=report.state)
    # A first figure can be stored in the very instant of the last signature, unseen by it.
    content = report.content(facts)
    if content is None or content.hash != submission.content_hash:
        raise ChangedSinceSubmission
    happened(facts.now, command.on)
    return [accepted]


def send_back(command: ReturnReport, report: Report, facts: Facts) -> list[Event]:
    if _repeats(command, report):
        return []
    if report.submission is None or report.acceptance is not None:
        raise NotUnderReview(state=report.state)
    happened(facts.now, command.on)
    return [ReportReturned(version=report.version, comments=command.comments, on=command.on)]


def reopen(command: ReopenReport, report: Report, facts: Facts) -> list[Event]:
    if command.party is not None:
        expectation_of(report, command.party)
    reopened = ReportReopened(
        version=report.version + 1,
        reason=command.reason,
        on=command.on,
        party=command.party,
        on_behalf=command.on_behalf,
    )
    if _reopens_again(reopened, report):
        return []
    if report.acceptance is None:
        raise NotAccepted(state=report.state)
    happened(facts.now, command.on)
    return [reopened]


def _repeats(command: ReturnReport, report: Report) -> bool:
    match report.opened_by:
        case ReportReturned(comments=comments, on=on):
            waits = report.submission is None
            return waits and (comments, on) == (command.comments, command.on)
        case _:
            return False


def _reopens_again(reopened: ReportReopened, report: Report) -> bool:
    match report.opened_by:
        case ReportReopened(reason=reason, on=on, party=party):
            opened = report.acceptance is None
            same = (reason, on, party) == (reopened.reason, reopened.on, reopened.party)
            return opened and same
        case _:
            return False
