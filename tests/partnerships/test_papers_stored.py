"""Protocols and conventions printed over HTTP, from what the service has stored."""

import io
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from docx import Document
from pypdf import PdfReader
from uuid_utils.compat import uuid7

from services.partnerships import main as partnerships
from tests.partnerships.cases import BELFAA, HASH, JETTE, PROGRAMME, PROTOCOL
from tests.partnerships.conventions import CONVENTION, HASH_1
from tests.partnerships.test_convention_api import DRAFT
from tests.partnerships.test_papers import CONVENTION_MODEL, PROTOCOL_MODEL
from tests.partnerships.test_service import app, running
from tests.partnerships.unit import Body, Unit, plain, voting
from vocabulary.templates import Wording

pytestmark = pytest.mark.postgres

AT = f"/v1/protocols/{PROTOCOL}"
MODEL = uuid7()


@pytest.fixture
async def unit(database: str, tmp_path: Path) -> AsyncIterator[Unit]:
    async with running(app(database, tmp_path, partnerships.create)) as opened:
        yield opened


def adopting(document: str, wording: Wording, day: str = "2017-01-01") -> Body:
    of = {"programme": str(PROGRAMME), "document": document, "adopted_on": day}
    body: Body = without_nulls({**of, "wording": plain(wording)})
    return body


def without_nulls(value: Any) -> Any:
    """Return the value without what is null: a command leaves out what it does not say."""
    if isinstance(value, dict):
        return {name: without_nulls(each) for name, each in value.items() if each is not None}
    return [without_nulls(each) for each in value] if isinstance(value, list) else value


async def caught_up(unit: Unit) -> None:
    await unit.app.state.applied.wait_for(await unit.app.state.handling.store.head())


async def signed(unit: Unit) -> None:
    await unit.registers()
    await unit.accepted(f"/v1/templates/{MODEL}/adopt", adopting("protocol", PROTOCOL_MODEL))
    await unit.signed()
    await caught_up(unit)


def words(answer: httpx.Response) -> str:
    assert answer.status_code == 200, answer.text
    pages = PdfReader(io.BytesIO(answer.content)).pages
    return " ".join(" ".join(page.extract_text().split()) for page in pages)


async def test_a_protocol_is_printed_with_its_signatures_and_votes(unit: Unit) -> None:
    await signed(unit)
    before = words(await unit.get(f"{AT}/document"))
    assert "entre la Commune de Jette et la Commune de Belfaâ" in before
    assert HASH in before
    await unit.accepted(f"{AT}/ratify", voting(JETTE, "2017-06-28"), by=JETTE)
    after = words(await unit.get(f"{AT}/document"))
    assert "28 juin 2017" in after
    assert "28 juin 2017" not in before


async def test_the_same_history_gives_the_same_file_and_then_only_says_so(unit: Unit) -> None:
    await signed(unit)
    for query in ("", "?format=docx", "?languages=fr,ar"):
        first = await unit.get(f"{AT}/document{query}")
        tag = {"if-none-match": first.headers["etag"]}
        again = await unit.get(f"{AT}/document{query}", **tag)
        assert (first.status_code, again.status_code) == (200, 304)
        assert first.headers["content-disposition"].startswith("attachment;")


async def test_a_protocol_is_a_word_document_too(unit: Unit) -> None:
    await signed(unit)
    answer = await unit.get(f"{AT}/document?format=docx&languages=fr,ar")
    document = Document(io.BytesIO(answer.content))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    assert "المادة 1 – المبادئ" in cells


@pytest.mark.parametrize(
    ("query", "status", "code"),
    [
        ("?version=2", 404, "NotFound"),
        ("?languages=pt", 404, "NotInTheseLanguages"),
        ("?languages=fr,ar,nl", 422, "Malformed"),
        ("?format=odt", 422, "Malformed"),
    ],
)
async def test_what_cannot_be_printed_says_why(
    unit: Unit, query: str, status: int, code: str
) -> None:
    await signed(unit)
    answer = await unit.get(f"{AT}/document{query}")
    assert (answer.status_code, answer.json()["code"]) == (status, code)


async def test_without_a_model_of_the_programme_nothing_is_printed(unit: Unit) -> None:
    await unit.registers()
    await unit.signed()
    await caught_up(unit)
    assert (await unit.get(f"{AT}/document")).json()["code"] == "NoTemplate"


async def test_a_text_is_printed_on_the_model_of_its_day(unit: Unit) -> None:
    await signed(unit)
    later = adopting("protocol", PROTOCOL_MODEL, "2022-01-01")
    later["wording"]["title"] = {"fr": "Nouveau protocole"}
    await unit.accepted(f"/v1/templates/{uuid7()}/adopt", later)
    await caught_up(unit)
    assert "Nouveau protocole" not in words(await unit.get(f"{AT}/document"))
    listed = (await unit.get(f"/v1/templates?programme={PROGRAMME}")).json()["items"]
    assert [each["title"]["fr"] for each in listed] == [
        "Protocole de collaboration",
        "Nouveau protocole",
    ]


async def test_a_model_is_adopted_once(unit: Unit) -> None:
    await signed(unit)
    at = f"/v1/templates/{MODEL}/adopt"
    await unit.accepted(at, adopting("protocol", PROTOCOL_MODEL))
    other = await unit.send(at, adopting("protocol", PROTOCOL_MODEL, "2018-01-01"))
    assert other.json()["code"] == "TemplateAlreadyAdopted"
    by_commune = await unit.send(at, adopting("protocol", PROTOCOL_MODEL), by=JETTE)
    assert by_commune.json()["code"] == "ForTheCountryUnit"


async def test_a_convention_is_printed_with_its_budget_and_hash(unit: Unit) -> None:
    await signed(unit)
    at = f"/v1/templates/{uuid7()}/adopt"
    await unit.accepted(at, adopting("convention", CONVENTION_MODEL))
    await unit.accepted(f"{AT}/ratify", voting(BELFAA, "2017-06-12"), by=BELFAA)
    await unit.accepted(f"{AT}/ratify", voting(JETTE, "2017-06-28"), by=JETTE)
    await unit.accepted(f"/v1/conventions/{CONVENTION}/draft", DRAFT, by=JETTE)
    await caught_up(unit)
    printed = words(await unit.get(f"/v1/conventions/{CONVENTION}/document"))
    assert "en vigueur depuis le 28 juin 2017" in printed
    assert HASH_1 in printed
    assert "12 500,00" in printed.replace("\u202f", " ")
