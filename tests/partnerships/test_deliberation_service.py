"""Deliberations over HTTP on PostgreSQL: recorded, listed, found again."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from uuid import UUID

import pytest

from services.partnerships import main as partnerships
from tests.partnerships.cases import BELFAA, JETTE
from tests.partnerships.test_deliberation import CONTENT
from tests.partnerships.test_service import app, running, shown
from tests.partnerships.unit import Body, Unit, plain

pytestmark = pytest.mark.postgres

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
