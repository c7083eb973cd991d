"""Read a results chain: results with what they contribute to, indicators with their targets."""

from collections.abc import Callable, Mapping, Sequence
from uuid import UUID

from programmes.entries import Entry
from programmes.faults import Fault
from programmes.files import Document
from programmes.terms import text
from vocabulary.identifiers import IndicatorId, ResultId
from vocabulary.results import (
    Baseline,
    Indicator,
    Result,
    ResultLevel,
    Target,
    number_problem,
    targets_problem,
    year_problem,
)

RESULT = ("id", "level", "code", "text", "unofficial", "parent", "assumptions", "indicators")
INDICATOR = (
    *("id", "code", "text", "unofficial", "unit", "baseline", "targets"),
    *("source_of_verification", "responsible", "dimensions", "lowest", "highest"),
)


def chain(document: Document, *path: str | int) -> tuple[Result, ...]:
    """Return the results of an array of tables; a parent stands further up and has a code."""
    found: dict[str, Result] = {}
    codes: dict[str, str] = {}
    for index, entry in enumerate(document.tables(*path)):
        indicators = tuple(
            _indicator(each, document, (*path, index, "indicators", number))
            for number, each in enumerate(document.tables(*path, index, "indicators"))
        )
        result = _result(entry, found, indicators)
        for code in (result.code, *(each.code for each in indicators)):
            if code in codes:
                entry.fault("code", f"{code!r} is also a code of {codes[code]}")
            codes[code] = f"{entry.file}:{entry.line}"
        found[result.code] = result
    return tuple(found.values())


def identifiers(results: Sequence[Result], origin: str) -> list[tuple[UUID, str]]:
    """Return every identifier of the chain, to find those that two things have."""
    own: list[UUID] = [result.id for result in results]
    own += [indicator.id for result in results for indicator in result.indicators]
    return [(id_, origin) for id_ in own]


def _result(entry: Entry, above: Mapping[str, Result], indicators: tuple[Indicator, ...]) -> Result:
    entry.only(RESULT)
    level = entry.choice("level", tuple(ResultLevel))
    code = entry.optional("parent")
    parent = above.get(code) if code else None
    if code and parent is None:
        entry.fault("parent", f"no result further up has the code {code!r}")
    return Result(
        id=ResultId(entry.id("id")),
        level=ResultLevel(level) if level in tuple(ResultLevel) else ResultLevel.OUTPUT,
        code=entry.words("code"),
        text=text(entry, "text"),
        parent=parent.id if parent else None,
        indicators=indicators,
        assumptions=entry.split("assumptions"),
        unofficial=entry.split("unofficial"),
    )


def _indicator(entry: Entry, document: Document, here: Sequence[str | int]) -> Indicator:
    entry.only(INDICATOR)
    return Indicator(
        id=IndicatorId(entry.id("id")),
        code=entry.words("code"),
        text=text(entry, "text"),
        unit=entry.words("unit"),
        baseline=_baseline(entry, document.table(*here, "baseline")),
        targets=_targets(document.table(*here, "targets")),
        source_of_verification=entry.words("source_of_verification"),
        responsible=entry.optional("responsible"),
        dimensions=entry.split("dimensions"),
        lowest=checked(entry, "lowest", number_problem),
        highest=checked(entry, "highest", number_problem),
        unofficial=entry.split("unofficial"),
    )


def checked(entry: Entry, column: str, problem: Callable[[str], str | None]) -> str | None:
    """Return an optional text that follows a rule of the vocabulary."""
    words = entry.optional(column)
    if words is not None and (said := problem(words)):
        entry.fault(column, f"{words!r} {said}")
    return words


def _baseline(indicator: Entry, entry: Entry | None) -> Baseline:
    """Return a value with its year, or the statement that it is unknown: never nothing at all."""
    if entry is None:
        if "baseline" not in indicator.values:
            indicator.fault("baseline", 'is missing; unknown is said, as in { unknown = "why" }')
        return Baseline()
    entry.only({"value", "year", "note", "unknown"})
    value, unknown = checked(entry, "value", number_problem), entry.optional("unknown")
    if (value is None) == (unknown is None):
        indicator.fault("baseline", "is either a value or unknown")
    if unknown is not None:
        return Baseline(note=unknown)
    return Baseline(value=value, year=_year(entry, "year"), note=entry.optional("note"))


def _year(entry: Entry, column: str) -> int | None:
    year = entry.count(column)
    if year is not None and (problem := year_problem(year)):
        entry.fault(column, f"{year} {problem}")
    return year


def _targets(entry: Entry | None) -> tuple[Target, ...]:
    """Return the values by year: `targets = { 2023 = "40", 2024 = "60" }`."""
    found: list[Target] = []
    for column in entry.values if entry else ():
        assert entry is not None  # noqa: S101 - it has columns
        value = checked(entry, column, number_problem)
        if not column.isascii() or not column.isdigit() or year_problem(int(column)):
            entry.fault(column, "is not a year")
        elif value is not None:
            found.append(Target(year=int(column), value=value))
    if entry and (problem := targets_problem(found)):
        file, line = entry.file, entry.line
        entry.faults.append(Fault(file, line, "targets", problem))
    return tuple(found)
