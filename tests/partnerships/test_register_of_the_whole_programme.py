"""Lists stay quick with 700 partnerships and 1,500 communes."""

import time
from collections.abc import AsyncIterator
from pathlib import Path

import asyncpg
import pytest

from services.partnerships.main import create
from tests.partnerships.cases import PHASE_2017, PROGRAMME
from tests.partnerships.test_service import app, running
from tests.partnerships.unit import Unit

pytestmark = pytest.mark.postgres

QUICK_SECONDS = 0.05
TRIES = 7

FILL = f"""
INSERT INTO views.communes (id, kind, country, name, sorted_by, found_by, demonstration, version,
                            {{given}})
SELECT md5('c' || n)::uuid, 'commune', CASE WHEN n % 2 = 0 THEN 'BE' ELSE 'MA' END, 'Commune ' || n,
       'commune ' || n, 'commune ' || n, false, 1, {{empty}}
  FROM generate_series(1, 1500) AS n;
INSERT INTO views.partnerships (id, programme, country, state, members, former_members, communes,
                                phases, sources, version, demonstration)
SELECT md5('p' || n)::uuid, '{PROGRAMME}', 'MA', 'active', jsonb_build_array(
         jsonb_build_object('commune', md5('c' || n)::uuid, 'role', null, 'since', null),
         jsonb_build_object('commune', md5('c' || n + 700)::uuid, 'role', null, 'since', null)),
       '[]', ARRAY[md5('c' || n)::uuid, md5('c' || n + 700)::uuid], ARRAY['{PHASE_2017}'::uuid],
       '[]', 1, false
  FROM generate_series(1, 700) AS n;
ANALYZE views.communes;
ANALYZE views.partnerships;
"""


async def fill(database: str) -> None:
    """Fill the views as if so much had been recorded; what has no value is empty."""
    connection = await asyncpg.connect(database)
    try:
        lacking = await connection.fetch(
            "SELECT column_name AS name, data_type AS type FROM information_schema.columns"
            " WHERE table_schema = 'views' AND table_name = 'communes' AND is_nullable = 'NO'"
            " AND column_name NOT IN ('id', 'kind', 'country', 'name', 'sorted_by', 'found_by',"
            " 'demonstration', 'version')"
        )
        given = ", ".join(each["name"] for each in lacking)
        empty = ", ".join("'{}'" if each["type"] == "ARRAY" else "'[]'" for each in lacking)
        await connection.execute(FILL.format(given=given, empty=empty))
    finally:
        await connection.close()


@pytest.fixture
async def unit(database: str, tmp_path: Path) -> AsyncIterator[Unit]:
    async with running(app(database, tmp_path, create)) as unit:
        await fill(database)
        yield unit


@pytest.mark.parametrize(
    "path",
    [
        "/v1/communes",
        "/v1/communes?q=commune%2077&country=MA",
        "/v1/partnerships",
        "/v1/partnerships?sort=-title",
        "/v1/partnerships?country=MA&state=active&q=commune%2077",
        f"/v1/partnerships?phase={PHASE_2017}&sort=since",
        "/v1/deadlines",
        "/v1/ratifications?sort=title",
    ],
)
async def test_a_list_is_there_within_50_ms(unit: Unit, path: str) -> None:
    took = []
    for _ in range(TRIES):
        began = time.perf_counter()
        answer = await unit.get(path)
        took.append(time.perf_counter() - began)
        assert answer.status_code == 200, answer.text
    # The quickest: what else this machine does is not what is measured.
    assert min(took) < QUICK_SECONDS


async def test_the_whole_register_is_exported(unit: Unit) -> None:
    answer = await unit.get("/v1/partnerships?format=csv&sort=title")
    assert answer.status_code == 200
    assert len(answer.content.decode("utf-8-sig").splitlines()) == 701
