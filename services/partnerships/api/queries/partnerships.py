"""Read routes of partnerships."""

from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Query, Response

from kernel.web.paging import Paging
from kernel.web.queries import Viewing, shown
from services.partnerships.api.queries.answers import Country, Words
from services.partnerships.projections import partnerships
from services.partnerships.projections.ordering import SORTED_BY
from vocabulary.communes import PartnershipState

Sort = Annotated[
    Literal[
        "id",
        "title",
        "-title",
        "country",
        "-country",
        "state",
        "-state",
        "since",
        "-since",
        "state_since",
        "-state_since",
    ],
    Query(description="`-` turns the order round."),
]

router = APIRouter()


@router.get("/v1/partnerships", tags=["Partnership"], summary="List partnerships")
async def list_partnerships(  # noqa: PLR0913, PLR0917 - one argument per filter
    views: Viewing,
    page: Paging,
    country: Country = None,
    phase: UUID | None = None,
    state: PartnershipState | None = None,
    member: UUID | None = None,
    q: Words = None,
    sort: Sort = "id",
) -> Response:
    rows = await partnerships.listed(
        views.pool,
        country=country,
        phase=phase,
        state=state,
        member=member,
        q=q,
        sort=sort,
        after=page.after(str, UUID),
        limit=page.limit,
    )
    return page.answer(rows, SORTED_BY, "id", position=views.position, hidden=(SORTED_BY,))


@router.get("/v1/partnerships/{id}", tags=["Partnership"], summary="Show a partnership")
async def show_partnership(views: Viewing, id: UUID) -> Response:  # noqa: A002
    return shown(await partnerships.one(views.pool, id))
