"""Partnerships on PostgreSQL: what follows what, double funding, and the end announced."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import pytest

from services.partnerships import main as partnerships
from services.partnerships.projections import arrangements
from tests.partnerships.cases import (
    BELFAA,
    DEFINED,
    JETTE,
    PARTNERSHIP,
    PROGRAMME,
    PROTOCOL,
)
from tests.partnerships.test_service import app, running, shown
from tests.partnerships.unit import PROPOSE, Unit, plain

pytestmark = pytest.mark.postgres

OTHER_PROGRAMME, OTHER, NEXT = (UUID(int=n) for n in (201, 202, 203))
AT = f"/v1/partnerships/{PARTNERSHIP}"


@pytest.fixture
async def unit(database: str, tmp_path: Path) -> AsyncIterator[Unit]:
    async with running(app(database, tmp_path, partnerships.create)) as unit:
        await unit.registers()
        yield unit


async def establish(unit: Unit, id_: UUID, programme: UUID, predecessor: UUID | None = None) -> int:
    members = [{"commune": str(JETTE)}, {"commune": str(BELFAA)}]
    body = {"programme": str(programme), "country": "MA", "members": members}
    more = {"predecessor": str(predecessor)} if predecessor else {}
    done = await unit.accepted(f"/v1/partnerships/{id_}/establish", {**body, **more})
    return int(done["position"])


async def test_a_partnership_shows_what_went_before_and_what_came_after(unit: Unit) -> None:
    position = await establish(unit, NEXT, PROGRAMME, PARTNERSHIP)
    assert (await shown(unit, AT, position))["successors"] == [str(NEXT)]
    after = await shown(unit, f"/v1/partnerships/{NEXT}", position)
    assert (after["predecessor"], after["successors"]) == (str(PARTNERSHIP), [])


async def test_double_funding_is_warned_of_as_tagged_and_as_registered(unit: Unit) -> None:
    tag = {"code": "eu", "names": {"fr": "Union européenne"}, "communes": [str(JETTE)]}
    await unit.accepted(f"{AT}/tag-other-programme", tag, by=BELFAA)
    await unit.accepted(f"/v1/programmes/{OTHER_PROGRAMME}/define", plain(DEFINED))
    position = await establish(unit, OTHER, OTHER_PROGRAMME)
    tagged, *registered = (await shown(unit, AT, position))["warnings"]
    assert (tagged["code"], tagged["other_programme"]) == ("double-funding", "eu")
    assert [(w["commune"], w["partnership"]) for w in registered] == [
        (str(JETTE), str(OTHER)),
        (str(BELFAA), str(OTHER)),
    ]
    listed = await shown(unit, "/v1/partnerships", position)
    assert [len(each["warnings"]) for each in listed["items"]] == [2, 3]


async def test_what_is_missing_of_a_protocol_is_asked_for_by_its_address(unit: Unit) -> None:
    await unit.accepted(f"/v1/protocols/{PROTOCOL}/propose", PROPOSE, by=JETTE)
    missing = await shown(unit, f"/v1/protocols/{PROTOCOL}/missing")
    assert missing["state"] == "negotiating"
    assert [(gap["what"], gap["party"], gap["since"]) for gap in missing["items"]] == [
        ("agreement", str(BELFAA), "2017-03-01")
    ]
    assert (await unit.get(f"/v1/protocols/{OTHER}/missing")).status_code == 404


async def test_an_announced_end_comes_with_its_day(unit: Unit) -> None:
    await unit.accepted(f"{AT}/agree-notice-period", {"days": 90, "on": "2017-01-09"})
    notice = {"by": str(BELFAA), "on": "2019-02-01", "reason": "autre partenaire"}
    done = await unit.accepted(f"{AT}/give-notice", notice, by=BELFAA)
    partnership = await shown(unit, AT, done["position"])
    assert [w["code"] for w in partnership["warnings"]] == ["notice-runs"]
    assert partnership["notice"]["ends_on"] == "2019-05-02"
    today = datetime.now(UTC).date()  # noqa: TID251 - the service itself runs by this clock
    (due,) = await arrangements.announced(unit.app.state.pool, today, 10)
    assert (due["id"], due["by"], str(due["ends_on"])) == (PARTNERSHIP, str(BELFAA), "2019-05-02")
