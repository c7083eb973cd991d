"""Read routes of protocols."""

from typing import Annotated, Literal
from uuid import UUID

import msgspec
from fastapi import APIRouter, Query, Response

from kernel.web.auth import Caller
from kernel.web.histories import Stored
from kernel.web.paging import Paging
from kernel.web.queries import Viewing, shown
from services.partnerships.api.queries.answers import as_it_stands
from services.partnerships.domain import protocol
from services.partnerships.domain.protocol.missing import missing, unproven
from services.partnerships.projections import protocols
from services.partnerships.projections.ordering import SORTED_BY
from vocabulary.protocols import ProtocolState

Sort = Annotated[
    Literal[
        "id",
        "title",
        "-title",
        "country",
        "-country",
        "state",
        "-state",
        "proposed_on",
        "-proposed_on",
        "in_force_since",
        "-in_force_since",
        "ends_on",
        "-ends_on",
    ],
    Query(description="`-` turns the order round."),
]

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
    sort: Sort = "id",
) -> Response:
    rows = await protocols.listed(
        views.pool,
        state=state,
        partnership=partnership,
        phase=phase,
        party=party,
        awaiting=awaiting,
        sort=sort,
        after=page.after(str, UUID),
        limit=page.limit,
    )
    return page.answer(rows, SORTED_BY, "id", position=views.position, hidden=(SORTED_BY,))


@router.get("/v1/protocols/{id}", tags=["Protocol"], summary="Show a protocol")
async def show_protocol(views: Viewing, id: UUID) -> Response:  # noqa: A002
    return shown(await protocols.one(views.pool, id))


@router.get(
    "/v1/protocols/{id}/missing",
    tags=["Protocol"],
    summary="Show what is still missing, from whom, since when",
)
async def show_missing(_: Caller, store: Stored, id: UUID) -> Response:  # noqa: A002
    state, version = await as_it_stands(store, protocol, id)
    answer = {"state": state.state, "items": [*missing(state), *unproven(state)]}
    return Response(
        msgspec.json.encode(answer),
        headers={"ETag": f'"{version}"'},
        media_type="application/json",
    )
