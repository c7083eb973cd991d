"""Read routes of what countries share in a phase."""

from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Query, Response

from kernel.web.paging import Paging
from kernel.web.queries import Viewing, shown
from services.partnerships.api.queries.answers import Country
from services.partnerships.projections import country_programmes
from services.partnerships.projections.ordering import SORTED_BY

Sort = Annotated[
    Literal["id", "country", "-country", "phase", "-phase"],
    Query(description="`-` turns the order round."),
]

router = APIRouter()


@router.get(
    "/v1/country-programmes",
    tags=["CountryProgramme"],
    summary="List what countries share in a phase",
)
async def list_country_programmes(  # noqa: PLR0913, PLR0917 - one argument per filter
    views: Viewing,
    page: Paging,
    programme: UUID | None = None,
    phase: UUID | None = None,
    country: Country = None,
    sort: Sort = "id",
) -> Response:
    rows = await country_programmes.listed(
        views.pool,
        programme=programme,
        phase=phase,
        country=country,
        sort=sort,
        after=page.after(str, UUID),
        limit=page.limit,
    )
    return page.answer(rows, SORTED_BY, "id", position=views.position, hidden=(SORTED_BY,))


@router.get(
    "/v1/country-programmes/{id}",
    tags=["CountryProgramme"],
    summary="Show what a country shares in a phase",
)
async def show_country_programme(views: Viewing, id: UUID) -> Response:  # noqa: A002
    return shown(await country_programmes.one(views.pool, id))
