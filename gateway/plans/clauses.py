"""Writes FROM, WHERE and ORDER BY of a relation.

Every name comes from a declaration, where it was checked to be a plain SQL name; every value is
a parameter. No text of a client reaches the statement here.
"""
# ruff: noqa: S608

from collections.abc import Sequence
from dataclasses import dataclass

from gateway.plans.mapping import (
    BadMapping,
    Columns,
    Compare,
    Constant,
    Either,
    Filter,
    Paged,
    Rel,
    Within,
    columns,
)
from gateway.plans.parameters import Given, Parameters, cursor_of, instant, to_sql
from gateway.plans.selection import Arguments

ROW = '"$"'
"""The alias of what becomes JSON: no response key, which would hide it, can look like this."""


def one(select: str) -> str:
    """Return the only row of a SELECT as a JSON object, NULL where there is none."""
    return f"(SELECT row_to_json({ROW}) FROM ({select}) {ROW})"


def array(select: str) -> str:
    """Return the rows of a SELECT as a JSON array."""
    return f"(SELECT coalesce(json_agg({ROW}), '[]') FROM ({select}) {ROW})"


@dataclass(frozen=True, slots=True)
class Place:
    """Where the columns of the object being written come from.

    `alias` names its row, or its JSON value when `json`; None for the operation's root.
    """

    alias: str | None
    as_of: Given | None = None
    json: bool = False


@dataclass(frozen=True, slots=True)
class Clauses:
    """The rows of one relation under one parent."""

    source: str
    conditions: tuple[str, ...]
    order: str

    def rows(self) -> str:
        return self.source + (f" WHERE {' AND '.join(self.conditions)}" if self.conditions else "")


class ClauseWriter:
    """Writes the clauses of relations, for one caller's kind of scope."""

    def __init__(self, parameters: Parameters, *, scoped: bool) -> None:
        self._parameters, self._scoped = parameters, scoped

    def instant_of(self, rel: Rel, arguments: Arguments, parent: Place) -> Given | None:
        """Return the moment as of which the relation is read, None for now."""
        if not rel.history:
            return None
        own = arguments.given.get(rel.as_of) if rel.as_of else None
        return own or parent.as_of

    def clauses(self, rel: Rel, alias: str, arguments: Arguments, parent: Place) -> Clauses:
        as_of = self.instant_of(rel, arguments, parent)
        conditions = self._joined(rel, alias, parent, as_of)
        conditions += [
            self._filter(alias, condition, arguments.given[name], arguments.values[name])
            for name, condition in rel.filters.items()
            if name in arguments.given
        ]
        conditions += [self._constant(f"{alias}.{name}", v) for name, v in rel.where.items()]
        if rel.scope and self._scoped:
            conditions.append(f"{alias}.{rel.scope} = ANY({self._parameters.scope()})")
        source, known = self._table(rel.table, alias, as_of)
        order = ", ".join(
            f"{alias}.{name}" + (" DESC" if down else "") for name, down in rel.ordering
        )
        return Clauses(source, (*conditions, *known), order)

    def _table(self, table: str, alias: str, as_of: Given | None) -> tuple[str, list[str]]:
        if as_of is None:
            return f"{table} {alias}", []
        at = self._parameters.add(as_of, instant, "::timestamptz")
        return f"{table}_all {alias}", [f"{alias}.known_from <= {at}", f"{alias}.known_to > {at}"]

    def _joined(self, rel: Rel, alias: str, parent: Place, as_of: Given | None) -> list[str]:
        if not rel.parent:
            return []
        if parent.alias is None or parent.json:
            raise BadMapping(f"{rel.table}: the parent has no column {rel.parent!r}")
        if rel.via is None:
            return _equal(alias, rel.child, parent.alias, rel.parent)
        link = f"{alias}v"
        source, known = self._table(rel.via.table, link, as_of)
        conditions = [
            *_equal(link, rel.via.parent, parent.alias, rel.parent),
            *_equal(link, rel.via.child, alias, rel.child),
            *known,
        ]
        return [f"EXISTS (SELECT FROM {source} WHERE {' AND '.join(conditions)})"]

    def _filter(self, alias: str, condition: Filter, given: Given, value: object) -> str:
        def bound() -> str:
            return self._parameters.add(given, to_sql)

        match condition:
            case Compare(column, "contains"):
                part = self._parameters.add(given, to_sql, "::text")
                return f"strpos(lower({alias}.{column}), lower({part})) > 0"
            case Compare(column, operator):
                return f"{alias}.{column} {operator} {bound()}"
            case Within(since, until):
                started = f"({alias}.{since} IS NULL OR {alias}.{since} <= {bound()})"
                return f"{started} AND ({alias}.{until} IS NULL OR {alias}.{until} > {bound()})"
            case Either(one, other):
                asked = bound()
                return f"({alias}.{one} = {asked} OR {alias}.{other} = {asked})"
            case column if isinstance(value, list):
                return f"{alias}.{column} = ANY({bound()})"
            case column:
                return f"{alias}.{column} = {bound()}"

    def _constant(self, column: str, value: Constant) -> str:
        if value is None:
            return f"{column} IS NULL"
        return f"{column} = {self._parameters.constant(value)}"

    def after(self, rel: Paged, alias: str, given: Given) -> str:
        """Return the condition that a row comes after the cursor in the relation's order.

        The cursor's values take their types from the table, so that none is declared twice.
        """
        cursor = self._parameters.add(given, cursor_of(rel), "::json")
        keys = [
            (
                f"{alias}.{name}",
                ">" if not down else "<",
                f"(SELECT k.{name} FROM json_populate_record(NULL::{rel.table}, {cursor}) k)",
            )
            for name, down in rel.ordering
        ]
        if len({operator for _, operator, _ in keys}) == 1:  # PostgreSQL can use the index
            left, right = (", ".join(key[i] for key in keys) for i in (0, 2))
            return f"({left}) {keys[0][1]} ({right})"
        return f"({' OR '.join(_later(keys, n) for n in range(len(keys)))})"


def _later(keys: Sequence[tuple[str, str, str]], n: int) -> str:
    """Equal in the first `n` columns of the order, later in the next one."""
    same = [f"{column} = {value}" for column, _, value in keys[:n]]
    column, operator, value = keys[n]
    return f"({' AND '.join([*same, f'{column} {operator} {value}'])})"


def _equal(left: str, names: Columns, right: str, others: Columns) -> list[str]:
    pairs = zip(columns(names), columns(others), strict=True)
    return [f"{left}.{name} = {right}.{other}" for name, other in pairs]
