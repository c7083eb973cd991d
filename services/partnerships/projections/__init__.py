"""One module per question the service answers: its table, its reducer, its query."""

from services.partnerships.projections import (
    activity,
    arrangements,
    calendar_feeds,
    commitments,
    communes,
    conventions,
    country_programmes,
    deliberations,
    documents,
    partnerships,
    programmes,
    protocols,
    regional_groups,
    role_holdings,
    templates,
    territorial_actors,
)

PROJECTIONS = (
    calendar_feeds.PROJECTION,
    communes.PROJECTION,
    programmes.PROJECTION,
    country_programmes.PROJECTION,
    partnerships.PROJECTION,
    arrangements.PROJECTION,
    protocols.PROJECTION,
    conventions.PROJECTION,
    commitments.PROJECTION,
    deliberations.PROJECTION,
    role_holdings.PROJECTION,
    activity.PROJECTION,
    documents.PROJECTION,
    territorial_actors.PROJECTION,
    regional_groups.PROJECTION,
    templates.PROJECTION,
)
