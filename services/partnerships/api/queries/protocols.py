"""Read routes of protocols."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response

from kernel.web.paging import Paging
from kernel.web.queries import Viewing
from services.partnerships.api.queries.answers import found, last
from services.partnerships.projections import protocols
from vocabulary.protocols import ProtocolState

router = APIRouter()


@router.get("/v1/protocols", tags=["Protocol"], summary="List protocols and whom they wait for")
async def list_protocols(  # noqa: PLR0913, PLR0917 - one argument per filter
    views: Viewing,
    page: Paging,
    state: ProtocolState | None = None,
    partnership: UUID | None = None,
    phase: UUID | None = None,
    party: UUID | None = None,
    awaiting: Annotated[
        UUID | None, Query(description="The commune whose council has still to ratify.")
    ] = None,
) -> Response:
    rows = await protocols.listed(
        views.pool,
        state=state,
        partnership=partnership,
        phase=phase,
        party=party,
        awaiting=awaiting,
        after=last(page.after(UUID)),
        limit=page.limit,
    )
    return page.answer(rows, "id", position=views.position)


@router.get("/v1/protocols/{id}", tags=["Protocol"], summary="Show a protocol")
async def show_protocol(views: Viewing, id: UUID) -> Response:  # noqa: A002
    return found(await protocols.one(views.pool, id))
