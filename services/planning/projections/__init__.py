"""One module per question the service answers: its table, its reducer, its query."""

from services.planning.projections import action_plans, strategic_plans

PROJECTIONS = (strategic_plans.PROJECTION, action_plans.PROJECTION)
