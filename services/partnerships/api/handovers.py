"""Hand over a commune's file: written by hand, because what it answers is a file too."""

import asyncio
import hashlib
from typing import Literal
from uuid import UUID

import msgspec
from fastapi import APIRouter, Response

from kernel.clock import system_clock
from kernel.refusals import NotFound
from kernel.web.queries import Viewing
from services.partnerships.api.calendar import summary
from services.partnerships.api.documents import attached
from services.partnerships.domain.document.content import MediaType
from services.partnerships.papers.handover import handover_paper
from services.partnerships.papers.pdf import pdf
from services.partnerships.projections import handovers

router = APIRouter()


@router.get(
    "/v1/communes/{id}/handover",
    tags=["Commune"],
    summary="Hand over what is signed, owed, open, due and spent",
)
async def hand_over(
    views: Viewing,
    id: UUID,  # noqa: A002 - its name in the path
    format: Literal["json", "pdf"] = "json",  # noqa: A002 - its name in the query
    language: Literal["fr", "en"] = "fr",
) -> Response:
    """Answer the file as of today, for whoever takes over an office of the commune."""
    file = await handovers.of(views.pool, id, system_clock().date())
    if file is None:
        raise NotFound
    if format == "json":
        return Response(msgspec.json.encode(file), media_type="application/json")
    paper = handover_paper(file, language, summary)
    made = await asyncio.to_thread(pdf, paper)
    headers = attached(paper.heading, MediaType.PDF, hashlib.sha256(made).hexdigest())
    headers["Cache-Control"] = "private, no-cache"
    return Response(made, media_type=MediaType.PDF.value, headers=headers)
