"""What single values and expenses of reports contribute to figures, and why some do not.

Only what stands in the latest accepted version of a report counts. Everything that was ever
submitted stays listed with the reason for which it does not: what was submitted never changes,
and whether it counts follows from what became of its version.
"""

from collections.abc import Iterable
from enum import StrEnum
from functools import lru_cache, partial
from typing import Any, Final, TypeAlias

from gateway.read_model.dossiers import WORDS, Part
from gateway.read_model.marks import MARK_COLUMNS, Mark
from gateway.read_model.noted import Noted
from gateway.read_model.reporting.versions import (
    Item,
    ReportVersion,
    ReportVersionState,
    SubmittedFigures,
)
from kernel.postgres.rows import Row, Table
from vocabulary.reports import Slice

ITEM = Table(
    "rm.report_item",
    ("country_code", "report_id", "version", "item_id"),
    {
        "country_code": f"{WORDS} NOT NULL",
        "report_id": f"{WORDS} NOT NULL",
        "version": "int NOT NULL",
        "item_id": f"{WORDS} NOT NULL",
        "kind": "text NOT NULL",
        "figure_id": f"{WORDS} NOT NULL",
        "partnership_id": f"{WORDS} NOT NULL",
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
TABLES = (ITEM,)
INDEXES = ("rm.report_item (country_code, figure_id, report_id, version, item_id)",)

_COLUMNS: Final = ", ".join(f"i.{name}" for name in ITEM.columns)
_COUNTS: Final = """\
  v.state = 'ACCEPTED' AND i.value IS NOT NULL AS included,
  CASE v.state
    WHEN 'ACCEPTED' THEN CASE WHEN i.value IS NULL THEN 'NOT_MEASURED' END
    WHEN 'SUPERSEDED' THEN 'SUPERSEDED'
    WHEN 'RETURNED' THEN 'RETURNED'
    ELSE 'NOT_ACCEPTED'
  END AS reason"""
VIEWS: Final = f"""\
CREATE VIEW rm.figure_source AS
SELECT {_COLUMNS},
{_COUNTS}
FROM rm.report_item i JOIN rm.report_version v USING (country_code, report_id, version);
CREATE VIEW rm.figure_source_all AS
SELECT {_COLUMNS},
{_COUNTS},
  greatest(i.known_from, v.known_from) AS known_from, least(i.known_to, v.known_to) AS known_to
FROM rm.report_item_all i JOIN rm.report_version_all v USING (country_code, report_id, version)
WHERE i.known_from < v.known_to AND v.known_from < i.known_to;
"""  # noqa: S608 - names come from the declaration above
"""Items with what became of their version, now and at every moment; see `left_out`."""


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


class Scale(Noted, frozen=True):
    """Only what has all of this in common is ever added up: the made up stays with its kind."""

    unit: str
    demonstration: bool

    def __str__(self) -> str:
        return f"{self.unit}/{'demonstration' if self.demonstration else 'real'}"


class Subject(Noted, frozen=True, order=True):
    """What is added up: an indicator or, where there is none, expenses; in one year."""

    indicator: str
    year: int

    @property
    def id(self) -> str:
        return f"{'indicator' if self.indicator else 'expense'}/{self.indicator}/{self.year}"


@lru_cache(maxsize=4096)
def figure(of: Subject, scale: Scale) -> str:
    """Return the id of the figure of a subject in this scale."""
    return f"{of.id}/{scale}"


Standing: TypeAlias = tuple[ReportVersion, ReportVersionState]


def subject(item: Item) -> Subject:
    return Subject(item.measured.indicator if item.measured else "", item.year)


def left_out(item: Item, state: ReportVersionState) -> LeftOut | None:
    """Return why the item does not count, None where it does; the views say the same in SQL."""
    match state:
        case ReportVersionState.ACCEPTED:
            return LeftOut.NOT_MEASURED if item.value is None else None
        case ReportVersionState.SUPERSEDED:
            return LeftOut.SUPERSEDED
        case ReportVersionState.RETURNED:
            return LeftOut.RETURNED
        case _:
            return LeftOut.NOT_ACCEPTED


def parts(report: Row, versions: Iterable[ReportVersion]) -> Iterable[Part]:
    """Return the rows of all that was ever submitted with a report."""
    for version in versions:
        if submission := version.submission:
            place = {**report, "version": version.number}
            # What was submitted stays; only how far it can be relied on may turn out otherwise.
            group = (version.number, version.mark)
            render = partial(_row, place, submission, version.mark)
            yield Part(ITEM, submission.items, render, group)


def _row(place: Row, submission: SubmittedFigures, mark: Mark, id_: str, item: Item) -> Row:
    measured, spent = item.measured, item.spent
    return {
        **place,
        "item_id": id_,
        "kind": FigureKind.INDICATOR.name if measured else FigureKind.EXPENSE.name,
        "figure_id": figure(subject(item), Scale(item.unit, mark.demonstration)),
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
        "position": submission.position,
        **mark.columns,
    }


def _slice(part: Slice) -> dict[str, Any]:
    by = [{"dimension": name, "part": value} for name, value in part.by.items()]
    return {"value": part.value, "by": by}
