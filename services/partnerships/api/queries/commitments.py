"""Read routes of commitments: what members have undertaken to give, and what they gave."""

from typing import Annotated, Literal
from uuid import UUID

import msgspec
from fastapi import APIRouter, Query, Response

from kernel.refusals import NotFound
from kernel.web.paging import Paging
from kernel.web.queries import Viewing, shown
from services.partnerships.projections import commitments, partnerships
from services.partnerships.projections.ordering import SORTED_BY
from vocabulary.commitments import CommitmentKind, CommitmentState

Sort = Annotated[
    Literal[
        "id",
        "party",
        "-party",
        "kind",
        "-kind",
        "state",
        "-state",
        "made_on",
        "-made_on",
        "starts_on",
        "-starts_on",
        "ends_on",
        "-ends_on",
    ],
    Query(description="`-` turns the order round."),
]

router = APIRouter()


@router.get("/v1/commitments", tags=["Commitment"], summary="List what members have undertaken")
async def list_commitments(  # noqa: PLR0913, PLR0917 - one argument per filter
    views: Viewing,
    page: Paging,
    partnership: UUID | None = None,
    party: UUID | None = None,
    kind: CommitmentKind | None = None,
    state: CommitmentState | None = None,
    sort: Sort = "id",
) -> Response:
    rows = await commitments.listed(
        views.pool,
        partnership=partnership,
        party=party,
        kind=kind,
        state=state,
        sort=sort,
        after=page.after(str, UUID),
        limit=page.limit,
    )
    return page.answer(rows, SORTED_BY, "id", position=views.position, hidden=(SORTED_BY,))


@router.get("/v1/commitments/{id}", tags=["Commitment"], summary="Show a commitment")
async def show_commitment(views: Viewing, id: UUID) -> Response:  # noqa: A002
    return shown(await commitments.one(views.pool, id))


@router.get(
    "/v1/partnerships/{id}/reciprocity",
    tags=["Partnership"],
    summary="Show what each side has undertaken and given, in cash and in kind",
)
async def show_reciprocity(views: Viewing, id: UUID) -> Response:  # noqa: A002
    if await partnerships.one(views.pool, id) is None:
        raise NotFound
    answer = {"id": id, "sides": await commitments.reciprocity(views.pool, id)}
    return Response(msgspec.json.encode(answer), media_type="application/json")
