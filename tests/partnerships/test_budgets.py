"""What is left of each budget line, from the convention and from what reports say was spent."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID, uuid5

import asyncpg
import msgspec
import pytest

from contracts.reporting import ReportAccepted, ReportReopened, ReportReturned, ReportSubmitted
from kernel.kafka.cloudevents import Incoming
from kernel.kafka.topics import Source
from kernel.postgres.migrations import KERNEL, migrate
from kernel.postgres.rows import Rows, load, store
from services.partnerships.domain.convention.events import Event
from services.partnerships.projections import action_plans, budgets, conventions, reported
from services.partnerships.projections.reported import REPORTS
from tests.partnerships.cases import NOW, PARTNERSHIP
from tests.partnerships.conventions import (
    AMENDED,
    CONCLUSION,
    CONCLUSION_TERMS,
    CONVENTION,
    DRAFTED,
    EQUIPMENT,
    PLAN,
    TRAINING,
)
from tests.partnerships.seen import history, project
from tests.partnerships.test_convention_views import heard as plan_heard
from tests.partnerships.test_migrations import MIGRATIONS
from vocabulary.budgets import BudgetLine, CostClass, Period
from vocabulary.identifiers import ExpenseId, ReportId
from vocabulary.money import Money
from vocabulary.reports import ReportedExpense

REPORT = ReportId(UUID(int=90))
PERIOD = Period(starts_on=date(2018, 1, 1), ends_on=date(2018, 12, 31))


def spent(
    number: int,
    amount: str,
    currency: str = "EUR",
    *,
    line: BudgetLine = TRAINING,
    year: int = 2018,
) -> ReportedExpense:
    return ReportedExpense(
        expense=ExpenseId(UUID(int=number)),
        version=1,
        budget_line=line.id,
        cost_class=CostClass.OPERATIONAL,
        amount=Money(amount, currency),
        on=date(year, 5, 4),
        document=f"facture {number}",
    )


def submitted(version: int, *expenses: ReportedExpense) -> ReportSubmitted:
    return ReportSubmitted(
        report=REPORT,
        version=version,
        action_plan=PLAN,
        partnership=PARTNERSHIP,
        country="MA",
        period=PERIOD,
        content_hash="sha256:" + "01" * 32,
        values=(),
        expenses=expenses,
        on=date(2019, 1, 20),
    )


ACCEPTED = ReportAccepted(report=REPORT, version=1, on=date(2019, 2, 1))
RETURNED = ReportReturned(report=REPORT, version=1, comments="pièce 2", on=date(2019, 2, 1))
REOPENED = ReportReopened(report=REPORT, version=2, reason="erreur", on=date(2019, 3, 1))


def said(events: Sequence[Any], *, demonstration: bool = False) -> list[Incoming]:
    source = Source("ma", "reporting")
    return [
        Incoming(
            topic=source.events,
            partition=0,
            offset=position,
            key=str(REPORT).encode(),
            id=uuid5(REPORT, str(position)),
            type=event.wire_type,
            source=source,
            subject=REPORT,
            time=NOW,
            sequence=position,
            position=position,
            prevposition=position - 1,
            storeepoch=1,
            recordedtime=NOW,
            correlationid=REPORT,
            causationid=None,
            demonstration=demonstration,
            provenance=None,
            traceparent=None,
            data=msgspec.json.encode(event),
            event=event,
        )
        for position, event in enumerate(events, start=1)
    ]


def report_row(*events: Any) -> dict[str, Any]:
    incoming = said(events)
    rows = Rows(key for each in incoming for key in reported.touches(each))
    for each in incoming:
        reported.reduce(rows, each)
    row = rows.get(REPORTS, REPORT)
    assert row is not None
    return {**row, **{name: _json(row[name]) for name in ("submitted", "accepted")}}


def _json(value: Any) -> str | None:
    return None if value is None else msgspec.json.encode(value).decode()


def left(acts: Sequence[Event], *events: Any) -> Any:
    seen = history("convention", CONVENTION, acts)
    row = project(conventions.PROJECTION, seen, conventions.CONVENTIONS, CONVENTION)
    stored = {**row, **{name: _json(row[name]) for name in ("concluded", "budget_lines", "terms")}}
    return budgets.left(stored, [report_row(*events)] if events else [])


def figures(budget: Any, line: int = 0) -> tuple[str, str, str, str]:
    of = budget["lines"][line]
    return of["budgeted"], of["accepted"], of["awaiting_acceptance"], of["left"]


def test_all_of_a_line_is_left_before_anything_is_reported() -> None:
    assert figures(left(CONCLUSION)) == ("12500.00", "0", "0", "12500.00")
    assert left((DRAFTED,))["lines"][0]["left"] == "12500.00"


def test_what_is_submitted_waits_and_what_is_accepted_counts() -> None:
    first = submitted(1, spent(1, "400.50"), spent(2, "99.50"))
    assert figures(left(CONCLUSION, first)) == ("12500.00", "0", "500.00", "12000.00")
    accepted = left(CONCLUSION, first, ACCEPTED)
    assert figures(accepted) == ("12500.00", "500.00", "0", "12000.00")
    returned = left(CONCLUSION, first, RETURNED)
    assert figures(returned) == ("12500.00", "0", "0", "12500.00")


def test_a_reopened_report_counts_once_while_its_next_version_waits() -> None:
    first = submitted(1, spent(1, "400.00"))
    again = submitted(2, spent(1, "400.00"), spent(2, "150.00"))
    open_ = (first, ACCEPTED, REOPENED)
    assert figures(left(CONCLUSION, *open_))[1:] == ("400.00", "0", "12100.00")
    assert figures(left(CONCLUSION, *open_, again))[1:] == ("400.00", "150.00", "11950.00")
    less = submitted(2, spent(1, "300.00"))
    assert figures(left(CONCLUSION, *open_, less))[1:] == ("400.00", "-100.00", "12200.00")
    done = (*open_, again, replace(ACCEPTED, version=2))
    assert figures(left(CONCLUSION, *done))[1:] == ("550.00", "0", "11950.00")


def test_another_currency_stands_beside_and_is_never_converted() -> None:
    budget = left(CONCLUSION, submitted(1, spent(1, "400.00"), spent(2, "5000", "MAD")), ACCEPTED)
    assert figures(budget)[3] == "12100.00"
    assert budget["lines"][0]["in_other_currencies"] == [
        {
            "currency": "MAD",
            "budgeted": None,
            "accepted": "5000",
            "awaiting_acceptance": "0",
            "left": None,
        }
    ]


def test_more_may_be_spent_than_was_budgeted_and_it_shows() -> None:
    budget = left(CONCLUSION, submitted(1, spent(1, "13000.00")), ACCEPTED)
    assert figures(budget)[3] == "-500.00"


def test_years_and_classes_of_cost_are_told_apart() -> None:
    budget = left(CONCLUSION_TERMS, submitted(1, spent(1, "100.00"), spent(2, "7.00", year=2019)))
    parts = [
        (part["year"], part["cost_class"], part["budgeted"], part["left"])
        for part in budget["lines"][0]["parts"]
    ]
    assert parts == [
        (2018, "management", "2000.00", "2000.00"),
        (2017, "operational", "4500.00", "4500.00"),
        (2018, "operational", "6000.00", "5900.00"),
        (2019, "operational", None, None),
    ]


def test_what_was_spent_on_a_line_that_is_not_in_the_budget_is_not_lost() -> None:
    expenses = submitted(1, spent(1, "80.00", line=EQUIPMENT))
    (off,) = left(CONCLUSION, expenses)["off_budget"]
    assert (off["line"], off["awaiting_acceptance"]) == (str(EQUIPMENT.id), "80.00")
    amended = left(AMENDED, expenses)
    assert (amended["version"], amended["off_budget"]) == (2, [])
    assert figures(amended, 1)[3] == "7920.00"


@pytest.mark.postgres
async def test_expenses_under_the_protocol_count_and_made_up_ones_only_where_all_is(
    database: str,
) -> None:
    await migrate(database, KERNEL, MIGRATIONS[0].parent)
    seen = history("convention", CONVENTION, CONCLUSION)
    async with asyncpg.create_pool(database, min_size=1, max_size=2) as pool:
        async with pool.acquire() as connection, connection.transaction():
            keys = [key for each in seen for key in conventions.PROJECTION.touches(each)]
            rows = await load(connection, keys)
            for each in seen:
                conventions.PROJECTION.reduce(rows, each)
            await store(connection, rows)
            await action_plans.COPIES.apply(connection, [plan_heard(PLAN, 17)])
            first = submitted(1, spent(1, "400.00"))
            await reported.COPIES.apply(connection, said([first, ACCEPTED]))
        assert await budgets.of(pool, PARTNERSHIP) is None
        budget: Any = await budgets.of(pool, CONVENTION)
        assert figures(budget)[1:] == ("400.00", "0", "12100.00")
        assert budget["heard_until"] == {"ma.reporting": 2}
        async with pool.acquire() as connection, connection.transaction():
            await reported.COPIES.forget(connection, Source("ma", "reporting"))
            made_up = said([first, ACCEPTED], demonstration=True)
            await reported.COPIES.apply(connection, made_up)
        budget = await budgets.of(pool, CONVENTION)
        assert (figures(budget)[1], budget["excluded_demonstration"]) == ("0", 1)
