"""Read routes of what countries share in a phase."""

from uuid import UUID

from fastapi import APIRouter, Response

from kernel.web.paging import Paging
from kernel.web.queries import Viewing
from services.partnerships.api.queries.answers import Country, found, last
from services.partnerships.projections import country_programmes

router = APIRouter()


@router.get(
    "/v1/country-programmes",
    tags=["CountryProgramme"],
    summary="List what countries share in a phase",
)
async def list_country_programmes(
    views: Viewing,
    page: Paging,
    programme: UUID | None = None,
    phase: UUID | None = None,
    country: Country = None,
) -> Response:
    rows = await country_programmes.listed(
        views.pool,
        programme=programme,
        phase=phase,
        country=country,
        after=last(page.after(UUID)),
        limit=page.limit,
    )
    return page.answer(rows, "id", position=views.position)


@router.get(
    "/v1/country-programmes/{id}",
    tags=["CountryProgramme"],
    summary="Show what a country shares in a phase",
)
async def show_country_programme(views: Viewing, id: UUID) -> Response:  # noqa: A002
    return found(await country_programmes.one(views.pool, id))
