"""Read routes of programmes."""

from uuid import UUID

from fastapi import APIRouter, Response

from kernel.web.paging import Paging
from kernel.web.queries import Viewing
from services.partnerships.api.queries.answers import found, last
from services.partnerships.projections import programmes

router = APIRouter()


@router.get("/v1/programmes", tags=["Programme"], summary="List programmes and their phases")
async def list_programmes(views: Viewing, page: Paging) -> Response:
    rows = await programmes.listed(views.pool, after=last(page.after(UUID)), limit=page.limit)
    return page.answer(rows, "id", position=views.position)


@router.get("/v1/programmes/{id}", tags=["Programme"], summary="Show a programme")
async def show_programme(views: Viewing, id: UUID) -> Response:  # noqa: A002
    return found(await programmes.one(views.pool, id))
