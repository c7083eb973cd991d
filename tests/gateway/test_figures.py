"""Totals: only what is accepted counts, nothing unlike is added up, everything stays listed."""

from decimal import Decimal
from typing import Any

import pytest

from gateway.read_model.reporting.contributions import ITEM
from gateway.read_model.reporting.figures import FIGURE
from gateway.read_model.reporting.reports import VERSION
from kernel.postgres.rows import Row
from tests.gateway import contributing
from tests.gateway.cooperation import (
    ACTS,
    EXPENSES,
    NEXT_YEAR,
    OTHER_PLAN,
    OTHER_REPORT,
    TRAINED,
    accepted,
    expected,
    handed_in,
    planned,
    reopened,
    returned,
    value,
)
from tests.gateway.story import BELFAA, JETTE
from tests.gateway.telling import Ledger, Unit, id_of, told_by
from vocabulary.identifiers import MeasurementId


def expecting() -> Unit:
    unit = planned()
    unit.say(expected())
    return unit


def figure(ledger: Ledger, **where: Any) -> Row:
    return ledger.one(FIGURE, **{"indicator_id": str(ACTS), "demonstration": False, **where})


def sources(ledger: Ledger, **where: Any) -> list[tuple[int, bool, str | None]]:
    items = ledger.all(ITEM, **{"indicator_id": str(ACTS), **where})
    shown = contributing.sources(items, ledger.all(VERSION))
    return [(row["version"], row["included"], row["reason"]) for row in shown]


def test_what_is_only_submitted_is_listed_and_counts_for_nothing() -> None:
    unit = expecting()
    unit.say(handed_in(value()))
    ledger = told_by(unit)
    shown = figure(ledger)
    assert (shown["value"], shown["expected"], shown["received"]) == (None, 1, 0)
    assert sources(ledger) == [(1, False, "NOT_ACCEPTED")]


def test_an_accepted_value_counts() -> None:
    unit = expecting()
    unit.say(handed_in(value()))
    unit.say(accepted())
    ledger = told_by(unit)
    shown = figure(ledger)
    assert (shown["value"], shown["unit"], shown["received"]) == (Decimal(90), "actes", 1)
    assert sources(ledger) == [(1, True, None)]


def test_a_returned_version_never_counts_and_the_accepted_one_after_it_does() -> None:
    unit = expecting()
    unit.say(handed_in(value()))
    unit.say(returned())
    unit.say(handed_in(value(number="80"), version=2))
    unit.say(accepted(2))
    ledger = told_by(unit)
    assert figure(ledger)["value"] == Decimal(80)
    assert sources(ledger) == [(1, False, "RETURNED"), (2, True, None)]


def test_a_newer_accepted_version_takes_the_place_of_the_older() -> None:
    unit = expecting()
    unit.say(handed_in(value()))
    unit.say(accepted())
    unit.say(reopened())
    unit.say(handed_in(value(number="95"), version=2))
    before = told_by(unit)
    assert figure(before)["value"] == Decimal(90), "the accepted version stands meanwhile"
    unit.say(accepted(2))
    ledger = told_by(unit)
    shown = figure(ledger)
    assert (shown["value"], shown["received"]) == (Decimal(95), 1)
    assert sources(ledger) == [(1, False, "SUPERSEDED"), (2, True, None)]


def test_not_measured_is_not_zero() -> None:
    unit = expecting()
    unit.say(handed_in(value(TRAINED, None)))
    unit.say(accepted())
    ledger = told_by(unit)
    shown = figure(ledger, indicator_id=str(TRAINED))
    assert (shown["value"], shown["received"], shown["expected"]) == (None, 0, 1)
    assert sources(ledger, indicator_id=str(TRAINED)) == [(1, False, "NOT_MEASURED")]


def test_reports_add_up_and_one_that_is_missing_is_seen() -> None:
    unit = expecting()
    unit.say(expected(OTHER_REPORT, OTHER_PLAN))
    unit.say(handed_in(value()))
    unit.say(accepted())
    half = figure(told_by(unit))
    assert (half["value"], half["received"], half["expected"]) == (Decimal(90), 1, 2)
    other = MeasurementId(id_of("another measurement"))
    unit.say(handed_in(value(number="0.5", measurement=other), report=OTHER_REPORT))
    unit.say(accepted(report=OTHER_REPORT))
    whole = figure(told_by(unit))
    assert (whole["value"], whole["received"], whole["expected"]) == (Decimal("90.5"), 2, 2)


def test_two_communes_of_one_report_are_two_sources_of_one_report() -> None:
    unit = expecting()
    there = MeasurementId(id_of("that of Jette"))
    unit.say(handed_in(value(commune=BELFAA), value(measurement=there, number="5", commune=JETTE)))
    unit.say(accepted())
    ledger = told_by(unit)
    shown = figure(ledger)
    assert (shown["value"], shown["received"], shown["expected"]) == (Decimal(95), 1, 1)
    assert sources(ledger) == [(1, True, None)] * 2


def test_years_are_figures_of_their_own() -> None:
    unit = expecting()
    unit.say(expected(OTHER_REPORT, OTHER_PLAN, NEXT_YEAR))
    unit.say(handed_in(value(), value(year=2024, number="7")))
    unit.say(accepted())
    ledger = told_by(unit)
    assert figure(ledger, year=2023)["value"] == Decimal(90)
    following = figure(ledger, year=2024)
    assert (following["value"], following["expected"]) == (Decimal(7), 1)


def test_expenses_are_added_up_by_currency_and_never_across() -> None:
    unit = expecting()
    unit.say(handed_in(expenses=EXPENSES))
    unit.say(accepted())
    rows = told_by(unit).all(FIGURE, kind="EXPENSE")
    totals = {row["unit"]: row["value"] for row in rows}
    assert totals == {"EUR": Decimal("150.15"), "MAD": Decimal(700)}
    assert [row["expected"] for row in rows] == [None, None]


def test_values_in_another_unit_are_a_figure_of_their_own() -> None:
    unit = expecting()
    other = MeasurementId(id_of("in another unit"))
    unit.say(handed_in(value(), value(measurement=other, number="3", unit="ménages")))
    unit.say(accepted())
    ledger = told_by(unit)
    assert figure(ledger, unit="actes")["value"] == Decimal(90)
    assert figure(ledger, unit="ménages")["value"] == Decimal(3)


def test_what_was_made_up_is_never_added_to_what_is_real() -> None:
    unit = expecting()
    unit.say(expected(OTHER_REPORT, OTHER_PLAN), demonstration=True)
    unit.say(handed_in(value()))
    other = MeasurementId(id_of("made up"))
    made_up = handed_in(value(number="1000", measurement=other), report=OTHER_REPORT)
    unit.say(made_up, demonstration=True)
    unit.say(accepted())
    unit.say(accepted(report=OTHER_REPORT), demonstration=True)
    ledger = told_by(unit)
    real, shown = figure(ledger), figure(ledger, demonstration=True)
    assert (real["value"], real["expected"], real["received"]) == (Decimal(90), 1, 1)
    assert (shown["value"], shown["expected"], shown["received"]) == (Decimal(1000), 1, 1)


def test_a_report_that_proves_to_be_made_up_leaves_the_real_figure() -> None:
    unit = expecting()
    unit.say(handed_in(value()))
    unit.say(accepted(), demonstration=True)
    ledger = told_by(unit)
    real, made_up = figure(ledger), figure(ledger, demonstration=True)
    assert (real["value"], real["expected"], real["received"]) == (None, 0, 0)
    assert (made_up["value"], made_up["expected"], made_up["received"]) == (Decimal(90), 1, 1)
    assert [row["demonstration"] for row in ledger.all(ITEM)] == [True]


@pytest.mark.parametrize("times", [1, 3])
def test_a_value_that_is_there_twice_counts_once(times: int) -> None:
    unit = expecting()
    unit.say(handed_in(*[value()] * times))
    unit.say(accepted())
    assert figure(told_by(unit))["value"] == Decimal(90)
