"""Councils whose vote is awaited, and lists in the order that is asked for."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from uuid_utils.compat import uuid7

from services.partnerships.main import create
from tests.partnerships.cases import BELFAA, JETTE, PARTNERSHIP, PHASE_2017, PROTOCOL
from tests.partnerships.test_service import app, running, shown
from tests.partnerships.unit import Unit, voting

pytestmark = pytest.mark.postgres


@pytest.fixture
async def unit(database: str, tmp_path: Path) -> AsyncIterator[Unit]:
    async with running(app(database, tmp_path, create)) as unit:
        await unit.registers()
        yield unit


async def listed(unit: Unit, path: str) -> list[Any]:
    position = (await unit.get("/status")).json()["head"]
    return list((await shown(unit, path, position))["items"])


async def test_each_council_waits_since_the_last_signature(unit: Unit) -> None:
    await unit.signed()
    both = await listed(unit, "/v1/ratifications?on=2017-07-18&sort=commune")
    assert [(each["commune_name"], each["since"], each["days"]) for each in both] == [
        ("Belfaâ", "2017-05-19", 60),
        ("Jette", "2017-05-19", 60),
    ]
    assert {(each["protocol"], each["title"]) for each in both} == {
        (str(PROTOCOL), "Jette – Belfaâ")
    }
    later = voting(BELFAA, "2017-06-12", until="2017-09-11")
    await unit.accepted(f"/v1/protocols/{PROTOCOL}/adjourn", later, by=BELFAA)
    vote = voting(JETTE, "2017-06-28")
    await unit.accepted(f"/v1/protocols/{PROTOCOL}/ratify", vote, by=JETTE)
    (left,) = await listed(unit, "/v1/ratifications?on=2017-07-18")
    assert left["commune"] == str(BELFAA)
    assert (left["vote"], left["until"]) == ("adjourned", "2017-09-11")


async def test_what_decides_for_a_commune_on_the_day_is_said(unit: Unit) -> None:
    await unit.signed()
    at = f"/v1/communes/{BELFAA}/install-organ"
    council = {"kind": "council", "names": {"fr": "Conseil communal"}}
    await unit.accepted(at, council)
    stand_in = {"kind": "special-delegation", "names": {"fr": "Délégation spéciale"}}
    await unit.accepted(at, {**stand_in, "since": "2017-07-01"})
    for day, organ in (("2017-06-30", "Conseil communal"), ("2017-07-01", "Délégation spéciale")):
        both = await listed(unit, f"/v1/ratifications?on={day}&sort=commune")
        assert [each["organ"] for each in both] == [organ, None]


async def test_filters_hold_together(unit: Unit) -> None:
    await unit.signed()
    here = f"country=MA&phase={PHASE_2017}&partnership={PARTNERSHIP}&on=2017-07-18"
    assert len(await listed(unit, f"/v1/ratifications?{here}&least_days=60")) == 2
    assert await listed(unit, f"/v1/ratifications?{here}&least_days=61") == []
    (one,) = await listed(unit, f"/v1/ratifications?{here}&commune={JETTE}")
    assert one["commune"] == str(JETTE)
    assert await listed(unit, "/v1/ratifications?country=SN") == []


async def test_partnerships_are_sorted_both_ways_over_pages(unit: Unit) -> None:
    for name in ("Amay", "Zemst", "Evere"):
        commune, partnership = uuid7(), uuid7()
        body = {"kind": "commune", "country": "BE", "names": {"fr": name}}
        await unit.accepted(f"/v1/communes/{commune}/register", body)
        await unit.establish_of(partnership, commune, BELFAA)
    expected = [f"{name} – Belfaâ" for name in ("Amay", "Evere", "Jette", "Zemst")]
    for sort, order in (("title", expected), ("-title", expected[::-1])):
        assert [
            each["title"] for each in await listed(unit, f"/v1/partnerships?sort={sort}")
        ] == order
        first = await shown(unit, f"/v1/partnerships?sort={sort}&first=3")
        rest = await shown(unit, f"/v1/partnerships?sort={sort}&first=3&after={first['next']}")
        assert [each["title"] for each in (*first["items"], *rest["items"])] == order
        assert rest["next"] is None
        assert "sorted_by" not in first["items"][0]
    other = await unit.get(f"/v1/partnerships?sort=state&after={first['next']}")
    assert other.json()["errors"][0]["kind"] == "cursor"


async def test_an_order_that_a_list_does_not_have_is_malformed(unit: Unit) -> None:
    answer = await unit.get("/v1/partnerships?sort=colour&country=ma")
    assert answer.status_code == 422
    assert {each["at"] for each in answer.json()["errors"]} == {"sort", "country"}
