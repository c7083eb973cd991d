"""Read routes of communes."""

from uuid import UUID

from fastapi import APIRouter, Response

from kernel.web.paging import Paging
from kernel.web.queries import Viewing
from services.partnerships.api.queries.answers import Country, Words, found
from services.partnerships.projections import communes
from vocabulary.communes import CommuneKind

router = APIRouter()


@router.get("/v1/communes", tags=["Commune"], summary="List communes by name")
async def list_communes(
    views: Viewing,
    page: Paging,
    country: Country = None,
    kind: CommuneKind | None = None,
    q: Words = None,
) -> Response:
    rows = await communes.listed(
        views.pool, country=country, kind=kind, q=q, after=page.after(str, UUID), limit=page.limit
    )
    return page.answer(rows, "name", "id", position=views.position)


@router.get("/v1/communes/{id}", tags=["Commune"], summary="Show a commune")
async def show_commune(views: Viewing, id: UUID) -> Response:  # noqa: A002 - its name in the path
    return found(await communes.one(views.pool, id))
