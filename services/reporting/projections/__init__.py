"""One module per question the service answers: its table, its reducer, its query.

`may_act` and `strategic_plans` are copies of what other services have said.
"""

from services.reporting.projections import expenses, history, measurements, reports

PROJECTIONS = (
    reports.PROJECTION,
    measurements.PROJECTION,
    expenses.PROJECTION,
    history.PROJECTION,
)
