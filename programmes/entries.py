"""One row of a CSV file or one table of a TOML document, with where its values stand."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from programmes.faults import Fault

NO_ID = UUID(int=0)
"""Stands for an identifier that could not be read; the pack has a fault then and is not used."""

# Identifiers of packs are UUIDv7: the version nibble is 7 and the variant bits are 10 (RFC 9562).
UUID7 = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")


@dataclass(slots=True)
class Entry:
    """Reads typed values; what cannot be read becomes a fault and a harmless placeholder.

    So a reader goes through the whole pack and all faults are named at once. Values are text
    where the entry is a CSV row, and TOML's own types where it is a table.
    """

    file: str
    line: int
    values: Mapping[str, Any]
    faults: list[Fault]
    lines: Mapping[str, int] = field(default_factory=dict)

    def fault(self, column: str, problem: str) -> None:
        line = self.lines.get(column, self.line)
        self.faults.append(Fault(self.file, line, column, problem))

    def only(self, allowed: Collection[str]) -> None:
        for column in self.values:
            if column not in allowed:
                self.fault(column, f"is not known here; known are {', '.join(sorted(allowed))}")

    def optional(self, column: str) -> str | None:
        value = self.values.get(column)
        if value is None:
            return None
        if not isinstance(value, str):
            self.fault(column, f"{value!r} is not a text")
            return None
        return value.strip() or None

    def words(self, column: str) -> str:
        """Return a text that must be there."""
        words = self.optional(column)
        if words is None and not self._faulty(column):
            self.fault(column, "is missing")
        return words or ""

    def id(self, column: str) -> UUID:
        text = self.words(column)
        if UUID7.fullmatch(text):
            return UUID(text)
        if text:
            self.fault(column, f"{text!r} is not a UUIDv7 in lower case")
        return NO_ID

    def day(self, column: str) -> date:
        day = self.optional_day(column)
        if day is None and not self._faulty(column):
            self.fault(column, "is missing")
        return day or date.min

    def optional_day(self, column: str) -> date | None:
        value = self.values.get(column)
        if type(value) is date:
            return value
        text = self.optional(column)
        if text is None:
            return None
        try:
            return date.fromisoformat(text)
        except ValueError:
            self.fault(column, f"{text!r} is not a date like 2022-06-30")
            return None

    def count(self, column: str) -> int | None:
        """Return a whole number from 0 on, None where the column is empty."""
        value = self.values.get(column)
        if isinstance(value, str):
            value = int(value) if value.strip().isascii() and value.strip().isdigit() else value
        if value is None or value == "":
            return None
        if type(value) is int and value >= 0:
            return value
        self.fault(column, f"{value!r} is not a whole number from 0 on")
        return None

    def number(self, column: str, least: float, most: float) -> float | None:
        text = self.optional(column)
        if text is None:
            return None
        if re.fullmatch(r"-?\d+(\.\d+)?", text) and least <= float(text) <= most:
            return float(text)
        self.fault(column, f"{text!r} is not a number between {least:g} and {most:g}")
        return None

    def choice(self, column: str, allowed: Collection[str]) -> str:
        text = self.words(column)
        if text and text not in allowed:
            self.fault(column, f"{text!r} is not one of {', '.join(sorted(allowed))}")
        return text

    def split(self, column: str, separator: str = "|") -> tuple[str, ...]:
        """Return the parts of a cell or the texts of a TOML list; empty where there is none."""
        value = self.values.get(column)
        if isinstance(value, list):
            if all(isinstance(item, str) and item.strip() for item in value):
                return tuple(value)
            self.fault(column, "is not a list of texts")
            return ()
        parts = (self.optional(column) or "").split(separator)
        return tuple(part.strip() for part in parts if part.strip())

    def _faulty(self, column: str) -> bool:
        line = self.lines.get(column, self.line)
        return any(
            f.line == line and f.column == column for f in self.faults if f.file == self.file
        )
