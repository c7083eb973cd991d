"""Read routes of specific conventions."""

from typing import Annotated, Any, Literal
from uuid import UUID

import msgspec
from fastapi import APIRouter, Query, Response

from kernel.refusals import NotFound
from kernel.web.auth import Caller
from kernel.web.faults import fault, malformed
from kernel.web.histories import Stored
from kernel.web.paging import Paging
from kernel.web.queries import Viewing, shown
from services.partnerships.api.queries.answers import as_it_stands
from services.partnerships.domain import convention
from services.partnerships.projections import budgets, conventions
from services.partnerships.projections.convention_differences import difference
from services.partnerships.projections.ordering import SORTED_BY
from vocabulary.conventions import ConventionState

Sort = Annotated[
    Literal[
        "id",
        "title",
        "-title",
        "country",
        "-country",
        "state",
        "-state",
        "drafted_on",
        "-drafted_on",
        "concluded_on",
        "-concluded_on",
    ],
    Query(description="`-` turns the order round."),
]

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
    sort: Sort = "id",
) -> Response:
    rows = await conventions.listed(
        views.pool,
        state=state,
        partnership=partnership,
        protocol=protocol,
        awaiting=awaiting,
        sort=sort,
        after=page.after(str, UUID),
        limit=page.limit,
    )
    return page.answer(rows, SORTED_BY, "id", position=views.position, hidden=(SORTED_BY,))


@router.get("/v1/conventions/{id}", tags=["Convention"], summary="Show a convention")
async def show_convention(views: Viewing, id: UUID) -> Response:  # noqa: A002
    return shown(await conventions.one(views.pool, id))


@router.get(
    "/v1/conventions/{id}/difference",
    tags=["Convention"],
    summary="Show what has changed between two versions of a convention",
)
async def show_difference(
    store: Stored,
    _: Caller,
    id: UUID,  # noqa: A002 - its name in the path
    before: Annotated[int, Query(alias="from", ge=1, description="A version, as 1.")],
    after: Annotated[int, Query(alias="to", ge=1, description="Another version, as 2.")],
) -> Response:
    state, _version = await as_it_stands(store, convention, id)
    versions = state.versions
    asked = {"from": before, "to": after}
    if unknown := [name for name, number in asked.items() if number > len(versions)]:
        raise malformed(
            [fault("query", name, "less_than_equal", le=len(versions)) for name in unknown]
        )
    told = difference(versions[before - 1], versions[after - 1])
    return _json({"id": id, "from": before, "to": after, **told})


@router.get(
    "/v1/conventions/{id}/budget",
    tags=["Convention"],
    summary="Show what is left of each budget line",
)
async def show_budget(views: Viewing, id: UUID) -> Response:  # noqa: A002
    row = await budgets.of(views.pool, id)
    if row is None:
        raise NotFound
    return _json(row)


def _json(content: Any) -> Response:
    return Response(msgspec.json.encode(content), media_type="application/json")
