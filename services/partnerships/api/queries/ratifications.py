"""Read routes of ratifications that are awaited."""

from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Query, Response

from kernel.clock import system_clock
from kernel.web.paging import Paging
from kernel.web.queries import Viewing
from services.partnerships.api.queries.answers import Country
from services.partnerships.projections import ratifications
from services.partnerships.projections.ordering import SORTED_BY

Sort = Annotated[
    Literal["since", "-since", "commune", "-commune", "title", "-title", "country", "-country"],
    Query(description="`-` turns the order round; those that wait longest come first."),
]

router = APIRouter()


@router.get(
    "/v1/ratifications", tags=["Protocol"], summary="List the councils whose vote is awaited"
)
async def list_ratifications(  # noqa: PLR0913, PLR0917 - one argument per filter
    views: Viewing,
    page: Paging,
    country: Country = None,
    phase: UUID | None = None,
    partnership: UUID | None = None,
    commune: UUID | None = None,
    on: Annotated[date | None, Query(description="To count days until; today.")] = None,
    least_days: Annotated[int, Query(ge=0, le=36_525, description="Waiting so long or more.")] = 0,
    sort: Sort = "since",
) -> Response:
    rows = await ratifications.listed(
        views.pool,
        today=on or system_clock().date(),
        country=country,
        phase=phase,
        partnership=partnership,
        commune=commune,
        least_days=least_days,
        sort=sort,
        after=page.after(str, UUID),
        limit=page.limit,
    )
    return page.answer(rows, SORTED_BY, "id", position=views.position, hidden=(SORTED_BY, "id"))
