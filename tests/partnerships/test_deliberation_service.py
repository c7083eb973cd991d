"""Deliberations over HTTP on PostgreSQL: recorded, listed, found again."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from uuid import UUID

import httpx
import pytest

from services.partnerships import main as partnerships
from tests.partnerships.cases import BELFAA, JETTE
from tests.partnerships.test_deliberation import CONTENT
from tests.partnerships.test_scdl import GOOD, file_of
from tests.partnerships.test_service import app, running, shown
from tests.partnerships.unit import Body, Unit, plain, token
from vocabulary import roles

pytestmark = pytest.mark.postgres

IMPORT = "/v1/deliberations/import"
FIRST, SECOND = UUID(int=0x71), UUID(int=0x72)


@pytest.fixture
async def unit(database: str, tmp_path: Path) -> AsyncIterator[Unit]:
    async with running(app(database, tmp_path, partnerships.create)) as unit:
        await unit.registers()
        yield unit


def recording(reference: str, day: str, commune: UUID = BELFAA) -> Body:
    content = {**plain(replace(CONTENT, reference=reference)), "adopted_on": day}
    return {"commune": str(commune), "content": content}


async def test_deliberations_are_listed_the_latest_first_and_found_by_words(unit: Unit) -> None:
    at = "/v1/deliberations"
    await unit.accepted(f"{at}/{FIRST}/record", recording("2017/31", "2017-06-12"), by=BELFAA)
    other = recording("2018/04", "2018-02-05")
    position = (await unit.accepted(f"{at}/{SECOND}/record", other, by=BELFAA))["position"]
    page = await shown(unit, f"{at}?commune={BELFAA}&first=1", position)
    assert [each["reference"] for each in page["items"]] == ["2018/04"]
    page = await shown(unit, f"{at}?commune={BELFAA}&first=1&after={page['next']}")
    assert [each["reference"] for each in page["items"]] == ["2017/31"]
    for query in ("q=2017/31", "q=RATIFICATION&until=2017-12-31", "organ=council&until=2018-01-01"):
        found = await shown(unit, f"{at}?{query}")
        assert [each["id"] for each in found["items"]] == [str(FIRST)]
    assert (await shown(unit, f"{at}?commune={JETTE}"))["items"] == []
    assert (await shown(unit, f"{at}/{FIRST}"))["votes"]["in_favour"] == 21


async def test_a_reference_is_free_again_once_what_took_it_was_withdrawn(unit: Unit) -> None:
    at = "/v1/deliberations"
    body = recording("2017/31", "2017-06-12")
    await unit.accepted(f"{at}/{FIRST}/record", body, by=BELFAA)
    answer = await unit.send(f"{at}/{SECOND}/record", body, by=BELFAA)
    assert answer.json()["code"] == "DeliberationReferenceTaken"
    assert answer.json()["deliberation"] == str(FIRST)
    await unit.accepted(f"{at}/{FIRST}/withdraw", {"reason": "par erreur"}, by=BELFAA)
    position = (await unit.accepted(f"{at}/{SECOND}/record", body, by=BELFAA))["position"]
    listed = await shown(unit, f"{at}?commune={BELFAA}", position)
    assert [each["id"] for each in listed["items"]] == [str(SECOND)]
    withdrawn = await shown(unit, f"{at}?withdrawn=true")
    assert [each["withdrawn"] for each in withdrawn["items"]] == ["par erreur"]


async def importing(
    unit: Unit, raw: bytes, by: UUID = BELFAA, *, commune: UUID = BELFAA, **more: str
) -> httpx.Response:
    said = {"commune": str(commune), "body": "Conseil municipal", **more}
    bearer = {"authorization": f"Bearer {token(roles.COMMUNE_USER, by)}"}
    headers = {"content-type": "text/csv; charset=utf-8", **bearer}
    return await unit.client.post(IMPORT, params=said, content=raw, headers=headers)


async def test_a_file_is_imported_whole_and_again_without_effect(unit: Unit) -> None:
    raw = file_of(GOOD, {**GOOD, "DELIB_ID": "2", "DELIB_DATE": "2018-01-15"})
    done = (await importing(unit, raw)).json()
    assert (done["recorded"], done["unchanged"]) == (2, 0)
    assert [each["line"] for each in done["deliberations"]] == [2, 3]
    listed = await shown(unit, f"/v1/deliberations?commune={BELFAA}", done["position"])
    assert [each["reference"] for each in listed["items"]] == ["2", "1DL15494"]
    again = (await importing(unit, raw)).json()
    assert (again["recorded"], again["unchanged"]) == (0, 2)
    assert again["deliberations"] == done["deliberations"]
    more = file_of(GOOD, {**GOOD, "DELIB_ID": "3"})
    third = (await importing(unit, more)).json()
    assert (third["recorded"], third["unchanged"]) == (1, 1)


async def test_what_was_recorded_by_hand_is_found_under_its_own_id(unit: Unit) -> None:
    by_hand = recording("1DL15494", "2017-10-15")
    await unit.accepted(f"/v1/deliberations/{FIRST}/record", by_hand, by=BELFAA)
    answer = await importing(unit, file_of({**GOOD, "DELIB_ID": "0"}, GOOD))
    assert (answer.status_code, answer.json()["code"]) == (422, "DeliberationsFileFaulty")
    (row,) = answer.json()["rows"]
    assert (row["line"], row["kind"]) == (3, "DeliberationAlreadyRecorded")
    assert set(row["problem"]) == {"en", "fr"}
    listed = await shown(unit, f"/v1/deliberations?commune={BELFAA}")
    assert [each["id"] for each in listed["items"]] == [str(FIRST)]


async def test_bad_rows_are_read_in_the_callers_language(unit: Unit) -> None:
    answer = await importing(unit, file_of({**GOOD, "DELIB_DATE": "hier"}))
    assert (answer.status_code, answer.json()["faults"]) == (422, 1)
    assert answer.json()["rows"][0]["problem"]["fr"].startswith("n'est pas une date")


async def test_a_file_is_imported_by_its_commune_or_with_what_proves_it(unit: Unit) -> None:
    answer = await importing(unit, file_of(GOOD), by=JETTE)
    assert answer.json()["code"] == "ForTheCommuneItself"
    headers = {"authorization": f"Bearer {token(roles.COUNTRY_UNIT)}", "content-type": "text/csv"}
    said = {"commune": str(BELFAA), "body": "Conseil municipal"}
    raw = file_of(GOOD)
    answer = await unit.client.post(IMPORT, params=said, content=raw, headers=headers)
    assert answer.json()["code"] == "OnBehalfNeedsEvidence"
    proven = {**said, "on_behalf": "Recueil des actes 2017"}
    answer = await unit.client.post(IMPORT, params=proven, content=raw, headers=headers)
    seen = await shown(unit, f"/v1/deliberations?commune={BELFAA}", answer.json()["position"])
    assert [each["proof"] for each in seen["items"]] == ["Recueil des actes 2017"]


async def test_another_kind_of_file_is_not_read(unit: Unit) -> None:
    headers = {"authorization": f"Bearer {token(roles.COMMUNE_USER, BELFAA)}"}
    said = {"commune": str(BELFAA), "body": "Conseil municipal"}
    sent = {**headers, "content-type": "application/json"}
    answer = await unit.client.post(IMPORT, params=said, content=b"{}", headers=sent)
    assert (answer.status_code, answer.json()["code"]) == (415, "DeliberationsNotCsv")
    large = {**headers, "content-type": "text/csv"}
    answer = await unit.client.post(IMPORT, params=said, content=b"x" * (1 << 21), headers=large)
    assert (answer.status_code, answer.json()["code"]) == (413, "TooLarge")
    unknown = await importing(unit, file_of(GOOD), commune=UUID(int=9), by=UUID(int=9))
    assert unknown.json()["rows"][0]["kind"] == "CommuneUnknown"
