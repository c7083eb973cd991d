"""What single values and expenses of reports contribute to figures, and why some do not.

Only what stands in the latest accepted version of a report counts. Everything that was ever
submitted stays listed with the reason for which it does not.
"""

from collections.abc import Mapping
from enum import StrEnum
from functools import partial
from typing import Any, NamedTuple, TypeAlias

from gateway.read_model.dossiers import WORDS, Part
from gateway.read_model.marks import MARK_COLUMNS, Mark
from gateway.read_model.reporting.versions import Item, ReportVersion, ReportVersionState
from kernel.postgres.rows import Row, Table
from vocabulary.reports import Slice

CONTRIBUTION = Table(
    "rm.figure_source",
    ("country_code", "report_id", "version", "item_id"),
    {
        "country_code": f"{WORDS} NOT NULL",
        "report_id": f"{WORDS} NOT NULL",
        "version": "int NOT NULL",
        "item_id": f"{WORDS} NOT NULL",
        "kind": "text NOT NULL",
        "figure_id": f"{WORDS} NOT NULL",
        "partnership_id": f"{WORDS} NOT NULL",
        "included": "boolean NOT NULL",
        "reason": "text",
        "value": "numeric",
        "unit": "text NOT NULL",
        "year": "int NOT NULL",
        "correction": "int NOT NULL",
        "indicator_id": WORDS,
        "commune_id": WORDS,
        "not_measured": "text",
        "slices": "json NOT NULL",
        "budget_line_id": WORDS,
        "cost_class": "text",
        "spent_on": "date",
        "document": "text",
        "warnings": "json NOT NULL",
        "position": "bigint NOT NULL",
        **MARK_COLUMNS,
    },
    history=True,
)
TABLES = (CONTRIBUTION,)
INDEXES = ("rm.figure_source (country_code, figure_id, report_id, version, item_id)",)


class FigureKind(StrEnum):
    """What is added up."""

    INDICATOR = "indicator"
    EXPENSE = "expense"


class LeftOut(StrEnum):
    """Why a value is listed with a figure and not counted in it."""

    NOT_ACCEPTED = "not_accepted"
    RETURNED = "returned"
    SUPERSEDED = "superseded"
    NOT_MEASURED = "not_measured"


class Scale(NamedTuple):
    """Only what has all of this in common is ever added up: the made up stays with its kind."""

    unit: str
    demonstration: bool

    def __str__(self) -> str:
        return f"{self.unit}/{'demonstration' if self.demonstration else 'real'}"


class Subject(NamedTuple):
    """What is added up: an indicator or, where there is none, expenses; in one year."""

    indicator: str
    year: int

    @property
    def id(self) -> str:
        kind = FigureKind.INDICATOR if self.indicator else FigureKind.EXPENSE
        return f"{kind.value}/{self.indicator}/{self.year}"

    def figure(self, scale: Scale) -> str:
        """Return the id of the figure of the subject in this scale."""
        return f"{self.id}/{scale}"


Standing: TypeAlias = tuple[ReportVersion, ReportVersionState]
_Basis: TypeAlias = tuple[Item, ReportVersionState, int, Mark]


def subject(item: Item) -> Subject:
    return Subject(item.measured.indicator if item.measured else "", item.year)


def left_out(item: Item, state: ReportVersionState) -> LeftOut | None:
    """Return why the item does not count, None where it does."""
    match state:
        case ReportVersionState.ACCEPTED:
            return LeftOut.NOT_MEASURED if item.value is None else None
        case ReportVersionState.SUPERSEDED:
            return LeftOut.SUPERSEDED
        case ReportVersionState.RETURNED:
            return LeftOut.RETURNED
        case _:
            return LeftOut.NOT_ACCEPTED


def part(report: Row, versions: Mapping[int, Standing]) -> Part:
    """Return the rows of all that was ever submitted with a report."""
    bases: dict[tuple[int, str], _Basis] = {}
    for number, (version, state) in versions.items():
        if submission := version.submission:
            for id_, item in submission.items.items():
                bases[number, id_] = item, state, submission.position, version.mark
    return Part(CONTRIBUTION, bases, partial(_row, report))


def _row(report: Row, which: tuple[int, str], basis: _Basis) -> Row:
    (number, id_), (item, state, position, mark) = which, basis
    reason, measured, spent = left_out(item, state), item.measured, item.spent
    return {
        **report,
        "version": number,
        "item_id": id_,
        "kind": FigureKind.INDICATOR.name if measured else FigureKind.EXPENSE.name,
        "figure_id": subject(item).figure(Scale(item.unit, mark.demonstration)),
        "included": reason is None,
        "reason": reason.name if reason else None,
        "value": item.value,
        "unit": item.unit,
        "year": item.year,
        "correction": item.correction,
        "indicator_id": measured.indicator if measured else None,
        "commune_id": measured.commune if measured else None,
        "not_measured": measured.not_measured if measured else None,
        "slices": [_slice(part) for part in measured.slices] if measured else (),
        "budget_line_id": spent.budget_line if spent else None,
        "cost_class": spent.cost_class.name if spent else None,
        "spent_on": spent.on if spent else None,
        "document": spent.document if spent else None,
        "warnings": spent.warnings if spent else (),
        "position": position,
        **mark.columns,
    }


def _slice(part: Slice) -> dict[str, Any]:
    by = [{"dimension": name, "part": value} for name, value in part.by.items()]
    return {"value": part.value, "by": by}
