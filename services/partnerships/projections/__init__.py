"""One module per question the service answers: its table, its reducer, its query."""

from services.partnerships.projections import (
    arrangements,
    communes,
    conventions,
    country_programmes,
    deliberations,
    documents,
    partnerships,
    programmes,
    protocols,
)

PROJECTIONS = (
    communes.PROJECTION,
    programmes.PROJECTION,
    country_programmes.PROJECTION,
    partnerships.PROJECTION,
    arrangements.PROJECTION,
    protocols.PROJECTION,
    conventions.PROJECTION,
    deliberations.PROJECTION,
    documents.PROJECTION,
)
