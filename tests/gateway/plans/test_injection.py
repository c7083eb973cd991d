"""No text of a client is ever read as SQL."""

import re

import asyncpg
import orjson
import pytest

from gateway.plans.connections import write_cursor
from gateway.plans.engine import Engine, Request

pytestmark = pytest.mark.postgres

NASTY = [
    "'",
    "''",
    '"',
    "\\",
    "$1",
    "$$",
    ";",
    "--",
    "/*",
    "'; DROP TABLE rm.region; --",
    "%s",
    "{0}",
]
TEXT = (
    "query Q($t: String) { gardens(first: 3, title: $t) { totalCount edges { node { title } } } }"
)


@pytest.mark.parametrize("nasty", NASTY)
async def test_values_are_bound_wherever_they_stand(nasty: str, engine: Engine) -> None:
    literal = orjson.dumps(nasty).decode()
    cursor = write_cursor(["2024-01-01", nasty])
    for text, variables in (
        (f"{{ region(code: {literal}) {{ code }} }}", {}),
        (f"{{ regions {{ name(language: {literal}) }} }}", {}),
        (f"{{ node(id: {literal}) {{ id }} }}", {}),
        (f'{{ gardens(first: 3, after: "{cursor}") {{ totalCount }} }}', {}),
        (TEXT, {"t": nasty}),
    ):
        request = Request(text, variables)
        answer = await engine.execute(request, (nasty,))
        assert answer.path == "plan"
        assert "errors" not in orjson.loads(answer.body)
        if len(nasty) > 2:
            assert nasty not in engine.plan(request, (nasty,)).sql


@pytest.mark.parametrize(
    "key",
    ["select", "null", "t1", "x", "e", "i", "z", "p", "t", "k", "_", "DROP", "A" * 63, "p1", "c"],
)
async def test_any_name_can_be_a_response_key(key: str, engine: Engine) -> None:
    text = f"{{ {key}: regions {{ {key}: code gardens(first: 1) {{ {key}: totalCount }} }} }}"
    answer = await engine.execute(Request(text, {}), ("BR",))
    assert answer.path == "plan"
    (region,) = orjson.loads(answer.body)["data"][key]
    assert region[key] == "BR"
    assert list(region["gardens"]) == [key]


async def test_the_grammar_keeps_quotes_out_of_response_keys(engine: Engine) -> None:
    for key in ('a"b', "a;b", "é", "$1", '"$"'):
        answer = await engine.execute(Request(f"{{ {key}: __typename }}", {}), None)
        assert answer.code == "GRAPHQL_PARSE_FAILED"


async def test_a_plan_holds_nothing_but_names_of_declarations_and_response_keys(
    engine: Engine,
) -> None:
    text = "query Q($c: String!) { region(code: $c) { secret_key: gardenCount(states: [OPEN]) } }"
    sql = engine.plan(Request(text, {"c": "sesame"}), ("BR",)).sql
    assert "sesame" not in sql
    assert "OPEN" not in sql
    assert re.findall(r'"(\w*secret\w*)"', sql) == ["secret_key"]


async def test_the_pool_cannot_write(pool: asyncpg.Pool) -> None:
    with pytest.raises(asyncpg.ReadOnlySQLTransactionError):
        await pool.execute("DELETE FROM rm.region")
