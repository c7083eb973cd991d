"""Read values that many files of a pack share: texts, terms, sources, marks."""

import re
from collections.abc import Mapping
from typing import Any

from programmes.entries import Entry
from programmes.model import Mark, Stay
from vocabulary.acts import Source
from vocabulary.codes import currency_problem
from vocabulary.money import Money, amount_problem
from vocabulary.terms import Term
from vocabulary.text import text_problem

_KEY = re.compile(r"[a-z0-9-]+")
_STAY = re.compile(r"([^()]+?)\s*(?:\(([a-z]+)\))?")


def text(entry: Entry, column: str) -> dict[str, str]:
    """Return a text in several languages: `names.fr = "…"`."""
    value: Any = entry.values.get(column)
    if not isinstance(value, dict) or not all(isinstance(words, str) for words in value.values()):
        entry.fault(column, f'is missing; give it a language, as in {column}.fr = "…"')
        return {}
    if problem := text_problem(value):
        entry.fault(column, problem)
    return dict(value)


def term(entry: Entry) -> Term:
    entry.only({"code", "text", "unofficial"})
    words, unofficial = text(entry, "text"), entry.split("unofficial")
    for language in unofficial:
        if language not in words:
            entry.fault("unofficial", f"the text has no language {language!r}")
    return Term(code=entry.words("code"), text=words, unofficial=unofficial)


def sources(entry: Entry, cited: Mapping[str, str], note: str | None = None) -> tuple[Source, ...]:
    """Return the sources named by an address or by a short name of programme.toml.

    The note stands with the first: it speaks of the statement, not of one source.
    """
    found: list[Source] = []
    for reference in entry.split("sources"):
        if _KEY.fullmatch(reference) and reference not in cited:
            problem = f"{reference!r} is neither an address nor a name under [sources]"
            entry.fault("sources", f"{problem} of programme.toml")
        found.append(
            Source(reference=cited.get(reference, reference), note=None if found else note)
        )
    return tuple(found)


def mark(entry: Entry, column: str = "mark") -> Mark | None:
    """Return the mark of a cell that holds nothing else."""
    if entry.optional(column) is None:
        return None
    word = entry.choice(column, tuple(Mark))
    return Mark(word) if word in tuple(Mark) else None


def reasoned_mark(entry: Entry) -> str | None:
    """Return a mark with its reason: `inferred: last day of the phase`."""
    words = entry.optional("mark")
    if words is None:
        return None
    kind, _, reason = words.partition(":")
    if kind not in tuple(Mark) or not reason.strip():
        entry.fault("mark", f"is not one of {', '.join(Mark)} with a reason after a colon")
    return words


def stays(entry: Entry, phases: Mapping[str, object]) -> tuple[Stay, ...]:
    """Return the phases of a cell: `2008-2012 (inferred); 2017-2021`."""
    found: list[Stay] = []
    for part in entry.split("phases", ";"):
        matched = _STAY.fullmatch(part)
        code, word = (matched[1], matched[2]) if matched else (part, None)
        if code not in phases:
            entry.fault("phases", f"{code!r} is no phase; phases are {', '.join(phases)}")
        if word is not None and word not in tuple(Mark):
            entry.fault("phases", f"({word}) is not one of {', '.join(Mark)}")
            word = None
        if code in {stay.phase for stay in found}:
            entry.fault("phases", f"{code} stands twice")
        found.append(Stay(code, Mark(word) if word else None))
    return tuple(found)


def money(entry: Entry | None) -> Money | None:
    """Return an amount in its currency: `{ amount = "1250.50", currency = "EUR" }`."""
    if entry is None:
        return None
    entry.only({"amount", "currency"})
    return amount(entry)


def amount(entry: Entry) -> Money:
    """Return the amount of an entry that says other things beside it."""
    figure, currency = entry.words("amount"), entry.words("currency")
    if figure and (problem := amount_problem(figure)):
        entry.fault("amount", problem)
    if currency and (problem := currency_problem(currency)):
        entry.fault("currency", problem)
    return Money(figure, currency)
