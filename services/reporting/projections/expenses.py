"""Which expenses were made on which budget line, in which currency, and what proves them?"""

from collections.abc import Iterable, Mapping
from typing import Any, Final
from uuid import UUID

import msgspec
from asyncpg import Pool, Record

from kernel.events import Seen
from kernel.postgres.projections import Projection
from kernel.postgres.rows import Key, Row, Rows, Table
from kernel.postgres.views import plain, shown
from services.reporting.domain.expense.events import (
    Event,
    ExpenseBooked,
    ExpenseCorrected,
    ExpenseWithdrawn,
)
from services.reporting.projections.rows import MARKS, columns, is_known, marks
from vocabulary.budgets import CostClass
from vocabulary.identifiers import BudgetLineId, ExpenseId
from vocabulary.money import Money
from vocabulary.reports import ReportedExpense

EXPENSES: Final = Table(
    "views.expenses",
    ("id",),
    {
        "id": "uuid",
        "report": "uuid NOT NULL",
        "budget_line": "uuid NOT NULL",
        "cost_class": "text NOT NULL",
        "amount": "text NOT NULL",
        "currency": "text NOT NULL",
        "spent_on": "date NOT NULL",
        "document": "text NOT NULL",
        "warnings": "jsonb NOT NULL",
        "expense_version": "integer NOT NULL",
        "party": "uuid NOT NULL",
        "recorded_on": "date NOT NULL",
        "reason": "text",
        "withdrawn": "boolean NOT NULL",
        "earlier": "jsonb NOT NULL",
        "recorded_as": "text NOT NULL",
        **MARKS,
    },
)
"""`party`, `recorded_on` and `reason` are of the present version, `earlier` has those before it."""

SHOWN: Final = columns(EXPENSES)
_ENTRY: Final = (
    "budget_line",
    "cost_class",
    "amount",
    "currency",
    "spent_on",
    "document",
    "warnings",
    "party",
    "recorded_on",
    "reason",
)


def touches(seen: Seen[Any]) -> Iterable[Key]:
    return [(EXPENSES, (seen.stream.id,))] if seen.stream.category == "expense" else ()


def reduce(rows: Rows, seen: Seen[Any]) -> None:
    if seen.stream.category != "expense":
        return
    row = rows.get(EXPENSES, seen.stream.id)
    if is_known(seen, row):
        return
    own = {"id": seen.stream.id, "recorded_as": ", ".join(seen.meta.roles), **marks(seen, row)}
    rows.put(EXPENSES, {**_changed(row, seen.event), **own}, seen.recorded_at)


def _changed(row: Row | None, event: Event) -> dict[str, Any]:
    if isinstance(event, ExpenseBooked):
        begun = {"report": event.report, "expense_version": 1, "reason": None}
        return {**begun, **_entry(event), "withdrawn": False, "earlier": []}
    assert row is not None  # noqa: S101 - an expense is booked first
    match event:
        case ExpenseCorrected(version=version, reason=reason):
            return {
                **row,
                **_entry(event),
                "reason": reason,
                "expense_version": version,
                "earlier": [*row["earlier"], _past(row)],
            }
        case ExpenseWithdrawn(party=party, reason=reason):
            return {**row, "party": party, "reason": reason, "withdrawn": True}


def _entry(event: ExpenseBooked | ExpenseCorrected) -> Mapping[str, Any]:
    return {
        "budget_line": event.budget_line,
        "cost_class": event.cost_class.value,
        "amount": event.amount.amount,
        "currency": event.amount.currency,
        "spent_on": event.on,
        "document": event.document,
        "warnings": list(event.warnings),
        "party": event.party,
        "recorded_on": event.recorded_on,
    }


def _past(row: Row) -> Any:
    return plain({"version": row["expense_version"], **{name: row[name] for name in _ENTRY}})


PROJECTION: Final = Projection("expenses", 1, (EXPENSES,), touches, reduce)


async def listed(  # noqa: PLR0913 - one argument per filter
    pool: Pool,
    *,
    report: UUID | None,
    budget_line: UUID | None,
    currency: str | None,
    withdrawn: bool | None,
    after: UUID | None,
    limit: int,
) -> list[dict[str, Any]]:
    found = await pool.fetch(
        f"""
        SELECT {SHOWN} FROM views.expenses
         WHERE ($1::uuid IS NULL OR report = $1)
           AND ($2::uuid IS NULL OR budget_line = $2)
           AND ($3::text IS NULL OR currency = $3)
           AND ($4::boolean IS NULL OR withdrawn = $4)
           AND ($5::uuid IS NULL OR id > $5)
         ORDER BY id LIMIT $6
        """,  # noqa: S608 - columns of our own table
        report,
        budget_line,
        currency,
        withdrawn,
        after,
        limit,
    )
    return shown(EXPENSES, found)


async def one(pool: Pool, id_: UUID) -> dict[str, Any] | None:
    found = await pool.fetch(f"SELECT {SHOWN} FROM views.expenses WHERE id = $1", id_)  # noqa: S608
    return next(iter(shown(EXPENSES, found)), None)


async def of_report(pool: Pool, report: UUID) -> list[ReportedExpense]:
    """Return the expenses that a report has now."""
    found = await pool.fetch(
        "SELECT * FROM views.expenses WHERE report = $1 AND NOT withdrawn", report
    )
    return [_reported(row) for row in found]


def _reported(row: Record) -> ReportedExpense:
    return ReportedExpense(
        expense=ExpenseId(row["id"]),
        version=row["expense_version"],
        budget_line=BudgetLineId(row["budget_line"]),
        cost_class=CostClass(row["cost_class"]),
        amount=Money(row["amount"], row["currency"]),
        on=row["spent_on"],
        document=row["document"],
        warnings=tuple(msgspec.json.decode(row["warnings"], type=list[str])),
    )
