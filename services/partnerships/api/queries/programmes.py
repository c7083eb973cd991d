"""Read routes of programmes."""

from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Query, Response

from kernel.web.paging import Paging
from kernel.web.queries import Viewing, shown
from services.partnerships.projections import programmes
from services.partnerships.projections.ordering import SORTED_BY

Sort = Annotated[
    Literal["id", "name", "-name", "funder", "-funder"],
    Query(description="`-` turns the order round."),
]

router = APIRouter()


@router.get("/v1/programmes", tags=["Programme"], summary="List programmes and their phases")
async def list_programmes(
    views: Viewing,
    page: Paging,
    sort: Sort = "id",
) -> Response:
    rows = await programmes.listed(
        views.pool, sort=sort, after=page.after(str, UUID), limit=page.limit
    )
    return page.answer(rows, SORTED_BY, "id", position=views.position, hidden=(SORTED_BY,))


@router.get("/v1/programmes/{id}", tags=["Programme"], summary="Show a programme")
async def show_programme(views: Viewing, id: UUID) -> Response:  # noqa: A002
    return shown(await programmes.one(views.pool, id))
