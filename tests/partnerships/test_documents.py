"""Documents over HTTP, on a store in memory: what is taken, what is refused, how much is read."""

import hashlib
import io
import zipfile
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import msgspec
import pytest
from docx import Document as Docx
from pypdf import PdfWriter

from kernel.blobs import Blobs
from kernel.clock import system_clock
from kernel.handling import CommandHandling
from kernel.in_memory import InMemoryStore
from kernel.store import Stream
from kernel.web.application import application
from kernel.web.auth import Guard
from services.partnerships.api import DOCUMENTS, commands, documents_routes
from services.partnerships.domain.document.content import MOST_BYTES, MediaType
from services.partnerships.domain.document.state import id_of
from services.partnerships.facts import Aggregates
from tests.kernel.web import edge
from tests.partnerships.register import PlacesIn
from tests.partnerships.unit import Unit, client_of, token
from vocabulary import roles

pytestmark = pytest.mark.thorough
TITLE = {"title": "Procès-verbal du 28 juin 2017"}


@pytest.fixture
async def unit(tmp_path: Path) -> AsyncIterator[Unit]:
    store = InMemoryStore()
    aggregates = Aggregates("MA", PlacesIn(store))
    app = application(
        title="Partnerships",
        guard=Guard(edge.tokens(edge.Issuer(), system_clock), "ma"),
        commands=commands(aggregates),
        queries=[documents_routes(aggregates.document, system_clock)],
        handling=CommandHandling(store),
        streamed=(DOCUMENTS,),
    )
    app.state.blobs = Blobs((tmp_path / "kept").as_uri())
    async with client_of(app) as opened:
        yield opened


async def deposit(
    unit: Unit,
    content: Any,
    media_type: str = MediaType.PDF,
    role: str = roles.COUNTRY_UNIT,
    **more: str,
) -> httpx.Response:
    headers = {"authorization": f"Bearer {token(role)}", "content-type": media_type}
    language = more.pop("language", "en")
    return await unit.client.post(
        DOCUMENTS,
        content=content,
        params={**TITLE, **more},
        headers={**headers, "accept-language": language},
    )


def pdf(password: str | None = None) -> bytes:
    writer, out = PdfWriter(), io.BytesIO()
    writer.add_blank_page(595, 842)
    if password:
        writer.encrypt(password, algorithm="RC4-128")
    writer.write(out)
    return out.getvalue()


def docx() -> bytes:
    out = io.BytesIO()
    Docx().save(out)
    return out.getvalue()


def zipped(**parts: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, text in parts.items():
            archive.writestr(name.replace("__", "/").replace("_", "."), text)
    return out.getvalue()


PICTURES = {
    "PNG": b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\1\0\0\0\1\10\2\0\0\0",
    "JPEG": b"\xff\xd8\xff\xe0\0\x10JFIF\0\1\1",
}
"""How they begin, which is what is looked at."""


def files_in(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


async def events_of(unit: Unit, sha256: str) -> list[Any]:
    history = await unit.app.state.handling.store.load(Stream("document", id_of(sha256)))
    return [msgspec.json.decode(event.data) for event in history]


async def test_the_same_bytes_are_one_document_and_are_kept_once(unit: Unit) -> None:
    content = pdf()
    sha256 = hashlib.sha256(content).hexdigest()
    first, again = [await deposit(unit, content) for _ in range(2)]
    assert first.status_code == again.status_code == 200, first.text
    assert first.json()["sha256"] == sha256
    assert first.headers["location"] == f"/v1/documents/{sha256}"
    assert first.json() == again.json()
    assert await events_of(unit, sha256) == [
        {"sha256": sha256, "media_type": "application/pdf", "size": len(content), **TITLE}
    ]
    assert await unit.app.state.blobs.size(sha256) == len(content)


async def test_bytes_that_were_lost_are_kept_again_when_they_are_deposited_again(
    unit: Unit, tmp_path: Path
) -> None:
    content = pdf()
    sha256 = (await deposit(unit, content)).json()["sha256"]
    (kept,) = files_in(tmp_path / "kept")
    kept.write_bytes(b"broken")
    await deposit(unit, content)
    assert await unit.app.state.blobs.size(sha256) == len(content)


@pytest.mark.parametrize(
    ("content", "media_type"),
    [
        (pdf(), MediaType.PDF),
        (docx(), MediaType.DOCX),
        (zipped(mimetype=MediaType.ODT, content_xml="<text/>"), MediaType.ODT),
        (PICTURES["PNG"], MediaType.PNG),
        (PICTURES["JPEG"], MediaType.JPEG),
    ],
    ids=["pdf", "docx", "odt", "png", "jpeg"],
)
async def test_a_document_of_a_kind_that_is_taken_is_taken(
    unit: Unit, content: bytes, media_type: MediaType
) -> None:
    answer = await deposit(unit, content, media_type)
    assert answer.status_code == 200, answer.text


@pytest.mark.parametrize(
    ("content", "media_type", "refused"),
    [
        (b"", MediaType.PDF, (422, "DocumentEmpty")),
        (b"not a pdf at all", MediaType.PDF, (422, "NotAPdf")),
        (b"%PDF-1.7 and nothing of one", MediaType.PDF, (422, "NotAPdf")),
        (pdf()[:-40], MediaType.DOCX, (422, "NotAnOfficeDocument")),
        (pdf("secret"), MediaType.PDF, (422, "PdfLocked")),
        (PICTURES["PNG"], MediaType.JPEG, (422, "NotAnImage")),
        (docx(), MediaType.XLSX, (422, "NotAnOfficeDocument")),
        (zipped(mimetype=MediaType.ODS), MediaType.ODT, (422, "NotAnOfficeDocument")),
        (
            zipped(mimetype=MediaType.ODT, Basic__script="x"),
            MediaType.ODT,
            (422, "DocumentHasMacros"),
        ),
        (b"#!/bin/sh", "text/x-shellscript", (415, "DocumentTypeNotTaken")),
        (b"<script>", "text/html", (415, "DocumentTypeNotTaken")),
    ],
)
async def test_what_is_not_what_it_says_is_refused_and_nothing_is_kept(
    unit: Unit, tmp_path: Path, content: bytes, media_type: str, refused: tuple[int, str]
) -> None:
    answer = await deposit(unit, content, media_type)
    assert (answer.status_code, answer.json()["code"]) == refused
    assert files_in(tmp_path) == []


async def test_a_refusal_is_read_in_french(unit: Unit) -> None:
    answer = await deposit(unit, b"no", language="fr")
    assert answer.json()["title"] == "La pièce se dit PDF et ne peut être lue comme telle."


async def test_what_arrives_otherwise_than_it_was_sent_is_refused(unit: Unit) -> None:
    answer = await deposit(unit, pdf(), sha256="0" * 64)
    assert answer.json()["code"] == "DocumentArrivedOtherwise"


async def test_an_upload_of_200_mb_is_cut_off_at_the_limit(unit: Unit) -> None:
    sent = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal sent
        for _ in range(200):
            sent += 1_000_000
            yield bytes(1_000_000)

    answer = await deposit(unit, endless())
    assert (answer.status_code, answer.json()["code"]) == (413, "DocumentTooLarge")
    assert answer.headers["connection"] == "close"
    assert sent <= MOST_BYTES + 2_000_000


async def test_an_upload_that_says_it_is_too_large_is_not_read_at_all(unit: Unit) -> None:
    headers = {"authorization": f"Bearer {token(roles.COUNTRY_UNIT)}", "content-length": "30000000"}

    read: list[bytes] = []

    async def body() -> AsyncIterator[bytes]:
        read.append(b"a piece")
        yield b"a piece"

    answer = await unit.client.post(
        DOCUMENTS,
        content=body(),
        params=TITLE,
        headers={**headers, "content-type": MediaType.PDF},
    )
    assert (answer.status_code, answer.json()["code"]) == (413, "DocumentTooLarge")
    assert read == []


@pytest.mark.parametrize("role", [roles.ASSOCIATION_READER, roles.INTEGRATOR, roles.PUBLIC])
async def test_who_only_looks_deposits_nothing(unit: Unit, role: str) -> None:
    answer = await deposit(unit, pdf(), role=role)
    assert (answer.status_code, answer.json()["code"]) == (403, "DocumentsNotForYou")


async def test_a_unit_without_a_place_for_documents_says_so(unit: Unit) -> None:
    unit.app.state.blobs = None
    assert (await deposit(unit, pdf())).json()["code"] == "DocumentsNotKept"


async def test_a_document_is_given_another_title_and_keeps_its_hash(unit: Unit) -> None:
    sha256 = (await deposit(unit, pdf())).json()["sha256"]
    at = f"{DOCUMENTS}/{id_of(sha256)}/describe"
    await unit.accepted(at, {"title": "Délibération 7 du 28 juin 2017"})
    await unit.accepted(at, {"title": "Délibération 7 du 28 juin 2017"})
    assert [event["title"] for event in await events_of(unit, sha256)] == [
        TITLE["title"],
        "Délibération 7 du 28 juin 2017",
    ]


async def test_what_was_never_deposited_has_no_title(unit: Unit) -> None:
    answer = await unit.send(f"{DOCUMENTS}/{id_of('0' * 64)}/describe", TITLE)
    assert answer.json()["code"] == "NotFound"
