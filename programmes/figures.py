"""Values and expenses of a demonstration pack: rows that belong to a version of a report.

A row with the identifier of an earlier one corrects it, and says why.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Generic, TypeVar
from uuid import UUID

from programmes.acting import party
from programmes.action_plans import ActionPlan
from programmes.chains import checked
from programmes.entries import Entry
from programmes.faults import Fault
from programmes.files import sheet
from programmes.model import Commune
from programmes.terms import amount
from vocabulary.identifiers import CommuneId, ExpenseId, MeasurementId
from vocabulary.reports import ReportedExpense, ReportedValue, Slice, slices_problem
from vocabulary.results import number_problem

VALUES = (
    *("action_plan", "version", "id", "party", "indicator", "year", "on"),
    *("value", "not_measured", "slices", "commune", "reason"),
)
EXPENSES = (
    *("action_plan", "version", "id", "party", "budget_line", "amount", "currency"),
    *("on", "document", "recorded_on", "reason"),
)

Reported = TypeVar("Reported", ReportedValue, ReportedExpense)


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure(Generic[Reported]):
    """A row: the figure as the report then has it, and the command that records or corrects it."""

    version: int
    id: UUID
    reported: Reported
    verb: str
    body: Mapping[str, Any]
    origin: str


def values(
    path: Path, plans: Mapping[str, ActionPlan], faults: list[Fault]
) -> dict[str, list[Figure[ReportedValue]]]:
    """Return the values of each action plan's report, in the order of the rows."""
    found: dict[str, list[Figure[ReportedValue]]] = {}
    for entry in sheet(path, VALUES, faults) if path.exists() else ():
        code = entry.choice("action_plan", tuple(plans))
        if code in plans and (value := _value(entry, plans[code], found.setdefault(code, []))):
            found[code].append(value)
    return found


def expenses(
    path: Path, plans: Mapping[str, ActionPlan], faults: list[Fault]
) -> dict[str, list[Figure[ReportedExpense]]]:
    """Return the expenses of each action plan's report, in the order of the rows."""
    found: dict[str, list[Figure[ReportedExpense]]] = {}
    for entry in sheet(path, EXPENSES, faults) if path.exists() else ():
        code = entry.choice("action_plan", tuple(plans))
        if code in plans and (each := _expense(entry, plans[code], found.setdefault(code, []))):
            found[code].append(each)
    return found


def _value(
    entry: Entry, plan: ActionPlan, earlier: list[Figure[ReportedValue]]
) -> Figure[ReportedValue] | None:
    parties = plan.convention.protocol.parties
    version, id_, on = entry.count("version") or 1, entry.id("id"), entry.day("on")
    by, indicator = party(entry, "party", parties), entry.choice("indicator", plan.indicators)
    year, slices = entry.count("year"), _slices(entry)
    value, reason = checked(entry, "value", number_problem), entry.optional("not_measured")
    whose = party(entry, "commune", parties) if entry.optional("commune") else None
    if (value is None) == (reason is None):
        entry.fault("value", "is given, or the reason why it was not measured")
    if year is None:
        entry.fault("year", "is missing")
    corrected = _corrected(entry, id_, version, earlier)
    if by is None or indicator not in plan.indicators or year is None:
        return None
    due = plan.indicators[indicator]
    figure = {"value": value, "not_measured": reason, "slices": slices, "on": on, "party": by.id}
    if corrected is None:
        about = {"report": None, "indicator": due.id, "year": year, "commune": _id(whose)}
        verb, body = "record", {**figure, **about}
    else:
        verb, body = "correct", {**figure, "reason": entry.words("reason")}
    reported = ReportedValue(
        measurement=MeasurementId(id_),
        version=corrected.version + 1 if corrected else 1,
        indicator=due.id,
        year=year,
        unit=due.unit,
        value=value,
        not_measured=reason,
        slices=slices,
        commune=_id(whose),
    )
    return Figure(
        version=version, id=id_, reported=reported, verb=verb, body=body, origin=_place(entry)
    )


def _expense(
    entry: Entry, plan: ActionPlan, earlier: list[Figure[ReportedExpense]]
) -> Figure[ReportedExpense] | None:
    version, id_ = entry.count("version") or 1, entry.id("id")
    by = party(entry, "party", plan.convention.protocol.parties)
    code, money = entry.choice("budget_line", plan.budget_lines), amount(entry)
    on, recorded_on, document = entry.day("on"), entry.day("recorded_on"), entry.words("document")
    corrected = _corrected(entry, id_, version, earlier)
    if by is None or code not in plan.budget_lines:
        return None
    line = plan.budget_lines[code]
    body: dict[str, Any] = {
        "party": by.id,
        "budget_line": line.id,
        "cost_class": line.cost_class,
        "amount": money,
        "on": on,
        "document": document,
        "recorded_on": recorded_on,
    }
    if corrected is None:
        verb, body = "book", {**body, "report": None}
    else:
        verb, body = "correct", {**body, "reason": entry.words("reason")}
    reported = ReportedExpense(
        expense=ExpenseId(id_),
        version=corrected.version + 1 if corrected else 1,
        budget_line=line.id,
        cost_class=line.cost_class,
        amount=money,
        on=on,
        document=document,
    )
    return Figure(
        version=version, id=id_, reported=reported, verb=verb, body=body, origin=_place(entry)
    )


def _corrected(
    entry: Entry, id_: UUID, version: int, earlier: list[Figure[Reported]]
) -> Reported | None:
    """Return the figure that this row corrects, None where it is the first of its id."""
    before = [figure for figure in earlier if figure.id == id_]
    if not before:
        if entry.optional("reason"):
            entry.fault("reason", "belongs to a correction: a row with the id of an earlier one")
        return None
    if before[-1].version >= version:
        entry.fault("version", f"{before[-1].origin} has the same id: a correction comes later")
    return before[-1].reported


def _slices(entry: Entry) -> tuple[Slice, ...]:
    """Return the parts of a cell: `sexe=femmes: 14 | sexe=hommes: 9`."""
    found: list[Slice] = []
    for part in entry.split("slices"):
        named, _, value = part.rpartition(":")
        pairs = [each.partition("=") for each in named.split(",")]
        number = value.strip()
        if number_problem(number) or not all(sign and name.strip() for name, sign, _ in pairs):
            entry.fault("slices", f"{part!r} is not like sexe=femmes: 14")
            continue
        by = {name.strip(): what.strip() for name, _, what in pairs}
        found.append(Slice(by=by, value=number))
    if problem := slices_problem(found):
        entry.fault("slices", problem)
    return tuple(found)


def _id(commune: Commune | None) -> CommuneId | None:
    return CommuneId(commune.id) if commune else None


def _place(entry: Entry) -> str:
    return f"{entry.file}:{entry.line}"
