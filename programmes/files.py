"""Read the files of a pack into entries that know their lines."""

import csv
import io
import re
import tomllib
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from programmes.entries import Entry
from programmes.faults import Fault


def sheet(path: Path, columns: Sequence[str], faults: list[Fault]) -> list[Entry]:
    """Read a CSV file whose first line names its columns, in any order.

    Commas or semicolons separate, as spreadsheets of either habit write them. Empty lines are
    passed over. An entry's line is the first of its row.
    """
    text = _text(path, faults)
    if text is None:
        return []
    header = text.split("\n", 1)[0]
    separator = ";" if header.count(";") > header.count(",") else ","
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    rows: list[tuple[int, list[str]]] = []
    before = 0
    try:
        for cells in reader:
            rows.append((before + 1, cells))
            before = reader.line_num
    except csv.Error as error:
        faults.append(Fault(path.name, before + 1, "", f"is not CSV: {error}"))
    if not rows:
        faults.append(Fault(path.name, 1, "", "is empty; its first line names the columns"))
        return []
    names = [name.strip() for name in rows[0][1]]
    if problems := list(_header_problems(names, columns)):
        faults.extend(Fault(path.name, 1, column, problem) for column, problem in problems)
        return []
    return list(_entries(path.name, names, rows[1:], faults))


def _header_problems(names: Sequence[str], columns: Sequence[str]) -> Iterator[tuple[str, str]]:
    for name, times in Counter(names).items():
        if times > 1:
            yield name, "is a column twice"
        if name not in columns:
            yield name, f"is not a column of this file; its columns are {', '.join(columns)}"
    for column in columns:
        if column not in names:
            yield column, "is a column that is missing"


def _entries(
    file: str, names: Sequence[str], rows: Sequence[tuple[int, list[str]]], faults: list[Fault]
) -> Iterator[Entry]:
    for line, cells in rows:
        if not any(cell.strip() for cell in cells):
            continue
        if len(cells) != len(names):
            problem = f"has {len(cells)} cells where the first line names {len(names)} columns"
            faults.append(Fault(file, line, "", problem))
            continue
        yield Entry(file, line, dict(zip(names, cells, strict=True)), faults)


class Document:
    """A TOML file: tables as entries, with the line on which each key stands."""

    def __init__(self, path: Path, faults: list[Fault]) -> None:
        self.file = path.name
        self.faults = faults
        text = _text(path, faults) or ""
        self._lines = _places(text)
        self._content: dict[str, Any] = {}
        try:
            self._content = tomllib.loads(text)
        except tomllib.TOMLDecodeError as error:
            faults.append(Fault(self.file, _line_of(error, text), "", f"is not TOML: {error}"))
        self.readable = bool(self._content)

    def only(self, *allowed: str) -> None:
        Entry(self.file, 1, self._content, self.faults, self._under(())).only(allowed)

    def table(self, *path: str | int) -> Entry | None:
        """Return the table at the path, None where there is none."""
        value: Any = self._content
        for step in path:
            try:
                value = value[step]
            except (KeyError, IndexError, TypeError):
                return None
        line = self._lines.get(path, 1)
        if isinstance(value, dict):
            return Entry(self.file, line, value, self.faults, self._under(path))
        self.faults.append(Fault(self.file, line, str(path[-1]), "is not a table"))
        return None

    def tables(self, *path: str | int) -> Iterator[Entry]:
        """Yield the tables of an array of tables, none where it is absent."""
        for index in range(self.count(*path)):
            if entry := self.table(*path, index):
                yield entry

    def count(self, *path: str | int) -> int:
        parent = self.table(*path[:-1]) if path[:-1] else None
        value = (parent.values if parent else self._content).get(str(path[-1]), [])
        if isinstance(value, list):
            return len(value)
        self.faults.append(Fault(self.file, self._lines.get(path, 1), str(path[-1]), "is no list"))
        return 0

    def _under(self, path: tuple[str | int, ...]) -> dict[str, int]:
        depth = len(path)
        lines: dict[str, int] = {}
        for place, line in self._lines.items():
            if place[:depth] == path and len(place) > depth:
                lines.setdefault(str(place[depth]), line)
        return lines


def _text(path: Path, faults: list[Fault]) -> str | None:
    try:
        return path.read_bytes().decode("utf-8-sig").replace("\r\n", "\n")
    except FileNotFoundError:
        faults.append(Fault(path.name, 1, "", f"is missing in {path.parent.name}"))
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        faults.append(Fault(path.name, line, "", "is not UTF-8; save the file as UTF-8"))
    return None


def _line_of(error: tomllib.TOMLDecodeError, text: str) -> int:
    # The position of the fault is in the message only.
    found = re.search(r"at line (\d+)", str(error))
    return int(found[1]) if found else text.count("\n") + 1


_HEADER = re.compile(r"\s*(\[\[?)\s*([\w.\-]+)\s*\]\]?")
_KEY = re.compile(r"\s*([\w.\-]+)\s*=")


def _places(text: str) -> dict[tuple[str | int, ...], int]:
    """Return path -> line for headers and keys; TOML's reader keeps no positions.

    It follows the plain layout of packs: bare keys, headers on their own line.
    """
    places: dict[tuple[str | int, ...], int] = {}
    counts: Counter[tuple[str | int, ...]] = Counter()
    table: tuple[str | int, ...] = ()
    for number, line in enumerate(text.split("\n"), start=1):
        if header := _HEADER.match(line):
            table = _resolved(header[2].split("."), counts, opens=header[1] == "[[")
            places.setdefault(table, number)
        elif key := _KEY.match(line):
            places.setdefault((*table, *key[1].split(".")), number)
    return places


def _resolved(
    parts: Sequence[str], counts: Counter[tuple[str | int, ...]], *, opens: bool
) -> tuple[str | int, ...]:
    path: tuple[str | int, ...] = ()
    for depth, part in enumerate(parts, start=1):
        path = (*path, part)
        if opens and depth == len(parts):
            counts[path] += 1
        if counts[path]:
            path = (*path, counts[path] - 1)
    return path
