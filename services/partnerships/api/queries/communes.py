"""Read routes of communes."""

from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Query, Response

from kernel.web.paging import Paging
from kernel.web.queries import Viewing, shown
from services.partnerships.api.queries.answers import Country, Words
from services.partnerships.projections import communes
from services.partnerships.projections.ordering import SORTED_BY
from vocabulary.communes import CommuneKind

Sort = Annotated[
    Literal["name", "-name", "country", "-country", "kind", "-kind", "since", "-since"],
    Query(description="`-` turns the order round."),
]

router = APIRouter()


@router.get("/v1/communes", tags=["Commune"], summary="List communes by name")
async def list_communes(  # noqa: PLR0913, PLR0917 - one argument per filter
    views: Viewing,
    page: Paging,
    country: Country = None,
    kind: CommuneKind | None = None,
    q: Words = None,
    sort: Sort = "name",
) -> Response:
    rows = await communes.listed(
        views.pool,
        country=country,
        kind=kind,
        q=q,
        sort=sort,
        after=page.after(str, UUID),
        limit=page.limit,
    )
    return page.answer(
        rows, SORTED_BY, "id", position=views.position, hidden=(SORTED_BY, "by_name")
    )


@router.get("/v1/communes/{id}", tags=["Commune"], summary="Show a commune")
async def show_commune(views: Viewing, id: UUID) -> Response:  # noqa: A002 - its name in the path
    return shown(await communes.one(views.pool, id))
