"""What a plan binds: constants of the document, variables, and the caller's scope."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Any, TypeAlias

import orjson
from graphql.execution.values import VariableValues

from gateway.plans.connections import BadCursor, read_cursor
from gateway.plans.mapping import MAX_FIRST, Rel
from gateway.plans.reading import Scope


class Unsupported(Exception):
    """No plan for this operation or these values; the message is the reason that is counted.

    Never a guess: the fallback gives the answer, or the proper error.
    """


Convert: TypeAlias = Callable[[Any], Any]
"""From a coerced GraphQL value to what the driver takes. Raises `Unsupported`."""


class Origin(Enum):
    CONSTANT = 1
    VARIABLE = 2
    SCOPE = 3


@dataclass(frozen=True, slots=True, eq=False)
class Given:
    """An argument that has a value: a constant, or the name of a variable."""

    origin: Origin
    value: Any


@dataclass(frozen=True, slots=True)
class Parameter:
    origin: Origin
    value: Any
    convert: Convert


@dataclass(frozen=True, slots=True)
class Plan:
    """One statement whose only value is the `data` of the answer as JSON text.

    `unused` are values that the statement does without, and that must be good all the same.
    """

    sql: str
    parameters: tuple[Parameter, ...]
    unused: tuple[Parameter, ...] = ()

    def bind(self, variables: Mapping[str, Any], scope: Scope) -> list[Any]:
        """Return the statement's arguments. Raises `Unsupported` for values it cannot take."""
        for parameter in self.unused:
            _value(parameter, variables, scope)
        return [_value(parameter, variables, scope) for parameter in self.parameters]


def _value(parameter: Parameter, variables: Mapping[str, Any], scope: Scope) -> Any:
    match parameter.origin:
        case Origin.VARIABLE:
            return parameter.convert(variables[parameter.value])
        case Origin.SCOPE:
            return scope
        case _:
            return parameter.value


class Parameters:
    """The parameters of a statement while it is written.

    What is written may be left out of the statement in the end, so numbers are given last: until
    then NUL characters, which no SQL can hold, mark each place.
    """

    def __init__(self) -> None:
        self._all: list[Parameter] = []
        self._known: dict[Any, int] = {}

    def add(self, given: Given, convert: Convert, cast: str = "") -> str:
        """Return the place of the value.

        With a cast the same source is bound once; without one PostgreSQL infers the type from
        the place, so that each place has its own.
        """
        value = given.value if given.origin is not Origin.CONSTANT else convert(given.value)
        known = (given.origin, repr(value), convert, cast)
        if not cast or known not in self._known:
            self._known[known] = len(self._all)
            self._all.append(Parameter(given.origin, value, convert))
        return f"\0{self._known[known]}\0{cast}"

    def constant(self, value: Any) -> str:
        return self.add(Given(Origin.CONSTANT, value), to_sql)

    def scope(self) -> str:
        return self.add(Given(Origin.SCOPE, None), to_sql, "::text[]")

    def plan(self, sql: str) -> Plan:
        """Return the plan of the finished statement."""
        numbers: dict[int, int] = {}

        def numbered(place: re.Match[str]) -> str:
            return f"${numbers.setdefault(int(place[1]), len(numbers) + 1)}"

        written = re.sub("\0([0-9]+)\0", numbered, sql)
        unused = [one for n, one in enumerate(self._all) if n not in numbers]
        return Plan(written, tuple(self._all[n] for n in numbers), tuple(unused))


def to_sql(value: Any) -> Any:
    if isinstance(value, Enum):
        return value.name  # enum columns hold the GraphQL names
    if isinstance(value, list):
        return [to_sql(one) for one in value]
    if isinstance(value, str) and "\0" in value:  # PostgreSQL's text cannot hold it
        raise Unsupported("NUL in a text")
    return value


def limit(value: Any) -> int:
    if not isinstance(value, int) or not 1 <= value <= MAX_FIRST:
        raise Unsupported("limit out of range")
    return value


def instant(value: Any) -> datetime:
    if not isinstance(value, datetime) or value.tzinfo is None:
        raise Unsupported("as-of needs an offset")
    return value


def cursor_of(rel: Rel) -> Convert:
    """Return the conversion of a cursor to a JSON object of the order's columns."""

    def convert(value: Any) -> str:
        try:
            return orjson.dumps(read_cursor(value, rel)).decode()
        except (BadCursor, TypeError):  # TypeError: an integer beyond 64 bits
            raise Unsupported("not a cursor of this list") from None

    return convert


Shape: TypeAlias = tuple[str, ...]


def shape_of(variables: VariableValues) -> Shape:
    """Return what decides the text of the SQL: a truth value itself, else absent, null or given.

    An absent filter is no condition, and @skip leaves a column out: one plan per shape.
    """
    coerced = variables.coerced
    return tuple(_shape(coerced, name) for name in variables.sources)


def _shape(coerced: Mapping[str, Any], name: str) -> str:
    if name not in coerced:
        return "absent"
    value = coerced[name]
    if isinstance(value, bool):
        return str(value)
    return "null" if value is None else "given"
