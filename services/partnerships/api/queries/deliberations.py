"""Read routes of deliberations."""

from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Query, Response

from kernel.web.paging import Paging
from kernel.web.queries import Viewing, shown
from services.partnerships.projections import deliberations
from services.partnerships.projections.ordering import SORTED_BY
from vocabulary.deliberations import Organ

Sort = Annotated[
    Literal[
        "adopted_on",
        "-adopted_on",
        "commune",
        "-commune",
        "organ",
        "-organ",
        "reference",
        "-reference",
    ],
    Query(description="`-` turns the order round."),
]

router = APIRouter()


@router.get(
    "/v1/deliberations", tags=["Deliberation"], summary="List deliberations, the latest first"
)
async def list_deliberations(  # noqa: PLR0913, PLR0917 - one argument per filter
    views: Viewing,
    page: Paging,
    commune: UUID | None = None,
    organ: Organ | None = None,
    since: Annotated[date | None, Query(description="Adopted on this day or later.")] = None,
    until: Annotated[date | None, Query(description="Adopted on this day or earlier.")] = None,
    q: Annotated[
        str | None,
        Query(min_length=1, max_length=200, description="Part of the reference or the object."),
    ] = None,
    withdrawn: Annotated[  # noqa: FBT002 - a query parameter is always given by its name
        bool, Query(description="Those taken back as recorded by mistake, instead of the others.")
    ] = False,
    sort: Sort = "-adopted_on",
) -> Response:
    rows = await deliberations.listed(
        views.pool,
        commune=commune,
        organ=organ,
        since=since,
        until=until,
        q=q,
        withdrawn=withdrawn,
        sort=sort,
        after=page.after(str, UUID),
        limit=page.limit,
    )
    return page.answer(rows, SORTED_BY, "id", position=views.position, hidden=(SORTED_BY,))


@router.get("/v1/deliberations/{id}", tags=["Deliberation"], summary="Show a deliberation")
async def show_deliberation(views: Viewing, id: UUID) -> Response:  # noqa: A002
    return shown(await deliberations.one(views.pool, id))
