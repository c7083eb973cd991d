"""Read routes of territorial actors."""

from uuid import UUID

from fastapi import APIRouter, Response

from kernel.web.paging import Paging
from kernel.web.queries import Viewing, shown
from services.partnerships.api.queries.answers import Words
from services.partnerships.projections import territorial_actors
from vocabulary.communes import ActorKind

router = APIRouter()


@router.get(
    "/v1/territorial-actors",
    tags=["TerritorialActor"],
    summary="List the organisations of communes by name",
)
async def list_territorial_actors(
    views: Viewing,
    page: Paging,
    commune: UUID | None = None,
    kind: ActorKind | None = None,
    q: Words = None,
) -> Response:
    rows = await territorial_actors.listed(
        views.pool, commune=commune, kind=kind, q=q, after=page.after(str, UUID), limit=page.limit
    )
    return page.answer(rows, "name", "id", position=views.position)


@router.get(
    "/v1/territorial-actors/{id}", tags=["TerritorialActor"], summary="Show a territorial actor"
)
async def show_territorial_actor(views: Viewing, id: UUID) -> Response:  # noqa: A002
    return shown(await territorial_actors.one(views.pool, id))
