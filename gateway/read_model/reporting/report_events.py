"""What each event about a report changes on file, and in the figures that rest on it."""

from collections.abc import Iterable
from decimal import Decimal
from typing import TypeAlias

from msgspec.structs import replace

from contracts.reporting import (
    PartySignedReport,
    ReportAccepted,
    ReportExpected,
    ReportReopened,
    ReportReturned,
    ReportSubmitted,
)
from gateway.read_model.dossiers import Desk, Ref
from gateway.read_model.ids import text
from gateway.read_model.reporting import figures
from gateway.read_model.reporting.contributions import Subject
from gateway.read_model.reporting.figures import Sheet
from gateway.read_model.reporting.reports import Report
from gateway.read_model.reporting.versions import (
    Item,
    Measured,
    Opening,
    ReportSignature,
    ReportVersion,
    Spent,
    SubmittedFigures,
)
from gateway.read_model.said import Said
from kernel.unions import members
from vocabulary.reports import ReportedExpense, ReportedValue

Reviewed: TypeAlias = ReportReturned | ReportAccepted
Later: TypeAlias = PartySignedReport | ReportSubmitted | Reviewed | ReportReopened

HEARS = (ReportExpected, *members(Later))


def needs(said: Said) -> Iterable[Ref]:
    match said.event:
        case ReportExpected() as event:
            expected = _expected(event, said)
            yield Ref(Report, said.country, expected.id)
            yield from _sheets(said, figures.due(expected))
        case ReportSubmitted() as event:
            yield Ref(Report, said.country, text(event.report))
            yield from _sheets(said, set(_subjects(event)))
        case event if isinstance(event, Later):
            yield Ref(Report, said.country, text(event.report))


def follows(desk: Desk, said: Said) -> Iterable[Ref]:
    """Return the figures that the report adds to, where the event may change what it adds."""
    match said.event:
        case event if isinstance(event, Later):
            report = desk.find(Report, said.country, event.report)
            if report and _moves_figures(report, said):
                yield from _sheets(said, figures.subjects(report))


def _moves_figures(report: Report, said: Said) -> bool:
    marked = report.mark.also(said.mark) != report.mark
    return marked or isinstance(said.event, ReportSubmitted | Reviewed)


def _sheets(said: Said, subjects: Iterable[Subject]) -> Iterable[Ref]:
    for of in subjects:
        yield Ref(Sheet, said.country, of.id)


def apply(desk: Desk, said: Said) -> None:
    match said.event:
        case ReportExpected() as event:
            if desk.find(Report, said.country, event.report) is None:
                report = _expected(event, said)
                desk.file(report, said.at)
                _expect(desk, report, 1, said)
        case event if isinstance(event, Later):
            report = desk.open(Report, said.country, event.report)
            changed = replace(_changed(report, event, said), mark=report.mark.also(said.mark))
            desk.file(changed, said.at)
            if _moves_figures(report, said):
                _move(desk, report, changed, said)


def _move(desk: Desk, before: Report, now: Report, said: Said) -> None:
    was, is_ = figures.moves(before, now)
    for of in sorted(was.keys() | is_.keys()):
        removed, added = was.get(of, {}), is_.get(of, {})
        sheet = desk.find(Sheet, said.country, of.id) or figures.begun(said.country, of)
        if (moved := figures.moved(sheet, removed, added)) is not sheet:
            desk.file(moved, said.at)
    if before.mark.demonstration != now.mark.demonstration:
        _expect(desk, before, -1, said)
        _expect(desk, now, 1, said)


def _expect(desk: Desk, report: Report, more: int, said: Said) -> None:
    made_up = report.mark.demonstration
    for of in figures.due(report):
        sheet = desk.find(Sheet, said.country, of.id) or figures.begun(said.country, of)
        desk.file(figures.expecting(sheet, demonstration=made_up, more=more), said.at)


def _expected(event: ReportExpected, said: Said) -> Report:
    return Report(
        country=said.country,
        id=text(event.report),
        action_plan=text(event.action_plan),
        partnership=text(event.partnership),
        phase=text(event.phase),
        parties=tuple(text(party) for party in event.parties),
        period=event.period,
        indicators=tuple(text(indicator) for indicator in event.indicators),
        due_on=event.due_on,
        versions={"1": ReportVersion(number=1, mark=said.mark)},
        mark=said.mark,
    )


def _changed(report: Report, event: Later, said: Said) -> Report:
    opened = report.versions.get(str(event.version))
    version = opened or ReportVersion(number=event.version, mark=said.mark)
    version = replace(version, mark=version.mark.also(said.mark))
    match event:
        case PartySignedReport(party=party):
            signatures = {**version.signatures, text(party): _signature(event, said)}
            return _with(report, replace(version, signatures=signatures))
        case ReportSubmitted():
            return _with(report, replace(version, submission=_submitted(event, said)))
        case ReportAccepted(on=on):
            return _with(
                report, replace(version, accepted_on=on, decided_at_position=said.position)
            )
        case ReportReturned(on=on, comments=comments):
            returned = replace(
                version, returned_on=on, comments=comments, decided_at_position=said.position
            )
            following = ReportVersion(
                number=version.number + 1,
                opened_by=Opening.RETURN,
                opened_on=on,
                opened_because=comments,
                mark=said.mark,
            )
            return _with(_with(report, returned), following)
        case ReportReopened(on=on, reason=reason):
            reopened = replace(
                version, opened_by=Opening.REOPENING, opened_on=on, opened_because=reason
            )
            return _with(report, reopened)


def _with(report: Report, version: ReportVersion) -> Report:
    return replace(report, versions={**report.versions, str(version.number): version})


def _signature(event: PartySignedReport, said: Said) -> ReportSignature:
    return ReportSignature(
        function=event.function,
        on=event.on,
        content_hash=event.content_hash,
        recorded_on_behalf=event.recorded_on_behalf,
        mark=said.mark,
    )


def _submitted(event: ReportSubmitted, said: Said) -> SubmittedFigures:
    return SubmittedFigures(
        content_hash=event.content_hash,
        on=event.on,
        items=_items(event),
        position=said.position,
    )


def _items(event: ReportSubmitted) -> dict[str, Item]:
    """Return what was submitted; what is there twice counts once."""
    return {
        **{text(value.measurement): _measured(value) for value in event.values},
        **{text(expense.expense): _spent(expense) for expense in event.expenses},
    }


def _subjects(event: ReportSubmitted) -> Iterable[Subject]:
    """Yield what the values and expenses add to, without making items of them."""
    for value in event.values:
        yield Subject(text(value.indicator), value.year)
    for expense in event.expenses:
        yield Subject("", expense.on.year)


def _measured(value: ReportedValue) -> Item:
    return Item(
        correction=value.version,
        year=value.year,
        unit=value.unit,
        value=None if value.value is None else Decimal(value.value),
        measured=Measured(
            indicator=text(value.indicator),
            commune=text(value.commune) if value.commune else None,
            not_measured=value.not_measured,
            slices=value.slices,
        ),
    )


def _spent(expense: ReportedExpense) -> Item:
    return Item(
        correction=expense.version,
        year=expense.on.year,
        unit=expense.amount.currency,
        value=expense.amount.value,
        spent=Spent(
            budget_line=text(expense.budget_line),
            cost_class=expense.cost_class,
            on=expense.on,
            document=expense.document,
            warnings=expense.warnings,
        ),
    )
