"""Sign a report: all parties over one hash, and then it is submitted."""

from dataclasses import replace

from services.reporting.domain.report.commands import SignReport
from services.reporting.domain.report.content import ReportContent
from services.reporting.domain.report.events import (
    Event,
    PartySignedReport,
    ReportExpected,
    ReportSubmitted,
)
from services.reporting.domain.report.facts import Facts
from services.reporting.domain.report.refusals import (
    AlreadySigned,
    IndicatorsMissing,
    MeasuredTwice,
    NarrativeMissing,
    SignedAnotherContent,
)
from services.reporting.domain.report.state import Report, expectation_of, is_open
from vocabulary.dates import happened


def sign(command: SignReport, report: Report, facts: Facts) -> list[Event]:
    expected = expectation_of(report, command.party)
    signed = _signed(command, report)
    content = report.content(facts)
    present = content.hash if content else None
    earlier = report.signatures.get(command.party)
    if _is_signed(signed, report, present):
        return []
    is_open(report)
    if content is None:
        raise NarrativeMissing
    if command.content_hash != present:
        raise SignedAnotherContent(content_hash=present)
    if earlier is not None and earlier.content_hash == present:
        raise AlreadySigned(on=earlier.on.isoformat())
    _is_complete(expected, content)
    happened(facts.now, command.on)
    return [signed, *_submitted(signed, expected, report, content)]


def _signed(command: SignReport, report: Report) -> PartySignedReport:
    return PartySignedReport(
        version=report.version,
        party=command.party,
        signatory=command.signatory,
        on=command.on,
        content_hash=command.content_hash,
        place=command.place,
        on_behalf=command.on_behalf,
    )


def _is_signed(signed: PartySignedReport, report: Report, present: str | None) -> bool:
    """Whether this very signature stands; over what has changed since, it is void."""
    earlier = report.signatures.get(signed.party)
    if earlier is None or replace(signed, on_behalf=earlier.on_behalf) != earlier:
        return False
    return report.submission is not None or present == earlier.content_hash


def _is_complete(expected: ReportExpected, content: ReportContent) -> None:
    answered = {value.indicator for value in content.values}
    if missing := [i for i in expected.indicators if i.id not in answered]:
        raise IndicatorsMissing(
            indicators=[str(i.id) for i in missing], codes=[i.code for i in missing]
        )
    seen = set()
    for value in content.values:
        place = (value.indicator, value.year, value.commune)
        if place in seen:
            raise MeasuredTwice(indicator=str(value.indicator), year=value.year)
        seen.add(place)


def _submitted(
    last: PartySignedReport, expected: ReportExpected, report: Report, content: ReportContent
) -> list[Event]:
    signatures = {**report.signatures, last.party: last}
    valid = {p: s for p, s in signatures.items() if s.content_hash == last.content_hash}
    if valid.keys() < set(expected.parties):
        return []
    return [
        ReportSubmitted(
            version=report.version,
            action_plan=expected.action_plan,
            partnership=expected.partnership,
            country=expected.country,
            period=expected.period,
            content_hash=last.content_hash,
            values=content.values,
            expenses=content.expenses,
            on=max(signature.on for signature in valid.values()),
        )
    ]
