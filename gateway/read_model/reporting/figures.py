"""Totals as rows: each changes with the report that changes it, and can be opened.

A figure holds its total and how complete it is; what stands behind it are rows of the reports.
"""

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from functools import partial
from typing import ClassVar, Final, TypeAlias

import msgspec
from msgspec.structs import replace

from gateway.read_model.dossiers import WORDS, Part
from gateway.read_model.ids import gid
from gateway.read_model.noted import Noted
from gateway.read_model.reporting.contributions import (
    FigureKind,
    Scale,
    Subject,
    figure,
    left_out,
    subject,
)
from gateway.read_model.reporting.reports import SPEAKER, Report
from gateway.read_model.reporting.versions import ReportVersion, ReportVersionState
from kernel.postgres.rows import Row, Table

FIGURE = Table(
    "rm.figure",
    ("country_code", "id"),
    {
        "country_code": f"{WORDS} NOT NULL",
        "id": f"{WORDS} NOT NULL",
        "gid": f"{WORDS} NOT NULL",
        "kind": f"{WORDS} NOT NULL",
        "indicator_id": WORDS,
        "year": "int NOT NULL",
        "unit": f"{WORDS} NOT NULL",
        "value": "numeric",
        "expected": "int",
        "received": "int NOT NULL",
        "demonstration": "boolean NOT NULL",
    },
    history=True,
)
TABLES = (FIGURE,)
INDEXES = (
    "rm.figure (gid)",
    "rm.figure (country_code, kind, year, id)",
    "rm.figure (country_code, indicator_id, year, id)",
)


class Total(Noted, frozen=True, kw_only=True):
    """`value` is the sum of what counts, `received` the number of reports that it comes from."""

    unit: str
    demonstration: bool
    value: Decimal = Decimal(0)
    received: int = 0


class Sheet(Noted, frozen=True, kw_only=True):
    """The totals of one subject in a country.

    `expected` counts the reports in which it is due: the real ones, then those made up.
    """

    kind: ClassVar[str] = "sheet"
    service: ClassVar[str] = SPEAKER

    country: str
    id: str
    indicator: str
    year: int
    totals: Mapping[str, Total] = msgspec.field(default_factory=dict)
    expected: tuple[int, int] = (0, 0)

    def parts(self) -> Iterable[Part]:
        counted = {
            scale: (total, self.expected[total.demonstration])
            for scale, total in self.totals.items()
        }
        yield Part(FIGURE, counted, partial(_row, self))


class Share(Noted, frozen=True):
    """What one report adds to one total."""

    value: Decimal = Decimal(0)
    received: int = 0


NONE: Final = Share()

Shares: TypeAlias = Mapping[Subject, Mapping[Scale, Share]]
_Basis: TypeAlias = tuple[ReportVersion, ReportVersionState]


def begun(country: str, of: Subject) -> Sheet:
    return Sheet(country=country, id=of.id, indicator=of.indicator, year=of.year)


def due(report: Report) -> Iterator[Subject]:
    """Yield what the report is to have figures of."""
    for indicator in report.indicators:
        for year in report.years:
            yield Subject(indicator, year)


def expecting(sheet: Sheet, *, demonstration: bool, more: int) -> Sheet:
    """Return the sheet once so many more reports are expected to add to it."""
    real, made_up = sheet.expected
    expected = (real, made_up + more) if demonstration else (real + more, made_up)
    return replace(sheet, expected=expected)


def moves(before: Report, now: Report) -> tuple[Shares, Shares]:
    """Return what the versions that have changed did add, and what they add now."""
    was, is_ = _standing(before), _standing(now)
    changed = [name for name in is_ if was.get(name) != is_[name]]
    return (
        _shares(was[name] for name in changed if name in was),
        _shares(is_[name] for name in changed),
    )


def subjects(report: Report) -> set[Subject]:
    """Return all that the report adds to, or is to."""
    items = (
        item
        for version in report.versions.values()
        if version.submission
        for item in version.submission.items.values()
    )
    return {*due(report), *map(subject, items)}


def _standing(report: Report) -> dict[str, _Basis]:
    return {
        name: (version, report.standing(version))
        for name, version in report.versions.items()
        if version.submission
    }


def _shares(versions: Iterable[_Basis]) -> Shares:
    found: dict[Subject, dict[Scale, Share]] = {}
    for version, state in versions:
        submission, made_up = version.submission, version.mark.demonstration
        for item in submission.items.values() if submission else ():
            totals = found.setdefault(subject(item), {})
            scale = Scale(item.unit, made_up)
            share = totals.setdefault(scale, NONE)
            if item.value is not None and left_out(item, state) is None:
                totals[scale] = Share(share.value + item.value, 1)
    return found


def moved(sheet: Sheet, was: Mapping[Scale, Share], is_: Mapping[Scale, Share]) -> Sheet:
    """Return the sheet once a report that added this adds that; a total once begun stays.

    Where that moves no total it is the same sheet.
    """
    totals = dict(sheet.totals)
    for scale, share in is_.items():
        name, before = str(scale), was.get(scale, NONE)
        if share == before and name in totals:
            continue
        total = totals.get(name) or Total(unit=scale.unit, demonstration=scale.demonstration)
        totals[name] = replace(
            total,
            value=total.value + share.value - before.value,
            received=total.received + share.received - before.received,
        )
    for scale in was.keys() - is_.keys():
        name, before = str(scale), was[scale]
        total = totals[name]
        totals[name] = replace(
            total, value=total.value - before.value, received=total.received - before.received
        )
    return replace(sheet, totals=totals) if totals != sheet.totals else sheet


def _row(sheet: Sheet, _scale: str, counted: tuple[Total, int]) -> Row:
    total, expected = counted
    indicator = sheet.indicator or None
    of = Subject(sheet.indicator, sheet.year)
    id_ = figure(of, Scale(total.unit, total.demonstration))
    return {
        "country_code": sheet.country,
        "id": id_,
        "gid": gid("Figure", sheet.country, id_),
        "kind": FigureKind.INDICATOR.name if indicator else FigureKind.EXPENSE.name,
        "indicator_id": indicator,
        "year": sheet.year,
        "unit": total.unit,
        "value": total.value if total.received else None,
        "expected": expected if indicator else None,
        "received": total.received,
        "demonstration": total.demonstration,
    }
