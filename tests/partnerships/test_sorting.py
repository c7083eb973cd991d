"""Every list can be sorted both ways, by what its users expect."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from services.partnerships.main import create
from tests.partnerships.cases import BELFAA, DEFINED, JETTE, PROGRAMME, SOCIAL_ACTION
from tests.partnerships.commitments import CASH, COMMITMENT, MAKE
from tests.partnerships.conventions import CONVENTION
from tests.partnerships.test_convention_api import DRAFT
from tests.partnerships.test_deliberation_service import recording
from tests.partnerships.test_service import app, running, shown
from tests.partnerships.unit import PROPOSE, Unit, plain

pytestmark = pytest.mark.postgres

AMAY, AMAY_BELFAA, OTHER = (UUID(int=0x7000 + n) for n in range(3))
LISTS = {
    "communes": ("name", "country", "kind", "since"),
    "programmes": ("id", "name", "funder"),
    "country-programmes": ("id", "country", "phase"),
    "protocols": ("id", "title", "country", "state", "proposed_on", "in_force_since", "ends_on"),
    "conventions": ("id", "title", "country", "state", "drafted_on", "concluded_on"),
    "commitments": ("id", "party", "kind", "state", "made_on", "starts_on", "ends_on"),
    "deliberations": ("adopted_on", "commune", "organ", "reference"),
    "deadlines": ("due_on", "kind", "title", "commune"),
}
NAMED = {"name", "title", "party", "commune", "concluded_on"}
"""Ordered by names, or by what is within a document."""
FIRST = {
    ("communes", "name"): ("name", "Amay"),
    ("programmes", "name"): ("id", str(OTHER)),
    ("protocols", "title"): ("partnership", str(AMAY_BELFAA)),
    ("conventions", "title"): ("partnership", str(AMAY_BELFAA)),
    ("commitments", "party"): ("party", str(BELFAA)),
    ("deliberations", "commune"): ("commune", str(BELFAA)),
    ("deadlines", "commune"): ("commune", None),
}
ASKED = {"deadlines": "from=2017-05-20&days=2000&"}


@pytest.fixture
async def unit(database: str, tmp_path: Path) -> AsyncIterator[Unit]:
    async with running(app(database, tmp_path, create)) as unit:
        await unit.registers()
        await two_of_each(unit)
        yield unit


async def two_of_each(unit: Unit) -> None:
    amay = {"kind": "commune", "country": "BE", "names": {"fr": "Amay"}, "since": "1977-01-01"}
    await unit.accepted(f"/v1/communes/{AMAY}/register", amay)
    await unit.establish_of(AMAY_BELFAA, AMAY, BELFAA)
    other = {**plain(DEFINED), "names": {"fr": "Autre programme"}, "funder": "Autre bailleur"}
    await unit.accepted(f"/v1/programmes/{OTHER}/define", other)
    phase = {"phase": str(OTHER), "code": "2022-2026"}
    days = {"starts_on": "2022-01-01", "ends_on": "2026-12-31"}
    await unit.accepted(f"/v1/programmes/{PROGRAMME}/plan-phase", {**phase, **days})
    place = {
        "programme": str(PROGRAMME),
        "phase": str(OTHER),
        "country": "MA",
        "sectors": [plain(SOCIAL_ACTION)],
    }
    await unit.accepted(f"/v1/country-programmes/{OTHER}/launch", place)
    await unit.signed()
    of_amay = {"partnership": str(AMAY_BELFAA), "proposed_by": str(AMAY), "on": "2017-04-03"}
    proposed = {**PROPOSE, **of_amay, "prior_deliberations": []}
    await unit.accepted(f"/v1/protocols/{OTHER}/propose", proposed, by=AMAY)
    await unit.accepted(f"/v1/conventions/{CONVENTION}/draft", DRAFT, by=JETTE)
    drafted = {"partnership": str(AMAY_BELFAA), "protocol": str(OTHER), "drafted_by": str(AMAY)}
    await unit.accepted(f"/v1/conventions/{OTHER}/draft", {**DRAFT, **drafted}, by=AMAY)
    await unit.accepted(f"/v1/commitments/{COMMITMENT}/make", plain(MAKE), by=BELFAA)
    of_jette = {**plain(MAKE), "party": str(JETTE), "on": "2017-12-04"}
    await unit.accepted(f"/v1/commitments/{CASH}/make", of_jette, by=JETTE)
    for id_, commune, day in ((AMAY, BELFAA, "2017-06-12"), (OTHER, JETTE, "2018-02-05")):
        body = recording(f"{day}/1", day, commune)
        await unit.accepted(f"/v1/deliberations/{id_}/record", body, by=commune)


async def walked(unit: Unit, path: str) -> list[Any]:
    """Return the list, read one by one."""
    found, after = [], ""
    while True:
        page = await shown(unit, f"{path}&first=1{after}")
        found += page["items"]
        if page["next"] is None:
            return found
        after = f"&after={page['next']}"


@pytest.mark.parametrize("name", LISTS)
async def test_a_list_is_sorted_both_ways_over_pages(unit: Unit, name: str) -> None:
    position = (await unit.get("/status")).json()["head"]
    for key in LISTS[name]:
        path = f"/v1/{name}?{ASKED.get(name, '')}sort="
        up = (await shown(unit, f"{path}{key}", position))["items"]
        assert len(up) >= 2
        assert "sorted_by" not in up[0]
        assert await walked(unit, f"{path}{key}") == up
        down = up if key == "id" else await walked(unit, f"{path}-{key}")
        assert down == (up if key == "id" else up[::-1])
        if key not in NAMED:
            values = [each[key] or "" for each in up]
            assert values == sorted(values)
        if (name, key) in FIRST:
            column, value = FIRST[name, key]
            assert up[0][column] == value


async def test_what_is_printed_of_a_commune_shows_no_order(unit: Unit) -> None:
    position = (await unit.get("/status")).json()["head"]
    file = await shown(unit, f"/v1/communes/{JETTE}/handover", position)
    assert file["protocols"]
    assert "sorted_by" not in str(file)
