"""What a plan binds: constants of the document, variables, and the caller's scope."""

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
class Plan:
    """One statement whose only value is the `data` of the answer as JSON text."""

    sql: str
    parameters: tuple[tuple[Origin, Any, Convert], ...]

    def bind(self, variables: Mapping[str, Any], scope: Scope) -> list[Any]:
        """Return the statement's arguments. Raises `Unsupported` for values it cannot take."""
        bound: list[Any] = []
        for origin, value, convert in self.parameters:
            match origin:
                case Origin.VARIABLE:
                    bound.append(convert(variables[value]))
                case Origin.SCOPE:
                    bound.append(scope)
                case _:
                    bound.append(value)
        return bound


class Parameters:
    """The parameters of a statement while it is written."""

    def __init__(self) -> None:
        self._all: list[tuple[Origin, Any, Convert]] = []
        self._known: dict[Any, int] = {}

    def add(self, given: Given, convert: Convert, cast: str = "") -> str:
        """Return `$n` for the value.

        With a cast the same source is bound once; without one PostgreSQL infers the type from
        the place, so that each place has its own.
        """
        value = given.value if given.origin is not Origin.CONSTANT else convert(given.value)
        known = (given.origin, repr(value), convert, cast)
        if not cast or known not in self._known:
            self._all.append((given.origin, value, convert))
            self._known[known] = len(self._all)
        return f"${self._known[known]}{cast}"

    def constant(self, value: Any) -> str:
        return self.add(Given(Origin.CONSTANT, value), to_sql)

    def scope(self) -> str:
        return self.add(Given(Origin.SCOPE, None), to_sql, "::text[]")

    def all(self) -> tuple[tuple[Origin, Any, Convert], ...]:
        return tuple(self._all)


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
