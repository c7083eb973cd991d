"""Read routes of models."""

from uuid import UUID

from fastapi import APIRouter, Response

from kernel.web.paging import Paging
from kernel.web.queries import Viewing, shown
from services.partnerships.projections import templates
from vocabulary.templates import DocumentKind

router = APIRouter()


@router.get("/v1/templates", tags=["Template"], summary="List the models of documents")
async def list_templates(
    views: Viewing,
    page: Paging,
    programme: UUID | None = None,
    document: DocumentKind | None = None,
) -> Response:
    rows = await templates.listed(
        views.pool,
        programme=programme,
        document=document.value if document else None,
        after=page.after_one(UUID),
        limit=page.limit,
    )
    return page.answer(rows, "id", position=views.position)


@router.get("/v1/templates/{id}", tags=["Template"], summary="Show a model")
async def show_template(views: Viewing, id: UUID) -> Response:  # noqa: A002
    return shown(await templates.one(views.pool, id))
