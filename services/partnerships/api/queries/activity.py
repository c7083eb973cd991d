"""Read routes of what goes on, and where nothing does."""

from datetime import timedelta
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response

from kernel.clock import system_clock
from kernel.web.paging import Paging
from kernel.web.queries import Viewing
from services.partnerships.api.queries.answers import Country
from services.partnerships.projections import activity

router = APIRouter()


@router.get(
    "/v1/inactivity",
    tags=["Partnership"],
    summary="List active partnerships of which nothing was recorded for some days",
)
async def list_inactive(
    views: Viewing,
    page: Paging,
    days: Annotated[
        int, Query(ge=0, le=3660, description="For how many days nothing was recorded.")
    ] = 90,
    country: Country = None,
    member: UUID | None = None,
) -> Response:
    """Show the longest silent first; what is suspended or has ended is silent for a reason."""
    rows = await activity.silent(
        views.pool,
        before=system_clock() - timedelta(days=days),
        country=country,
        member=member,
        after=page.after(str, UUID),
        limit=page.limit,
    )
    return page.answer(rows, "last_recorded_at", "id", position=views.position)
