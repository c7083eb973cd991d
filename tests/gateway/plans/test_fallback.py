"""What no plan can answer is answered by graphql-core: for a known reason, which is counted."""

from typing import Any

import orjson
import pytest

from gateway.plans.engine import Engine, Request

pytestmark = pytest.mark.postgres

GARDEN = 'node(id: "G:g01") { ... on Garden'
NOT_A_CURSOR = "WyJhIl0"  # ["a"]: of another length than any order here
NO_DATE = "WyJub3QgYSBkYXkiLCAiZzAxIl0"  # ["not a day", "g01"]

BAD_INPUT = [
    ("{ regions(first: 0) { code } }", {}, "limit out of range"),
    ("query Q($n: Int!) { regions(first: $n) { code } }", {"n": 101}, "limit out of range"),
    ("query Q($n: Int!) { regions(first: $n) { __typename } }", {"n": -1}, "limit out of range"),
    ("query Q($n: Int!) { gardens(first: $n) { totalCount } }", {"n": 0}, "limit out of range"),
    ("query Q($c: String!) { region(code: $c) { code } }", {"c": "B\0J"}, "NUL in a text"),
    ('{ region(code: "B\\u0000J") { code } }', {}, "NUL in a text"),
    ('{ regions { name(language: "\\u0000") } }', {}, "NUL in a text"),
    (
        f'{{ gardens(first: 1, after: "{NOT_A_CURSOR}") {{ totalCount }} }}',
        {},
        "not a cursor of this list",
    ),
    (
        "query Q($a: String) { gardens(first: 1, after: $a) { edges { cursor } } }",
        {"a": "%%%"},
        "not a cursor of this list",
    ),
    (
        f'{{ gardens(first: 1, after: "{NO_DATE}") {{ edges {{ cursor }} }} }}',
        {},
        "value refused by PostgreSQL",
    ),
]

WITHOUT_PLAN = [
    (f"{{ {GARDEN} {{ label }} }} }}", {}, "Garden.label has no mapping"),
    ("{ __schema { queryType { name } } }", {}, "introspection"),
    ('{ __type(name: "Garden") { name } }', {}, "introspection"),
    ("{ regions { " + "a" * 64 + ": code } }", {}, "response key over 63 bytes"),
    (
        "query Q($s: State!) { regions { gardenCount(states: [$s]) } }",
        {"s": "OPEN"},
        "variable inside a literal",
    ),
    ("mutation { water }", {}, "not a query"),
]


@pytest.mark.parametrize(("text", "variables", "reason"), WITHOUT_PLAN)
async def test_what_has_no_plan_is_answered_and_counted(
    text: str, variables: dict[str, Any], reason: str, engine: Engine
) -> None:
    answer = await engine.execute(Request(text, variables), None)
    assert (answer.path, answer.reason) == ("fallback", reason)
    assert set(orjson.loads(answer.body)) == {"data"}
    assert engine.fallbacks == {reason: 1}


@pytest.mark.parametrize(("text", "variables", "reason"), BAD_INPUT)
async def test_a_value_that_cannot_be_used_is_an_error_of_its_field(
    text: str, variables: dict[str, Any], reason: str, engine: Engine
) -> None:
    answer = await engine.execute(Request(text, variables), None)
    assert (answer.path, answer.reason) == ("fallback", reason)
    found = orjson.loads(answer.body)
    assert found["errors"][0]["extensions"] == {"code": "BAD_USER_INPUT"}
    assert found["errors"][0]["path"]


REFUSED = [
    ("{ regions { code }", {}, "GRAPHQL_PARSE_FAILED"),
    ("{ regions { size } }", {}, "GRAPHQL_VALIDATION_FAILED"),
    ("{ ...F } fragment F on Query { ...F }", {}, "GRAPHQL_VALIDATION_FAILED"),
    ('{ regions(asOf: "2025-01-01T00:00:00") { code } }', {}, "BAD_USER_INPUT"),
    ("query Q($n: Int!) { regions(first: $n) { code } }", {"n": "x"}, "BAD_USER_INPUT"),
    ("query Q($n: Int!) { regions(first: $n) { code } }", {}, "BAD_USER_INPUT"),
    (
        "query Q($t: DateTime) { regions(asOf: $t) { code } }",
        {"t": "2025-01-01T00:00:00"},
        "BAD_USER_INPUT",
    ),
    ("subscription { regions { code } }", {}, "GRAPHQL_VALIDATION_FAILED"),
    ("{ regions @defer { code } }", {}, "GRAPHQL_VALIDATION_FAILED"),
]


@pytest.mark.parametrize(("text", "variables", "code"), REFUSED)
async def test_a_request_that_means_nothing_is_refused_without_data(
    text: str, variables: dict[str, Any], code: str, engine: Engine
) -> None:
    for _ in range(2):  # the second time the document is known to be wrong
        answer = await engine.execute(Request(text, variables), None)
        found = orjson.loads(answer.body)
        assert answer.path == "refused"
        assert set(found) == {"errors"}
        assert {error["extensions"]["code"] for error in found["errors"]} == {code}
    assert not engine.fallbacks


async def test_an_instant_without_offset_is_told_what_is_missing(engine: Engine) -> None:
    text = "query Q($t: DateTime) { regions(asOf: $t) { code } }"
    answer = await engine.execute(Request(text, {"t": "2025-01-01T00:00:00"}), None)
    assert b"offset" in answer.body


async def test_before_the_first_event_the_view_is_empty(engine: Engine) -> None:
    text = '{ regions(asOf: "2000-01-01T00:00:00Z") { code } }'
    answer = await engine.execute(Request(text, {}), None)
    assert (answer.path, answer.body) == ("plan", b'{"data":{"regions":[]}}')


async def test_a_known_document_is_not_parsed_again_and_an_old_one_is_forgotten(
    engine: Engine,
) -> None:
    documents = engine._documents  # noqa: SLF001 - what is kept shows nowhere else
    assert documents.get("{ __typename }") is documents.get("{ __typename }")
    kept = documents.get("{ __typename }")
    padding = "#" + " " * 60_000
    for n in range(10):
        documents.get(f"{{ a{n}: __typename }} {padding}")
    assert documents.get("{ __typename }") is not kept
