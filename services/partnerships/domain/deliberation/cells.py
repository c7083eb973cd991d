"""The cells of one row of a file, each read as what its column promises, every fault noted."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final, TypeAlias

Problem: TypeAlias = Mapping[str, str]
"""What is wrong, the cell being the subject; by language."""

PROBLEMS: Final[Mapping[str, Problem]] = {
    "missing": {"en": "is empty", "fr": "est vide"},
    "date": {
        "en": "is not a date of the calendar, as 2017-06-28",
        "fr": "n'est pas une date du calendrier, comme 2017-06-28",
    },
    "future": {"en": "lies in the future", "fr": "est dans le futur"},
    "count": {
        "en": "is not a whole number of zero or more",
        "fr": "n'est pas un nombre entier, zéro ou plus",
    },
    "siret": {"en": "has not 14 digits", "fr": "n'a pas 14 chiffres"},
    "matter_code": {
        "en": "is not a code of ACTES, as 8.4",
        "fr": "n'est pas un code de la nomenclature ACTES, comme 8.4",
    },
    "years": {
        "en": "is neither a year, as 2017, nor two, as 2017/2018",
        "fr": "n'est ni une année, comme 2017, ni deux, comme 2017/2018",
    },
    "url": {
        "en": "is not an address that begins with https:// or http://",
        "fr": "n'est pas une adresse qui commence par https:// ou http://",
    },
    "alone": {
        "en": "is given without the column that it completes",
        "fr": "est donné sans la colonne qu'il complète",
    },
    "votes": {
        "en": "is empty while other votes are counted",
        "fr": "est vide alors que d'autres votes sont comptés",
    },
    "sum": {
        "en": "is below what it must at least be: votes, then members present, then seats",
        "fr": "est sous ce qu'il est au moins : les votes, puis les présents, puis les sièges",
    },
    "repeated": {
        "en": "stands on an earlier line of this file",
        "fr": "figure à une ligne précédente de ce fichier",
    },
    "other_body": {
        "en": "is not the one of the first row: a file is of one commune",
        "fr": "n'est pas celui de la première ligne : un fichier est d'une seule commune",
    },
    "cells": {
        "en": "the row has not as many cells as the header",
        "fr": "la ligne n'a pas autant de cellules que l'en-tête",
    },
    "quotes": {
        "en": "a quotation mark opens or closes where none can",
        "fr": "un guillemet s'ouvre ou se ferme là où il ne le peut pas",
    },
    "column_missing": {
        "en": "is a column that the header lacks",
        "fr": "est une colonne qui manque à l'en-tête",
    },
    "column_unknown": {
        "en": "is not a column of this schema",
        "fr": "n'est pas une colonne de ce schéma",
    },
    "column_repeated": {
        "en": "stands twice in the header",
        "fr": "figure deux fois dans l'en-tête",
    },
}


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong in a file: the line, the column where it is one cell, and the kind."""

    line: int
    column: str | None
    kind: str

    @property
    def problem(self) -> Problem:
        return PROBLEMS[self.kind]


@dataclass(frozen=True, slots=True)
class Cells:
    """A row by column name; each reader notes what is wrong and then returns nothing."""

    line: int
    by_column: Mapping[str, str]
    faults: list[Fault] = field(default_factory=list)

    def text(self, column: str) -> str | None:
        return self.by_column.get(column) or None

    def fault(self, column: str, kind: str) -> None:
        self.faults.append(Fault(self.line, column, kind))

    def needed(self, column: str) -> str:
        value = self.text(column)
        if value is None:
            self.fault(column, "missing")
        return value or ""

    def matching(self, column: str, pattern: str, kind: str) -> str | None:
        value = self.text(column)
        if value is not None and not re.fullmatch(pattern, value):
            self.fault(column, kind)
        return value

    def day(self, column: str) -> date | None:
        value = self.matching(column, r"[0-9]{4}-[0-9]{2}-[0-9]{2}", "date")
        try:
            return date.fromisoformat(value) if value else None
        except ValueError:
            if Fault(self.line, column, "date") not in self.faults:
                self.fault(column, "date")
            return None

    def count(self, column: str) -> int | None:
        value = self.matching(column, r"[0-9]{1,6}", "count")
        return int(value) if value and value.isascii() and value.isdigit() else None
