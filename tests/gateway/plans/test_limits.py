"""A document asks for so much and no more."""

import orjson
import pytest
from graphql import get_introspection_query, parse

from gateway.plans.engine import Engine, Request
from gateway.plans.limits import Limits, exceeded

LIMITS = Limits()


def refusal(text: str) -> str | None:
    return exceeded(parse(text), LIMITS)


def nested(levels: int) -> str:
    return "{ a " * levels + "}" * levels


def test_ten_levels_are_allowed_and_eleven_are_not() -> None:
    assert refusal(nested(10)) is None
    assert refusal(nested(11)) == "The operation has 11 levels; at most 10 are allowed."


def test_a_connection_takes_two_levels() -> None:
    page = "{ a { edges { node { a { edges { node { a { edges { node { b } } } } } } } } } }"
    assert refusal(page) is None


def test_levels_are_counted_through_fragments() -> None:
    inner = nested(8)
    assert refusal("{ a { b { ...F } } } fragment F on X " + inner) is None
    assert refusal("{ a { b { c { ...F } } } } fragment F on X " + inner) is not None


def test_fifteen_aliases_are_allowed_also_behind_fragments() -> None:
    aliases = " ".join(f"a{n}: x" for n in range(15))
    assert refusal(f"{{ q {{ {aliases} }} }}") is None
    assert refusal(f"{{ q {{ {aliases} a16: x }} }}") is not None
    doubled = f"{{ q {{ ...F }} r {{ ...F }} }} fragment F on X {{ {aliases} }}"
    assert refusal(doubled) == "The operation has 30 aliases; at most 15 are allowed."


def test_twenty_directives_are_allowed() -> None:
    skips = "@skip(if: true) " * 20
    assert refusal(f"{{ q {{ x {skips} }} }}") is None
    assert refusal(f"{{ q {{ x {skips} ...F @include(if: true) }} }} fragment F on X {{ y }}")


def test_ten_fields_at_the_root_are_allowed_also_behind_fragments() -> None:
    fields = " ".join("x" for _ in range(10))
    assert refusal(f"{{ {fields} }}") is None
    assert refusal(f"{{ {fields} ... {{ y }} }}") is not None


def test_fragments_that_double_are_measured_once_each() -> None:
    """Else this would not end: they unfold into 2^60."""
    doubling = "".join(f" fragment F{n} on X {{ ...F{n + 1} ...F{n + 1} }}" for n in range(60))
    assert refusal("{ ...F0 }" + doubling + " fragment F60 on X { a: x }") is not None


def test_a_fragment_inside_itself_is_left_to_validation() -> None:
    assert refusal("{ ...F } fragment F on X { a { ...F } }") is None


@pytest.mark.postgres
async def test_graphiql_may_ask_for_the_whole_schema(engine: Engine) -> None:
    answer = await engine.execute(Request(get_introspection_query(), {}), None)
    assert "errors" not in orjson.loads(answer.body)


@pytest.mark.postgres
@pytest.mark.parametrize(
    "text",
    [
        nested(11),
        "{ " + "__typename " * 1000 + "}",
        "{ " + "__typename " * 11 + "}",
        "{ regions { " + " ".join(f"a{n}: code" for n in range(16)) + " } }",
    ],
)
async def test_what_exceeds_a_limit_is_refused_before_it_is_validated(
    text: str, engine: Engine
) -> None:
    answer = await engine.execute(Request(text, {}), None)
    assert (answer.path, answer.code) == ("refused", "LIMIT_EXCEEDED")


@pytest.mark.postgres
async def test_introspection_cannot_go_in_circles(engine: Engine) -> None:
    circle = "{ __schema { types { fields { type { fields { type { fields { name } } } } } } } }"
    answer = await engine.execute(Request(circle, {}), None)
    assert answer.code == "GRAPHQL_VALIDATION_FAILED"


@pytest.mark.postgres
async def test_a_flood_of_shapes_costs_no_more_than_64_plans(engine: Engine) -> None:
    names = [f"v{n}" for n in range(7)]
    declared = ", ".join(f"${name}: Boolean!" for name in names)
    fields = " ".join(f"a{n}: code @skip(if: ${name})" for n, name in enumerate(names))
    text = f"query Q({declared}) {{ regions {{ {fields} }} }}"
    answers = [
        await engine.execute(
            Request(text, {name: bool(bits >> n & 1) for n, name in enumerate(names)}), ("BR",)
        )
        for bits in range(70)
    ]
    assert [answer.path for answer in answers[:64]] == ["plan"] * 64
    assert {answer.reason for answer in answers[64:]} == {"too many shapes of variables"}
    assert engine.fallbacks.total() == 6
    (region,) = orjson.loads(answers[64].body)["data"]["regions"]
    assert region == {f"a{n}": "BR" for n in range(6)}  # 64 is the seventh bit alone
