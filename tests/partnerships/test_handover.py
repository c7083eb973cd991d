"""The file that someone new in office is handed."""

import hashlib
import io
from collections.abc import AsyncIterator
from pathlib import Path
from uuid import UUID
from zipfile import ZipFile

import httpx
import msgspec
import pytest
from pypdf import PdfReader

from services.partnerships.main import create
from tests.partnerships.cases import BELFAA, JETTE, KINTAMBO, PARTNERSHIP, PROTOCOL
from tests.partnerships.conventions import CONVENTION
from tests.partnerships.test_convention_api import DRAFT
from tests.partnerships.test_service import app, running, shown
from tests.partnerships.unit import Unit, token, voting
from vocabulary import roles

pytestmark = pytest.mark.postgres

AT = f"/v1/communes/{BELFAA}/handover"


@pytest.fixture
async def unit(database: str, tmp_path: Path) -> AsyncIterator[Unit]:
    async with running(app(database, tmp_path, create)) as unit:
        await unit.registers()
        await unit.signed()
        vote = voting(JETTE, "2017-06-28")
        await unit.accepted(f"/v1/protocols/{PROTOCOL}/ratify", vote, by=JETTE)
        done = await unit.accepted(f"/v1/conventions/{CONVENTION}/draft", DRAFT, by=JETTE)
        await shown(unit, "/v1/partnerships", done["position"])
        yield unit


async def test_it_tells_what_is_signed_owed_open_due_and_spent(unit: Unit) -> None:
    file = await shown(unit, AT)
    assert file["commune"]["name"] == "Belfaâ"
    assert [each["id"] for each in file["partnerships"]] == [str(PARTNERSHIP)]
    (protocol,) = file["protocols"]
    assert protocol["awaiting"] == [str(BELFAA)]
    (convention,) = file["conventions"]
    assert convention["budget"]["lines"][0]["left"] is not None
    assert "council-vote" in {each["kind"] for each in file["deadlines"]}


async def test_it_is_printed_in_a_few_pages_for_a_reader_of_french(unit: Unit) -> None:
    answer = await unit.get(f"{AT}?format=pdf")
    assert answer.headers["content-type"] == "application/pdf"
    pages = PdfReader(io.BytesIO(answer.content)).pages
    words = " ".join(" ".join(page.extract_text() for page in pages).split())
    assert len(pages) <= 4
    for part in ("Dossier de passation", "Jette – Belfaâ", "vote du conseil", "2017-05-19"):
        assert part in words


async def test_it_names_no_person(unit: Unit) -> None:
    for language in ("fr", "en"):
        assert "subject-7f3a" not in (await unit.get(f"{AT}?language={language}")).text


async def test_it_is_of_a_commune_that_is_known(unit: Unit) -> None:
    answer = await unit.get(f"/v1/communes/{KINTAMBO}/handover")
    assert (answer.status_code, answer.json()["code"]) == (404, "NotFound")


async def taken(unit: Unit, by: UUID | None = None, role: str | None = None) -> httpx.Response:
    bearer = token(role or (roles.COMMUNE_USER if by else roles.COUNTRY_UNIT), by)
    headers = {"authorization": f"Bearer {bearer}"}
    return await unit.client.get(f"/v1/communes/{BELFAA}/file.zip", headers=headers)


async def test_a_commune_takes_its_whole_file_away(unit: Unit) -> None:
    answer = await taken(unit, by=BELFAA)
    assert answer.headers["content-type"] == "application/zip"
    with ZipFile(io.BytesIO(answer.content)) as file:
        assert file.testzip() is None
        acts = [msgspec.json.decode(line) for line in file.read("acts.jsonl").splitlines()]
        manifest = msgspec.json.decode(file.read("manifest.json"))
        protocols = file.read("protocols.csv").decode("utf-8-sig").splitlines()
        digest = hashlib.sha256(file.read("acts.jsonl")).hexdigest()
        assert manifest["sha256"]["acts.jsonl"] == digest
    assert {act["of"] for act in acts} == {"commune", "partnership", "protocol", "convention"}
    assert "CouncilRatified" in {act["act"] for act in acts}
    assert "subject-7f3a" not in str(acts)
    assert len(protocols) == 2


async def test_documents_named_by_an_act_are_in_it_or_are_said_to_lack(unit: Unit) -> None:
    unknown = "0f" * 32
    proof = {"reference": "PV 2017/31", "sha256": unknown}
    vote = voting(BELFAA, "2017-07-03", on_behalf={"evidence": proof})
    done = await unit.accepted(f"/v1/protocols/{PROTOCOL}/ratify", vote)
    await shown(unit, "/v1/partnerships", done["position"])
    with ZipFile(io.BytesIO((await taken(unit)).content)) as file:
        manifest = msgspec.json.decode(file.read("manifest.json"))
    assert manifest["documents"] == manifest["documents_not_kept_here"] == [unknown]


async def test_nobody_takes_away_the_file_of_another(unit: Unit) -> None:
    other = await taken(unit, by=JETTE)
    assert (other.status_code, other.json()["code"]) == (403, "ForTheCommuneItself")
    assert (await taken(unit, role=roles.ASSOCIATION_READER)).status_code == 403
