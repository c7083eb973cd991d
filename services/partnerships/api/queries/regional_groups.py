"""Read routes of regional groups."""

from uuid import UUID

from fastapi import APIRouter, Response

from kernel.web.paging import Paging
from kernel.web.queries import Viewing, shown
from services.partnerships.api.queries.answers import Country
from services.partnerships.projections import regional_groups

router = APIRouter()


@router.get("/v1/regional-groups", tags=["RegionalGroup"], summary="List regional groups")
async def list_regional_groups(
    views: Viewing,
    page: Paging,
    programme: UUID | None = None,
    country: Country = None,
    partnership: UUID | None = None,
) -> Response:
    rows = await regional_groups.listed(
        views.pool,
        programme=programme,
        country=country,
        partnership=partnership,
        after=page.after_one(UUID),
        limit=page.limit,
    )
    return page.answer(rows, "id", position=views.position)


@router.get("/v1/regional-groups/{id}", tags=["RegionalGroup"], summary="Show a regional group")
async def show_regional_group(views: Viewing, id: UUID) -> Response:  # noqa: A002
    return shown(await regional_groups.one(views.pool, id))
