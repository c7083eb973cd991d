"""Read routes of specific conventions."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response

from kernel.web.paging import Paging
from kernel.web.queries import Viewing
from services.partnerships.api.queries.answers import found, last
from services.partnerships.projections import conventions
from vocabulary.conventions import ConventionState

router = APIRouter()


@router.get(
    "/v1/conventions", tags=["Convention"], summary="List conventions and whose signature they need"
)
async def list_conventions(  # noqa: PLR0913, PLR0917 - one argument per filter
    views: Viewing,
    page: Paging,
    state: ConventionState | None = None,
    partnership: UUID | None = None,
    protocol: UUID | None = None,
    awaiting: Annotated[
        UUID | None, Query(description="The commune that has still to sign.")
    ] = None,
) -> Response:
    rows = await conventions.listed(
        views.pool,
        state=state,
        partnership=partnership,
        protocol=protocol,
        awaiting=awaiting,
        after=last(page.after(UUID)),
        limit=page.limit,
    )
    return page.answer(rows, "id", position=views.position)


@router.get("/v1/conventions/{id}", tags=["Convention"], summary="Show a convention")
async def show_convention(views: Viewing, id: UUID) -> Response:  # noqa: A002
    return found(await conventions.one(views.pool, id))
