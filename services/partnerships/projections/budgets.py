"""What is left of each budget line of a convention, by currency and never converted?"""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any, Final, NamedTuple, TypeAlias
from uuid import UUID

import msgspec
from asyncpg import Pool, Record

ACCEPTED, AWAITING = "accepted", "awaiting"
NOTHING: Final = Decimal(0)

_REPORTED = """
SELECT r.submitted, r.accepted, r.submitted_version, r.demonstration, r.source, r.position
  FROM copies.reports r JOIN copies.action_plans p ON p.id = r.action_plan
 WHERE p.protocol = $1 ORDER BY r.id
"""
"""A plan under the convention's protocol counts before it is annexed: what was spent was spent."""


class Place(NamedTuple):
    """What an amount is for; the class of cost and the year are None in the total of a line."""

    line: str
    currency: str
    cost_class: str | None = None
    year: int | None = None


Spent: TypeAlias = dict[tuple[Place, str], Decimal]


async def of(pool: Pool, convention: UUID) -> dict[str, Any] | None:
    """Return what is left under the version that holds, else under the one on the table.

    `heard_until` says up to which event of the reporting service expenses are known here.
    """
    row = await pool.fetchrow(
        "SELECT id, protocol, state, budget_lines, terms, concluded, content_version,"
        " demonstration FROM views.conventions WHERE id = $1",
        convention,
    )
    if row is None:
        return None
    reports = await pool.fetch(_REPORTED, row["protocol"])
    heard = await pool.fetch("SELECT source, max(position) AS at FROM copies.reports GROUP BY 1")
    return {
        **left(dict(row), [dict(report) for report in reports if _counts(report, row)]),
        "excluded_demonstration": sum(not _counts(report, row) for report in reports),
        "heard_until": {each["source"]: each["at"] for each in heard},
    }


def _counts(report: Record, convention: Record) -> bool:
    """Say whether it counts: what is made up is never added to what is real."""
    return convention["demonstration"] or not report["demonstration"]


def left(row: Mapping[str, Any], reports: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """Return each line with what was budgeted, spent and is left, and what was spent off budget.

    Left is what is budgeted less what is accepted and what awaits acceptance. Where a report was
    reopened, what awaits acceptance is what its new version adds to the accepted one.
    """
    holds = msgspec.json.decode(row["concluded"]) if row["concluded"] else None
    version = holds or {
        "version": row["content_version"],
        "budget_lines": msgspec.json.decode(row["budget_lines"]),
        "terms": msgspec.json.decode(row["terms"]) if row["terms"] else None,
    }
    terms = version["terms"] or {"allotments": []}
    spent = _spent(reports)
    lines = version["budget_lines"]
    return {
        "id": row["id"],
        "version": version["version"],
        "state": row["state"],
        "demonstration": row["demonstration"],
        "lines": [_line(line, terms["allotments"], spent) for line in lines],
        "off_budget": _off_budget({line["id"] for line in lines}, spent),
    }


def _spent(reports: Iterable[Mapping[str, Any]]) -> Spent:
    spent: Spent = {}
    for report in reports:
        accepted = msgspec.json.decode(report["accepted"])
        _add(spent, ACCEPTED, accepted, 1)
        if report["submitted_version"] is not None:
            _add(spent, AWAITING, msgspec.json.decode(report["submitted"]), 1)
            _add(spent, AWAITING, accepted, -1)
    return spent


def _add(spent: Spent, how: str, totals: Iterable[Mapping[str, Any]], sign: int) -> None:
    for total in totals:
        amount = Decimal(total["amount"]) * sign
        whole = Place(total["line"], total["currency"])
        part = whole._replace(cost_class=total["cost_class"], year=total["year"])
        for place in (whole, part):
            spent[place, how] = spent.get((place, how), NOTHING) + amount


def _line(
    line: Mapping[str, Any], allotments: Sequence[Mapping[str, Any]], spent: Spent
) -> dict[str, Any]:
    amount, currency = line["amount"]["amount"], line["amount"]["currency"]
    whole = Place(line["id"], currency)
    allotted = {
        whole._replace(cost_class=each["cost_class"], year=each["year"]): Decimal(each["amount"])
        for each in allotments
        if each["line"] == line["id"]
    }
    places = {place for place, _ in spent if place.line == line["id"]}
    parts = {place for place in places if place.year is not None and place.currency == currency}
    others = {place for place in places if place.year is None and place.currency != currency}
    return {
        "id": line["id"],
        "code": line["code"],
        "text": line["text"],
        "cost_class": line["cost_class"],
        "currency": currency,
        **_figures(whole, Decimal(amount), spent),
        "parts": [
            {
                "year": place.year,
                "cost_class": place.cost_class,
                **_figures(place, allotted.get(place) if allotted else None, spent),
            }
            for place in sorted({*allotted, *parts})
        ],
        "in_other_currencies": [
            {"currency": place.currency, **_figures(place, None, spent)}
            for place in sorted(others, key=lambda place: place.currency)
        ],
    }


def _figures(place: Place, budgeted: Decimal | None, spent: Spent) -> dict[str, str | None]:
    """Return amounts as text; where nothing was budgeted there is nothing to be left."""
    accepted = spent.get((place, ACCEPTED), NOTHING)
    awaiting = spent.get((place, AWAITING), NOTHING)
    return {
        "budgeted": None if budgeted is None else str(budgeted),
        "accepted": str(accepted),
        "awaiting_acceptance": str(awaiting),
        "left": None if budgeted is None else str(budgeted - accepted - awaiting),
    }


def _off_budget(lines: set[str], spent: Spent) -> list[dict[str, Any]]:
    """Return what was spent on lines that this version does not have."""
    places = {place for place, _ in spent if place.line not in lines and place.year is None}
    return [
        {"line": place.line, "currency": place.currency, **_figures(place, None, spent)}
        for place in sorted(places, key=lambda place: (place.line, place.currency))
    ]
