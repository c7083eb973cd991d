"""Deposited documents on PostgreSQL: listed, given back, and to whom."""

import hashlib
from collections.abc import AsyncIterator
from functools import partial
from pathlib import Path

import pytest
from fastapi import FastAPI

from kernel.settings import ServiceSettings
from services.partnerships import main as partnerships
from services.partnerships.api import DOCUMENTS
from services.partnerships.domain.document.content import MediaType
from services.partnerships.domain.document.state import id_of
from tests.partnerships.test_documents import TITLE, deposit, docx, files_in, pdf
from tests.partnerships.test_service import app, running
from tests.partnerships.unit import Unit, token
from vocabulary import roles

pytestmark = pytest.mark.postgres


@pytest.fixture
async def unit(database: str, tmp_path: Path) -> AsyncIterator[Unit]:
    documents = (tmp_path / "kept").as_uri()
    create = partial(_with_documents, documents)
    async with running(app(database, tmp_path, create)) as opened:
        yield opened


def _with_documents(documents: str, settings: ServiceSettings) -> FastAPI:
    return partnerships.create(settings.model_copy(update={"documents": documents}))


async def kept(unit: Unit, content: bytes, media_type: MediaType = MediaType.PDF) -> str:
    answer = await deposit(unit, content, media_type)
    assert answer.status_code == 200, answer.text
    await unit.app.state.applied.wait_for(answer.json()["position"])
    return str(answer.json()["sha256"])


async def test_a_document_is_given_back_as_a_file_to_keep(unit: Unit) -> None:
    content = pdf()
    sha256 = await kept(unit, content)
    given = await unit.get(f"{DOCUMENTS}/{sha256}")
    assert given.content == content
    assert given.headers["content-type"] == "application/pdf"
    assert given.headers["content-disposition"].startswith("attachment;")
    assert "Proc%C3%A8s-verbal" in given.headers["content-disposition"]
    assert given.headers["x-content-type-options"] == "nosniff"
    assert given.headers["etag"] == f'"{sha256}"'
    again = await unit.get(f"{DOCUMENTS}/{sha256}", **{"if-none-match": f'"{sha256}"'})
    assert (again.status_code, again.content) == (304, b"")


async def test_documents_are_listed_by_kind_and_page(unit: Unit) -> None:
    content = docx()
    first, second = sorted([await kept(unit, pdf()), await kept(unit, content, MediaType.DOCX)])
    page = (await unit.get(f"{DOCUMENTS}?first=1")).json()
    assert [row["sha256"] for row in page["items"]] == [first]
    rest = (await unit.get(f"{DOCUMENTS}?first=1&after={page['next']}")).json()
    assert [row["sha256"] for row in rest["items"]] == [second]
    words = (await unit.get(f"{DOCUMENTS}?media_type={MediaType.DOCX}")).json()
    (row,) = words["items"]
    assert row["sha256"] == hashlib.sha256(content).hexdigest()
    assert (row["size"], row["title"], row["version"]) == (len(content), TITLE["title"], 1)


async def test_who_only_reads_acts_opens_no_document(unit: Unit) -> None:
    sha256 = await kept(unit, pdf())
    bearer = {"authorization": f"Bearer {token(roles.PUBLIC)}"}
    for address in (DOCUMENTS, f"{DOCUMENTS}/{sha256}"):
        answer = await unit.client.get(address, headers=bearer)
        assert (answer.status_code, answer.json()["code"]) == (403, "DocumentsNotForYou")


async def test_a_document_whose_bytes_are_lost_says_so(unit: Unit, tmp_path: Path) -> None:
    sha256 = await kept(unit, pdf())
    for file in files_in(tmp_path / "kept"):
        file.unlink()
    answer = await unit.get(f"{DOCUMENTS}/{sha256}")
    assert (answer.status_code, answer.json()["code"]) == (404, "DocumentMissing")


async def test_what_was_never_deposited_is_not_found(unit: Unit) -> None:
    assert (await unit.get(f"{DOCUMENTS}/{'0' * 64}")).json()["code"] == "NotFound"


async def test_the_history_of_a_document_shows_its_titles(unit: Unit) -> None:
    sha256 = await kept(unit, pdf())
    at = f"{DOCUMENTS}/{id_of(sha256)}"
    done = await unit.accepted(f"{at}/describe", {"title": "Another"})
    await unit.app.state.applied.wait_for(done["position"])
    acts = (await unit.get(f"{at}/history")).json()["items"]
    assert [act["act"] for act in acts] == ["DocumentDeposited", "DocumentDescribed"]
