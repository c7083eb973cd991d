"""Who may ask what of a report, and what comes of it."""

from dataclasses import replace
from typing import assert_never

from kernel.identity import Principal
from kernel.refusals import NotFound
from services.reporting.domain.authority import only_consumer, only_reviewer
from services.reporting.domain.report.commands import (
    AcceptReport,
    Command,
    DraftReport,
    ExpectReport,
    ReopenReport,
    ReturnReport,
    SignReport,
)
from services.reporting.domain.report.events import Event, ReportDrafted, ReportExpected
from services.reporting.domain.report.facts import Facts
from services.reporting.domain.report.refusals import ExpectedOtherwise
from services.reporting.domain.report.reviewing import accept, reopen, send_back
from services.reporting.domain.report.signing import sign
from services.reporting.domain.report.state import Report, expectation_of, is_open
from vocabulary.authority import commune_or_on_behalf, commune_or_unit
from vocabulary.dates import happened


def may(principal: Principal, command: Command, _report: Report, _facts: Facts) -> None:
    """Let each party act for itself only, and the associations' reviewer review."""
    match command:
        case ExpectReport():
            only_consumer(principal)
        case DraftReport(party=party):
            commune_or_unit(principal, party)
        case SignReport(party=party, on_behalf=on_behalf):
            commune_or_on_behalf(principal, party, on_behalf)
        case AcceptReport() | ReturnReport():
            only_reviewer(principal)
        case ReopenReport(party=party, on_behalf=on_behalf) if party is not None:
            commune_or_on_behalf(principal, party, on_behalf)
        case ReopenReport():
            only_reviewer(principal)
        case _:
            assert_never(command)


def decide(command: Command, report: Report, facts: Facts) -> list[Event]:
    match command:
        case ExpectReport():
            return _expect(command, report)
        case _ if report.expectation is None:
            raise NotFound
        case DraftReport():
            return _draft(command, report, facts)
        case SignReport():
            return sign(command, report, facts)
        case AcceptReport():
            return accept(command, report, facts)
        case ReturnReport():
            return send_back(command, report, facts)
        case ReopenReport():
            return reopen(command, report, facts)
        case _:
            assert_never(command)


def _expect(command: ExpectReport, report: Report) -> list[Event]:
    expected = ReportExpected(
        action_plan=command.action_plan,
        partnership=command.partnership,
        protocol=command.protocol,
        phase=command.phase,
        country=command.country,
        parties=command.parties,
        title=command.title,
        period=command.period,
        indicators=command.indicators,
        budget_lines=command.budget_lines,
        strategic_plan=command.strategic_plan,
        strategic_plan_version=command.strategic_plan_version,
        due_on=command.due_on,
        relied_on=command.relied_on,
    )
    if report.expectation is None:
        return [expected]
    if replace(report.expectation, relied_on=expected.relied_on) != expected:
        raise ExpectedOtherwise
    return []


def _draft(command: DraftReport, report: Report, facts: Facts) -> list[Event]:
    expectation_of(report, command.party)
    if report.narrative == command.narrative and report.drafted:
        return []
    is_open(report)
    happened(facts.now, command.on)
    return [
        ReportDrafted(
            version=report.version,
            party=command.party,
            narrative=command.narrative,
            on=command.on,
        )
    ]
