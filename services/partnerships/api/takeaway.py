"""A commune's whole file to take away: what happened, the registers, the documents, in one ZIP."""

import hashlib
from collections.abc import AsyncIterator, Iterable, Iterator, Mapping, Sequence
from tempfile import TemporaryFile
from typing import IO, Any, Final
from uuid import UUID
from zipfile import ZIP_DEFLATED, ZipFile

import msgspec
from fastapi import APIRouter, Request, Response
from fastapi.responses import StreamingResponse

from kernel.blobs import Blobs
from kernel.clock import system_clock
from kernel.refusals import NotFound
from kernel.store import EventStore
from kernel.web.auth import Caller
from kernel.web.commands import Commands
from kernel.web.exports import csv
from kernel.web.histories import History
from kernel.web.queries import Viewing
from services.partnerships.api.histories import told
from services.partnerships.projections import deliberations, handovers
from services.partnerships.projections.ordering import without_order
from vocabulary.authority import commune_or_unit

CHUNK: Final = 1 << 16
REGISTERS: Final[Mapping[str, str]] = {
    "partnerships": "partnership",
    "protocols": "protocol",
    "conventions": "convention",
    "commitments": "commitment",
    "deliberations": "deliberation",
}
"""Each a CSV of the file, and the category whose history is part of it."""


def takeaway_routes(commands: Sequence[Commands]) -> APIRouter:
    """Return the route by which a commune takes away all that is kept of it."""
    router = APIRouter()
    histories = {each.aggregate.category: each for each in told(commands)}

    @router.get(
        "/v1/communes/{id}/file.zip", tags=["Commune"], summary="Take away a commune's whole file"
    )
    async def take_away(
        request: Request,
        caller: Caller,
        views: Viewing,
        id: UUID,  # noqa: A002 - its name in the path
    ) -> Response:
        """Answer acts as lines of JSON, registers as CSV, and the documents that acts name.

        For the commune itself and the country unit. Persons are not in it but in the documents.
        """
        commune_or_unit(caller, id)
        file = await handovers.of(views.pool, id, system_clock().date())
        if file is None:
            raise NotFound
        file["deliberations"] = without_order(
            await deliberations.listed(
                views.pool,
                commune=id,
                organ=None,
                since=None,
                until=None,
                q=None,
                withdrawn=True,
                after=None,
                limit=handovers.MOST,
            )
        )
        acts = [act async for act in _acts(request.app.state.handling.store, histories, file)]
        made = TemporaryFile()  # noqa: SIM115 - closed when it has been read
        await _pack(made, file, acts, request.app.state.blobs)
        headers = {
            "Content-Disposition": f'attachment; filename="commune-{id}.zip"',
            "X-Content-Type-Options": "nosniff",
            "Cache-Control": "private, no-store",
        }
        return StreamingResponse(_read(made), headers=headers, media_type="application/zip")

    return router


async def _acts(
    store: EventStore, histories: Mapping[str, History], file: Mapping[str, Any]
) -> AsyncIterator[dict[str, Any]]:
    """Yield what happened to the commune and to each thing in its registers."""
    things = [("commune", file["commune"]["id"])]
    things += [(category, row["id"]) for name, category in REGISTERS.items() for row in file[name]]
    for category, id_ in things:
        history = histories[category]
        for seen in await history.seen(store, UUID(str(id_))):
            yield {"of": category, "id": str(id_), **history.told(seen, account=True)}


async def _pack(
    made: IO[bytes], file: Mapping[str, Any], acts: Sequence[Mapping[str, Any]], kept: Blobs | None
) -> None:
    with ZipFile(made, "w", ZIP_DEFLATED) as into:
        said: dict[str, bytes] = {
            "file.json": msgspec.json.encode(file),
            "acts.jsonl": b"".join(msgspec.json.encode(act) + b"\n" for act in acts),
            **{f"{name}.csv": csv(file[name]) for name in REGISTERS},
        }
        for name, content in said.items():
            into.writestr(name, content)
        contents = {name: hashlib.sha256(content).hexdigest() for name, content in said.items()}
        named = sorted({sha256 for act in acts for sha256 in _named(act["said"])})
        missing = [sha256 for sha256 in named if not await _add(into, sha256, kept)]
        manifest = {"sha256": contents, "documents": named, "documents_not_kept_here": missing}
        into.writestr("manifest.json", msgspec.json.format(msgspec.json.encode(manifest)))


async def _add(into: ZipFile, sha256: str, kept: Blobs | None) -> bool:
    """Add the document's bytes; say whether they are kept here at all."""
    if kept is None or await kept.size(sha256) is None:
        return False
    with into.open(f"documents/{sha256}", "w") as entry:
        async for piece in kept.read(sha256):
            entry.write(piece)
    return True


def _named(said: Any) -> Iterator[str]:
    """Yield the documents that an act names, by their hash."""
    if isinstance(said, Mapping):
        if isinstance(sha256 := said.get("sha256"), str):
            yield sha256
        yield from _all(said.values())
    elif isinstance(said, list):
        yield from _all(said)


def _all(values: Iterable[Any]) -> Iterator[str]:
    for each in values:
        yield from _named(each)


async def _read(made: IO[bytes]) -> AsyncIterator[bytes]:
    with made:
        made.seek(0)
        while chunk := made.read(CHUNK):
            yield chunk
