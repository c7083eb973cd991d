"""Read routes of commitments: what members have undertaken to give, and what they gave."""

from uuid import UUID

import msgspec
from fastapi import APIRouter, Response

from kernel.refusals import NotFound
from kernel.web.paging import Paging
from kernel.web.queries import Viewing
from services.partnerships.api.queries.answers import found, last
from services.partnerships.projections import commitments, partnerships
from vocabulary.commitments import CommitmentKind, CommitmentState

router = APIRouter()


@router.get("/v1/commitments", tags=["Commitment"], summary="List what members have undertaken")
async def list_commitments(  # noqa: PLR0913, PLR0917 - one argument per filter
    views: Viewing,
    page: Paging,
    partnership: UUID | None = None,
    party: UUID | None = None,
    kind: CommitmentKind | None = None,
    state: CommitmentState | None = None,
) -> Response:
    rows = await commitments.listed(
        views.pool,
        partnership=partnership,
        party=party,
        kind=kind,
        state=state,
        after=last(page.after(UUID)),
        limit=page.limit,
    )
    return page.answer(rows, "id", position=views.position)


@router.get("/v1/commitments/{id}", tags=["Commitment"], summary="Show a commitment")
async def show_commitment(views: Viewing, id: UUID) -> Response:  # noqa: A002
    return found(await commitments.one(views.pool, id))


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
