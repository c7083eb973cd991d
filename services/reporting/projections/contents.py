"""What is there to sign in a report at this moment, and under which hash?"""

from uuid import UUID

import msgspec
from asyncpg import Pool

from services.reporting.domain.report.content import (
    ReportContent,
    in_order_of_expenses,
    in_order_of_values,
)
from services.reporting.projections import expenses, measurements
from vocabulary.budgets import Period
from vocabulary.identifiers import ActionPlanId

_READ = """
SELECT action_plan, report_version, period_starts_on, period_ends_on, narrative
  FROM views.reports WHERE id = $1
"""


async def present(pool: Pool, report: UUID) -> ReportContent | None:
    """Return what would be signed; None while the report has no narrative."""
    row = await pool.fetchrow(_READ, report)
    if row is None or row["narrative"] is None:
        return None
    return ReportContent(
        action_plan=ActionPlanId(row["action_plan"]),
        version=row["report_version"],
        period=Period(starts_on=row["period_starts_on"], ends_on=row["period_ends_on"]),
        narrative=msgspec.json.decode(row["narrative"], type=dict[str, str]),
        values=in_order_of_values(await measurements.of_report(pool, report)),
        expenses=in_order_of_expenses(await expenses.of_report(pool, report)),
    )
