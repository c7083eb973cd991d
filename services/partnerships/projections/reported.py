"""What has the reporting service said was spent on each budget line, and is it accepted?"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any, Final, TypeAlias

from contracts.reporting import ReportAccepted, ReportReopened, ReportReturned, ReportSubmitted
from kernel.kafka.cloudevents import Incoming
from kernel.kafka.copying import COPIED, Copies, copied
from kernel.postgres.rows import Key, Row, Rows, Table
from vocabulary.reports import ReportedExpense

Heard: TypeAlias = ReportSubmitted | ReportReturned | ReportAccepted | ReportReopened

REPORTS: Final = Table(
    "copies.reports",
    ("id",),
    {
        "id": "uuid",
        "partnership": "uuid",
        "action_plan": "uuid",
        "submitted_version": "integer",
        "submitted": "jsonb NOT NULL",
        "accepted_version": "integer",
        "accepted": "jsonb NOT NULL",
        "demonstration": "boolean NOT NULL",
        **COPIED,
    },
)
"""Totals by line, class of cost, year and currency: `submitted` of a version that waits for the
association, `accepted` of the version whose figures count. A version has all of the report's
expenses, those of the version before included."""


def touches(event: Incoming) -> Iterable[Key]:
    return [(REPORTS, (event.event.report,))]


def reduce(rows: Rows, event: Incoming) -> None:
    row = rows.get(REPORTS, event.event.report) or {
        **REPORTS.row(id=event.event.report),
        "submitted": [],
        "accepted": [],
        "demonstration": False,
    }
    marked = {"demonstration": row["demonstration"] or event.demonstration}
    changed = {**row, **_changed(row, event.event), **marked, **copied(event)}
    rows.put(REPORTS, changed, event.recordedtime)


_NONE_WAITS: Final[dict[str, Any]] = {"submitted_version": None, "submitted": []}


def _changed(row: Row, event: Heard) -> dict[str, Any]:
    match event:
        case ReportSubmitted():
            return {
                "partnership": event.partnership,
                "action_plan": event.action_plan,
                "submitted_version": event.version,
                "submitted": totals(event.expenses),
            }
        case ReportAccepted(version=version):
            # Its figures came with its submission, on the same topic and before it.
            accepted = {"accepted_version": version, "accepted": row["submitted"]}
            return {**accepted, **_NONE_WAITS}
        case ReportReturned():
            return _NONE_WAITS
        case ReportReopened():
            return {}


def totals(expenses: Sequence[ReportedExpense]) -> list[dict[str, Any]]:
    """Return what was spent by line, class of cost, year and currency; nothing is converted."""
    spent: dict[tuple[str, str, int, str], Decimal] = defaultdict(Decimal)
    for expense in expenses:
        amount = expense.amount
        place = (str(expense.budget_line), expense.cost_class.value, expense.on.year)
        spent[*place, amount.currency] += amount.value
    return [
        {"line": line, "cost_class": of, "year": year, "currency": currency, "amount": str(amount)}
        for (line, of, year, currency), amount in sorted(spent.items())
    ]


COPIES: Final = Copies((REPORTS,), touches, reduce)
