"""Which of our events others hear of: what is due, formal acts, the figures that were signed.

Narratives, single values and expenses stay inside the unit until a version is submitted with
them; signatories appear by function.
"""

from typing import Any

from contracts import reporting as contracts
from kernel.events import Seen
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
from vocabulary.identifiers import ReportId


def to_contract(seen: Seen[Any]) -> contracts.Event | None:
    """Return what the event is to others, None for one that stays private."""
    if seen.stream.category != "report":
        return None
    return _report_contract(ReportId(seen.stream.id), seen.event)


def _report_contract(id_: ReportId, event: Event) -> contracts.Event | None:
    match event:
        case ReportDrafted():
            return None
        case ReportExpected():
            return _expected(id_, event)
        case PartySignedReport():
            return contracts.PartySignedReport(
                report=id_,
                version=event.version,
                party=event.party,
                function=event.signatory.function,
                content_hash=event.content_hash,
                on=event.on,
                recorded_on_behalf=event.on_behalf is not None,
            )
        case ReportSubmitted():
            return _submitted(id_, event)
        case _:
            return _reviewed(id_, event)


def _expected(id_: ReportId, event: ReportExpected) -> contracts.ReportExpected:
    return contracts.ReportExpected(
        report=id_,
        action_plan=event.action_plan,
        partnership=event.partnership,
        phase=event.phase,
        country=event.country,
        parties=event.parties,
        period=event.period,
        indicators=tuple(indicator.id for indicator in event.indicators),
        due_on=event.due_on,
    )


def _submitted(id_: ReportId, event: ReportSubmitted) -> contracts.ReportSubmitted:
    return contracts.ReportSubmitted(
        report=id_,
        version=event.version,
        action_plan=event.action_plan,
        partnership=event.partnership,
        country=event.country,
        period=event.period,
        content_hash=event.content_hash,
        values=event.values,
        expenses=event.expenses,
        on=event.on,
    )


def _reviewed(
    id_: ReportId, event: ReportReturned | ReportAccepted | ReportReopened
) -> contracts.Event:
    version, on = event.version, event.on
    match event:
        case ReportReturned(comments=comments):
            return contracts.ReportReturned(report=id_, version=version, comments=comments, on=on)
        case ReportAccepted():
            return contracts.ReportAccepted(report=id_, version=version, on=on)
        case ReportReopened(reason=reason):
            return contracts.ReportReopened(report=id_, version=version, reason=reason, on=on)
