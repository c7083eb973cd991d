"""Print protocols and conventions: written by hand, because what they answer are files."""

import asyncio
import hashlib
from collections.abc import Callable, Mapping, Sequence
from typing import Annotated, Final, Literal, TypeAlias, cast
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response

from kernel.store import Stream
from kernel.web.queries import Viewing
from services.partnerships.api.documents import attached
from services.partnerships.api.recorded import Records
from services.partnerships.domain.document.content import MediaType
from services.partnerships.domain.template.refusals import NoTemplate, NotInTheseLanguages
from services.partnerships.domain.template.state import Template
from services.partnerships.facts import Aggregates
from services.partnerships.papers.convention import convention_paper
from services.partnerships.papers.paper import Paper
from services.partnerships.papers.pdf import pdf
from services.partnerships.papers.protocol import protocol_paper
from services.partnerships.papers.word import word
from services.partnerships.projections import templates
from vocabulary.templates import DocumentKind, Wording

Format: TypeAlias = Literal["pdf", "docx"]
_MAKERS: Final[Mapping[Format, tuple[Callable[[Paper], bytes], MediaType]]] = {
    "pdf": (pdf, MediaType.PDF),
    "docx": (word, MediaType.DOCX),
}
_TAG: Final = r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*"
_SIDE_BY_SIDE: Final = 2
"""Columns on a page of A4."""

Version = Annotated[
    int | None, Query(ge=1, le=10_000, description="The version of the text; else the latest.")
]
Languages = Annotated[
    str | None,
    Query(
        pattern=f"^{_TAG}(,{_TAG})?$",
        description="One or two, as `fr,ar`: side by side where a text exists in both. Else those "
        "in which the text was drawn up.",
    ),
]


def papers_routes(aggregates: Aggregates) -> APIRouter:
    """Return the routes that print what is signed, from the events themselves."""
    router = APIRouter()

    @router.get("/v1/protocols/{id}/document", tags=["Protocol"], summary="Print a protocol")
    async def print_protocol(  # noqa: PLR0913, PLR0917 - one argument per parameter
        request: Request,
        views: Viewing,
        id: UUID,  # noqa: A002 - its name in the path
        format: Format = "pdf",  # noqa: A002 - its name in the address
        version: Version = None,
        languages: Languages = None,
    ) -> Response:
        """Answer the version with the acts recorded of it; what is missing shows as a gap."""
        store = request.app.state.handling.store
        record, programme = await Records(aggregates, store).protocol(id, version)
        model = await templates.holding(views.pool, programme, DocumentKind.PROTOCOL, record.on)
        wording = await _wording(aggregates, request, model)
        chosen = _chosen(languages, record.version.text.languages, wording)
        return await _printed(request, protocol_paper(record, wording, chosen), format)

    @router.get("/v1/conventions/{id}/document", tags=["Convention"], summary="Print a convention")
    async def print_convention(  # noqa: PLR0913, PLR0917 - one argument per parameter
        request: Request,
        views: Viewing,
        id: UUID,  # noqa: A002 - its name in the path
        format: Format = "pdf",  # noqa: A002 - its name in the address
        version: Version = None,
        languages: Languages = None,
    ) -> Response:
        """Answer the version with its budget and annexes; what is missing shows as a gap."""
        store = request.app.state.handling.store
        record, programme = await Records(aggregates, store).convention(id, version)
        model = await templates.holding(views.pool, programme, DocumentKind.CONVENTION, record.on)
        wording = await _wording(aggregates, request, model)
        chosen = _chosen(languages, record.languages, wording)
        return await _printed(request, convention_paper(record, wording, chosen), format)

    return router


async def _wording(aggregates: Aggregates, request: Request, model: UUID | None) -> Wording:
    if model is None:
        raise NoTemplate
    stream = Stream(aggregates.template.category, model)
    state, _ = await aggregates.template.current(request.app.state.handling.store, stream)
    adopted = cast("Template", state).adopted
    if adopted is None:
        raise NoTemplate
    return adopted.wording


def _chosen(asked: str | None, drawn_up_in: Sequence[str], wording: Wording) -> list[str]:
    """Return the languages to print in: those asked for, else the text's, that the model has."""
    wanted = asked.split(",") if asked else drawn_up_in
    chosen = [each for each in dict.fromkeys(wanted) if each in wording.title][:_SIDE_BY_SIDE]
    if not chosen and asked:
        raise NotInTheseLanguages(languages=sorted(wording.title))
    return chosen or [next(iter(wording.title))]


async def _printed(request: Request, paper: Paper, as_: Format) -> Response:
    make, media_type = _MAKERS[as_]
    made = await asyncio.to_thread(make, paper)
    headers = attached(paper.heading, media_type, hashlib.sha256(made).hexdigest())
    headers["Cache-Control"] = "private, no-cache"
    if headers["ETag"] in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    return Response(made, media_type=media_type.value, headers=headers)
