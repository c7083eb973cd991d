"""Read routes: registers with filters, search and pages, and one thing at a time."""

from services.partnerships.api.queries import (
    activity,
    commitments,
    communes,
    conventions,
    country_programmes,
    deadlines,
    deliberations,
    partnerships,
    programmes,
    protocols,
    ratifications,
    regional_groups,
    role_holdings,
    templates,
    territorial_actors,
)

BY_KEY = (deadlines.by_key,)
QUERIES = (
    activity.router,
    commitments.router,
    communes.router,
    conventions.router,
    country_programmes.router,
    deadlines.router,
    deliberations.router,
    partnerships.router,
    programmes.router,
    protocols.router,
    regional_groups.router,
    territorial_actors.router,
    ratifications.router,
    templates.router,
    role_holdings.router,
)
