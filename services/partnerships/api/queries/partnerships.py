"""Read routes of partnerships."""

from uuid import UUID

from fastapi import APIRouter, Response

from kernel.web.paging import Paging
from kernel.web.queries import Viewing
from services.partnerships.api.queries.answers import Country, Words, found, last
from services.partnerships.projections import partnerships
from vocabulary.communes import PartnershipState

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
) -> Response:
    rows = await partnerships.listed(
        views.pool,
        country=country,
        phase=phase,
        state=state,
        member=member,
        q=q,
        after=last(page.after(UUID)),
        limit=page.limit,
    )
    return page.answer(rows, "id", position=views.position)


@router.get("/v1/partnerships/{id}", tags=["Partnership"], summary="Show a partnership")
async def show_partnership(views: Viewing, id: UUID) -> Response:  # noqa: A002
    return found(await partnerships.one(views.pool, id))
