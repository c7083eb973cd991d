"""A keyset connection meets each row once, however it is walked."""

from typing import Any

import asyncpg
import orjson
import pytest

from gateway.plans.engine import Engine, Request

pytestmark = pytest.mark.postgres

PAGE = """query P($first: Int!, $after: String) { gardens(first: $first, after: $after) {
  edges { cursor node { id opened } } pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
  totalCount } }"""


async def page(engine: Engine, first: int, after: str | None) -> dict[str, Any]:
    answer = await engine.execute(Request(PAGE, {"first": first, "after": after}), None)
    assert answer.path == "plan"
    found: dict[str, Any] = orjson.loads(answer.body)["data"]["gardens"]
    return found


@pytest.mark.parametrize("size", [1, 4, 7, 100])
async def test_walking_the_pages_meets_each_row_once_in_order(size: int, engine: Engine) -> None:
    met: list[dict[str, Any]] = []
    after: str | None = None
    while True:
        found = await page(engine, size, after)
        info = found["pageInfo"]
        assert len(found["edges"]) <= size
        assert info["hasPreviousPage"] is (after is not None)
        met += [edge["node"] for edge in found["edges"]]
        if not info["hasNextPage"]:
            break
        after = info["endCursor"]
        assert after == found["edges"][-1]["cursor"]
    assert len(met) == found["totalCount"] == len({node["id"] for node in met})
    assert met == sorted(met, key=lambda node: (node["opened"], node["id"]))


async def test_a_cursor_outlives_its_row(engine: Engine, gardens: str) -> None:
    after = (await page(engine, 1, None))["edges"][0]["cursor"]
    before = await page(engine, 3, after)
    connection = await asyncpg.connect(gardens)
    transaction = connection.transaction()
    await transaction.start()
    try:
        await connection.execute(
            "DELETE FROM rm.garden"
            " WHERE id = (SELECT id FROM rm.garden ORDER BY opened, id LIMIT 1)"
        )
        plan = engine.plan(Request(PAGE, {"first": 3, "after": after}), None)
        values = plan.bind({"first": 3, "after": after}, None)
        found = orjson.loads(await connection.fetchval(plan.sql, *values))["gardens"]
    finally:
        await transaction.rollback()
        await connection.close()
    assert found["edges"] == before["edges"]
    assert found["totalCount"] == before["totalCount"] - 1


async def test_a_page_behind_the_last_row_is_empty(engine: Engine) -> None:
    last = (await page(engine, 100, None))["pageInfo"]["endCursor"]
    found = await page(engine, 5, last)
    assert found["edges"] == []
    assert found["pageInfo"] == {
        "hasNextPage": False,
        "hasPreviousPage": True,
        "startCursor": None,
        "endCursor": None,
    }
    assert found["totalCount"] > 0
