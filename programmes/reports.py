"""Reports on action plans in a demonstration pack, and the commands that record them.

A report is expected by itself once its plan is submitted; here it is written, signed, reviewed.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID, uuid5

from programmes.acting import PartyOn, Signature, party_on, signature
from programmes.action_plans import ActionPlan
from programmes.entries import Entry
from programmes.faults import Fault
from programmes.figures import Figure, Reported
from programmes.files import Document
from programmes.sends import Send, Sender, Wave
from programmes.terms import text
from vocabulary.hashing import content_hash
from vocabulary.reports import ReportedExpense, ReportedValue

FILE = "reports.toml"
VERSION = (
    *("drafted_by", "drafted_on", "narrative", "signatures"),
    *("returned_on", "comments", "accepted_on"),
)
FIGURES, SIGNATURES, REVIEW, PER_VERSION = 0, 1, 2, 10
"""What follows one another within a version: a wave each."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """What was signed, and the review of it: a verb of the report with its body, or none."""

    number: int
    drafted: PartyOn | None
    narrative: Mapping[str, str] | None
    signatures: tuple[Signature, ...]
    review: tuple[str, Mapping[str, Any]] | None
    origin: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    plan: ActionPlan
    versions: tuple[Version, ...]
    values: Sequence[Figure[ReportedValue]]
    expenses: Sequence[Figure[ReportedExpense]]

    @property
    def figures(self) -> tuple[Figure[Any], ...]:
        return (*self.values, *self.expenses)

    @property
    def id(self) -> UUID:
        """A plan has one report, whose identifier anyone can compute from the plan's."""
        return uuid5(self.plan.id, "report")

    def content_hash(self, version: Version, narrative: Mapping[str, str]) -> str:
        """Return the mark of what the parties sign, as anyone can compute it (RFC 8785)."""
        values = _latest(self.values, version.number)
        expenses = _latest(self.expenses, version.number)
        return content_hash(
            {
                "action_plan": self.plan.id,
                "version": version.number,
                "period": self.plan.content.period,
                "narrative": narrative,
                "values": sorted(values, key=_place_of_value),
                "expenses": sorted(expenses, key=lambda each: (each.on, str(each.expense))),
            }
        )


def read(
    folder: Path,
    plans: Mapping[str, ActionPlan],
    values: Mapping[str, Sequence[Figure[ReportedValue]]],
    expenses: Mapping[str, Sequence[Figure[ReportedExpense]]],
    faults: list[Fault],
) -> tuple[Report, ...]:
    """Return the reports with their figures, none where there is no such file."""
    if not (folder / FILE).exists():
        return ()
    document = Document(folder / FILE, faults)
    document.only("reports")
    found: dict[str, Report] = {}
    for index, entry in enumerate(document.tables("reports")):
        entry.only({"action_plan", "versions"})
        code = entry.choice("action_plan", tuple(plans))
        if code not in plans:
            continue
        if code in found:
            entry.fault("action_plan", f"{code!r} has its report further up")
        tables = document.tables("reports", index, "versions")
        versions = [
            _version(each, number, document, (index, number - 1), plans[code])
            for number, each in enumerate(tables, start=1)
        ]
        found[code] = Report(
            plan=plans[code],
            versions=tuple(versions),
            values=values.get(code, ()),
            expenses=expenses.get(code, ()),
        )
        _check(entry, found[code])
    return tuple(found.values())


def _version(
    entry: Entry, number: int, document: Document, at: tuple[int, int], plan: ActionPlan
) -> Version:
    entry.only(VERSION)
    parties = plan.convention.protocol.parties
    drafted = party_on(entry, "drafted", parties)
    tables = document.tables("reports", at[0], "versions", at[1], "signatures")
    signed = [signature(each, parties) for each in tables]
    return Version(
        number=number,
        drafted=drafted,
        narrative=text(entry, "narrative") if drafted else None,
        signatures=tuple(each for each in signed if each),
        review=_review(entry),
        origin=f"{entry.file}:{entry.line}",
    )


def _review(entry: Entry) -> tuple[str, Mapping[str, Any]] | None:
    returned, accepted = entry.optional_day("returned_on"), entry.optional_day("accepted_on")
    if returned and accepted:
        entry.fault("accepted_on", "a version is accepted or returned, not both")
    if returned:
        return "return", {"on": returned, "comments": entry.words("comments")}
    if entry.optional("comments"):
        entry.fault("comments", "belong to a version that is returned")
    return ("accept", {"on": accepted}) if accepted else None


def _check(entry: Entry, report: Report) -> None:
    """Name what is written about versions that do not follow one another."""
    if report.plan.submitted is None:
        entry.fault("action_plan", f"{report.plan.code!r} is not submitted: no report is expected")
    if not report.versions or report.versions[0].drafted is None:
        entry.fault("versions", "the first version has a narrative, with drafted_by and drafted_on")
    for before in report.versions[:-1]:
        if before.review is None or before.review[0] != "return":
            entry.fault("versions", f"version {before.number} is not returned; none follows it")
    for figure in report.figures:
        if not 1 <= figure.version <= len(report.versions):
            file, line = figure.origin.rsplit(":", 1)
            problem = f"the report on {report.plan.code} has no version {figure.version}"
            entry.faults.append(Fault(file, int(line), "version", problem))


def sends(report: Report, sender: Sender) -> Iterator[Send]:
    """Write, sign and review each version after the one before it."""
    narrative: Mapping[str, str] = {}
    for version in report.versions:
        first = Wave.REPORTS + PER_VERSION * version.number
        yield from _figures(report, version, first + FIGURES, sender)
        narrative = version.narrative or narrative
        writing: list[tuple[str, Mapping[str, Any], int]] = []
        if version.drafted:
            writing.append(("draft", {**version.drafted.body(), "narrative": narrative}, FIGURES))
        signed = report.content_hash(version, narrative)
        writing += [("sign", each.body(signed), SIGNATURES) for each in version.signatures]
        if version.review:
            writing.append((*version.review, REVIEW))
        for verb, body, step in writing:
            yield sender.send(first + step, "reports", report.id, verb, body, origin=version.origin)


def _figures(report: Report, version: Version, wave: int, sender: Sender) -> Iterator[Send]:
    for plural, figures in (("measurements", report.values), ("expenses", report.expenses)):
        for each in figures:
            if each.version == version.number:
                body = {**each.body, "report": report.id} if "report" in each.body else each.body
                yield sender.send(wave, plural, each.id, each.verb, body, origin=each.origin)


def _latest(figures: Sequence[Figure[Reported]], version: int) -> list[Reported]:
    """Return each figure as that version has it."""
    latest = {each.id: each.reported for each in figures if each.version <= version}
    return list(latest.values())


def _place_of_value(value: ReportedValue) -> tuple[str, int, str, str]:
    return str(value.indicator), value.year, str(value.commune or ""), str(value.measurement)
