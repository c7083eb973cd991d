"""Upload and download documents: written by hand, because their bodies are files and not JSON."""

import asyncio
import hashlib
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated, Final
from urllib.parse import quote
from uuid import uuid4

import msgspec
from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import StreamingResponse

from kernel import handling
from kernel.blobs import Blobs
from kernel.clock import Clock
from kernel.handling import Aggregate, Handled
from kernel.identity import Principal
from kernel.refusals import NotFound
from kernel.web.auth import Caller
from kernel.web.commands import ACCEPTED
from kernel.web.paging import Paging
from kernel.web.queries import Viewing
from services.partnerships.api.inspecting import inspect
from services.partnerships.domain.document.commands import DepositDocument
from services.partnerships.domain.document.content import ENDINGS, MOST_BYTES, MediaType
from services.partnerships.domain.document.refusals import (
    DocumentArrivedOtherwise,
    DocumentEmpty,
    DocumentMissing,
    DocumentsNotKept,
    DocumentTooLarge,
    DocumentTypeNotTaken,
)
from services.partnerships.domain.document.rules import may_deposit, may_read
from services.partnerships.domain.document.state import id_of
from services.partnerships.projections import documents

AT: Final = "/v1/documents"

Title = Annotated[
    str, Query(min_length=1, max_length=300, description="What people call the document.")
]
Digest = Annotated[
    str | None,
    Query(
        pattern="^[0-9a-f]{64}$",
        description="The SHA-256 of what is sent; what arrives otherwise is refused.",
    ),
]
MadeUp = Annotated[
    bool, Query(description="Made up to show the platform; shown as such everywhere.")
]


def documents_routes(aggregate: Aggregate, clock: Clock) -> APIRouter:
    """Return the routes over the document aggregate; bytes are kept at `app.state.blobs`."""
    router = APIRouter(prefix=AT, tags=["Document"])

    @router.post("", summary="Deposit a document", response_model=Handled)
    async def deposit(
        request: Request,
        caller: Caller,
        title: Title,
        sha256: Digest = None,
        demonstration: MadeUp = False,  # noqa: FBT002 - a parameter of the address
    ) -> Response:
        """Take the body as it is; its `Content-Type` says what it is, up to 25 MB.

        The same bytes are one document: depositing them again changes nothing.
        """
        may_deposit(caller)
        kept, media_type = _blobs(request), _media_type(request)
        async with _arrived(request) as (file, found, size):
            if sha256 not in {None, found}:
                raise DocumentArrivedOtherwise(sha256=found)
            await asyncio.to_thread(inspect, file, media_type)
            if await kept.size(found) != size:
                await kept.keep(found, file)
        command = DepositDocument(sha256=found, media_type=media_type, size=size, title=title)
        arrived = _arrived_as(command, request, caller, clock, demonstration=demonstration)
        handler = request.app.state.handling
        handled = await handler.handle(aggregate, id_of(found), command, arrived)
        request.state.code = ACCEPTED
        return _deposited(handled, found)

    router.add_api_route("", _list_documents, methods=["GET"], summary="List documents")
    router.add_api_route(
        "/{sha256}", _give, methods=["GET"], summary="Download a document", name="give_document"
    )
    return router


async def _list_documents(
    views: Viewing, page: Paging, caller: Caller, media_type: MediaType | None = None
) -> Response:
    may_read(caller)
    rows = await documents.listed(
        views.pool,
        media_type=media_type.value if media_type else None,
        after=page.after_one(str),
        limit=page.limit,
    )
    return page.answer(rows, "sha256", position=views.position)


async def _give(request: Request, views: Viewing, caller: Caller, sha256: str) -> Response:
    """Answer the bytes as a file to keep, never as a page to show."""
    may_read(caller)
    row = await documents.one(views.pool, sha256)
    if row is None:
        raise NotFound
    headers = attached(row["title"], MediaType(row["media_type"]), sha256)
    if f'"{sha256}"' in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    kept = _blobs(request)
    if await kept.size(sha256) is None:
        raise DocumentMissing(sha256=sha256)
    headers["Content-Length"] = str(row["size"])
    return StreamingResponse(kept.read(sha256), media_type=row["media_type"], headers=headers)


def _blobs(request: Request) -> Blobs:
    blobs: Blobs | None = request.app.state.blobs
    if blobs is None:
        raise DocumentsNotKept
    return blobs


def _media_type(request: Request) -> MediaType:
    said = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    encoded = request.headers.get("content-encoding", "identity").lower() != "identity"
    if encoded or said not in {*MediaType}:
        raise DocumentTypeNotTaken(taken=[*MediaType])
    return MediaType(said)


@asynccontextmanager
async def _arrived(request: Request) -> AsyncIterator[tuple[Path, str, int]]:
    """Yield the body as a file, with its SHA-256 and its size; the file goes with the block.

    Raises `DocumentTooLarge` as soon as that is known, before anything more is read.
    """
    length = request.headers.get("content-length", "")
    if length.isdecimal() and int(length[:20]) > MOST_BYTES:
        raise DocumentTooLarge(most_bytes=MOST_BYTES)
    with TemporaryDirectory(prefix="document-") as folder:
        file, digest, size = Path(folder, "body"), hashlib.sha256(), 0
        with file.open("wb") as written:  # noqa: ASYNC230 - some bytes into the page cache
            async for piece in request.stream():
                size += len(piece)
                if size > MOST_BYTES:
                    raise DocumentTooLarge(most_bytes=MOST_BYTES)
                digest.update(piece)
                written.write(piece)
        if not size:
            raise DocumentEmpty
        yield file, digest.hexdigest(), size


def _arrived_as(
    command: DepositDocument,
    request: Request,
    caller: Principal,
    clock: Clock,
    *,
    demonstration: bool,
) -> handling.Request:
    return handling.Request(
        command_id=uuid4(),
        fingerprint=bytes.fromhex(command.sha256),
        principal=caller,
        moment=clock(),
        correlation_id=request.state.correlation_id,
        traceparent=request.state.traceparent,
        demonstration=demonstration,
    )


def _deposited(handled: Handled, sha256: str) -> Response:
    answer = {**msgspec.to_builtins(handled), "sha256": sha256}
    return Response(
        msgspec.json.encode(answer),
        headers={
            "ETag": f'"{handled.version}"',
            "Location": f"{AT}/{sha256}",
            "Cache-Control": "no-store",
        },
        media_type="application/json",
    )


def attached(title: str, media_type: MediaType, sha256: str) -> dict[str, str]:
    """Return the headers of a file to keep under its title.

    Source: RFC 6266 (the name in UTF-8, and in plain letters for those who cannot read it).
    """
    name = f"{title}.{ENDINGS[media_type]}"
    plain = re.sub(r"[^A-Za-z0-9 ._-]+", "_", name)
    return {
        "ETag": f'"{sha256}"',
        "Cache-Control": "private, max-age=31536000, immutable",
        "Content-Disposition": f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name)}",
        "Content-Security-Policy": "sandbox; default-src 'none'",
        "X-Content-Type-Options": "nosniff",
    }
