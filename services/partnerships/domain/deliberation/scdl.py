"""Read a commune's deliberations from a CSV file of the SCDL, naming every bad row at once.

The separator is the comma and the encoding UTF-8, as the schema has it; the French codes
COLL_SIRET and DELIB_MATIERE_* may be left out, for communes elsewhere have none.
Source: SCDL "délibérations" 2.1.2 (schema.data.gouv.fr/scdl/deliberations).
"""

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from services.partnerships.domain.deliberation.cells import Cells, Fault
from services.partnerships.domain.deliberation.refusals import (
    DeliberationsFileEmpty,
    DeliberationsFileFaulty,
    DeliberationsFileNotUtf8,
    DeliberationsFileTooLong,
    DeliberationsFileWrongSeparator,
)
from services.partnerships.domain.deliberation.scdl_rows import content_of
from vocabulary.deliberations import DeliberationContent, Organ

NEEDED: Final = ("COLL_NOM", "DELIB_ID", "DELIB_DATE", "DELIB_OBJET")
TAKEN: Final = (
    *("COLL_NOM", "COLL_SIRET", "DELIB_ID", "DELIB_DATE", "DELIB_MATIERE_CODE"),
    *("DELIB_MATIERE_NOM", "DELIB_OBJET", "BUDGET_ANNEE", "BUDGET_NOM", "PREF_ID", "PREF_DATE"),
    *("VOTE_EFFECTIF", "VOTE_REEL", "VOTE_POUR", "VOTE_CONTRE", "VOTE_ABSTENTION", "DELIB_URL"),
)
SEPARATOR: Final = ","
OTHER_SEPARATORS: Final = (";", "\t", "|")
MOST_ROWS: Final = 1000
"""Of one file; a longer one is sent year by year."""
MOST_FAULTS: Final = 1000
ELSEWHERE: Final = timedelta(days=1)
"""Somewhere it is already tomorrow."""


@dataclass(frozen=True, slots=True)
class Row:
    """A deliberation and the line of the file where it begins, the header being line 1."""

    line: int
    content: DeliberationContent


def read(raw: bytes, organ: Organ, body: str, today: date) -> list[Row]:
    """Return the deliberations of a file; empty lines are passed over.

    Raises `DeliberationsFileNotUtf8`, `DeliberationsFileWrongSeparator`,
    `DeliberationsFileEmpty`, `DeliberationsFileTooLong`, or `DeliberationsFileFaulty` with every
    fault of header and rows: its line, its column and what is wrong.
    """
    lines = _lines(_text(raw))
    header = next(lines, None)
    if header is None:
        raise DeliberationsFileEmpty
    columns = _columns(header[1])
    records = [(line, cells) for line, cells in lines if any(cells)]
    if not records:
        raise DeliberationsFileEmpty
    if len(records) > MOST_ROWS:
        raise DeliberationsFileTooLong(rows=len(records), most_rows=MOST_ROWS)
    rows = [_row(line, columns, cells) for line, cells in records]
    contents = [(row, content_of(row, organ, body)) for row in rows if row.by_column]
    _across(rows, today)
    if faults := [fault for row in rows for fault in row.faults]:
        raise faulty(faults)
    return [Row(row.line, content) for row, content in contents if content is not None]


def faulty(faults: Sequence[Fault]) -> DeliberationsFileFaulty:
    """Return the refusal that names each fault, in the order of the file."""
    return DeliberationsFileFaulty(
        faults=len(faults),
        rows=[
            {"line": each.line, "column": each.column, "kind": each.kind, "problem": each.problem}
            for each in sorted(faults, key=lambda each: each.line)[:MOST_FAULTS]
        ],
    )


def _text(raw: bytes) -> str:
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise DeliberationsFileNotUtf8(line=line) from None
    if "\0" in text:  # UTF-16 without its mark, or no text at all
        raise DeliberationsFileNotUtf8(line=text[: text.index("\0")].count("\n") + 1)
    return text


def _lines(text: str) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=SEPARATOR, strict=True)
    begins = 1
    while True:
        try:
            cells = next(reader, None)
        except csv.Error:
            raise faulty([Fault(begins, None, "quotes")]) from None
        if cells is None:
            return
        yield begins, [cell.strip() for cell in cells]
        begins = reader.line_num + 1


def _columns(header: Sequence[str]) -> list[str]:
    columns = [name.upper() for name in header]
    if len(columns) == 1:
        for other in OTHER_SEPARATORS:
            if other in columns[0]:
                raise DeliberationsFileWrongSeparator(found=other, needed=SEPARATOR)
    faults = [Fault(1, name, "column_missing") for name in NEEDED if name not in columns]
    faults += [Fault(1, name, "column_unknown") for name in columns if name not in TAKEN]
    repeated = {name for name in columns if columns.count(name) > 1}
    faults += [Fault(1, name, "column_repeated") for name in sorted(repeated)]
    if faults:
        raise faulty(faults)
    return columns


def _row(line: int, columns: Sequence[str], cells: Sequence[str]) -> Cells:
    if len(cells) != len(columns):
        return Cells(line, {}, [Fault(line, None, "cells")])
    return Cells(line, dict(zip(columns, cells, strict=True)))


def _across(rows: Sequence[Cells], today: date) -> None:
    """Note what one row alone does not tell: repetitions, another commune, the future."""
    first = next((row.text("COLL_NOM") for row in rows if row.by_column), None)
    seen: set[str] = set()
    for row in rows:
        reference, collectivity = row.text("DELIB_ID"), row.text("COLL_NOM")
        if reference is not None and reference in seen:
            row.fault("DELIB_ID", "repeated")
        if collectivity is not None and collectivity != first:
            row.fault("COLL_NOM", "other_body")
        for column in ("DELIB_DATE", "PREF_DATE"):
            day = _iso(row.text(column))
            if day is not None and day > today + ELSEWHERE:
                row.fault(column, "future")
        seen |= {reference} if reference else set()


def _iso(value: str | None) -> date | None:
    try:
        return date.fromisoformat(value) if value else None
    except ValueError:
        return None
