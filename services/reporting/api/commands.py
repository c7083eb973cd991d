"""Which aggregates take commands, and where: one command class, one route."""

from collections.abc import Sequence

from kernel.web.commands import Commands
from services.reporting.domain import expense, measurement, report
from services.reporting.facts import Aggregates


def commands(aggregates: Aggregates) -> Sequence[Commands]:
    return (
        Commands(
            at="/v1/reports",
            noun="Report",
            aggregate=aggregates.report,
            # A report is expected because a plan was submitted, never because someone asks.
            accepts=report.Asked,
        ),
        Commands(
            at="/v1/measurements",
            noun="Measurement",
            aggregate=aggregates.measurement,
            accepts=measurement.Command,
        ),
        Commands(
            at="/v1/expenses",
            noun="Expense",
            aggregate=aggregates.expense,
            accepts=expense.Command,
        ),
    )
