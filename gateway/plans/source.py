"""Rows of the fallback path from PostgreSQL: one statement per batch of a DataLoader.

Independent of the compiler's SQL on purpose: what both get wrong the same way, no comparison of
the two can find.
"""
# ruff: noqa: S608 - names come from declarations, values are parameters

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import asyncpg
import orjson

from gateway.plans.mapping import Compare, Either, Filter, Rel, Within, columns
from gateway.plans.reading import Key, Question


class PostgresSource:
    """Reads the tables that the declarations name."""

    def __init__(self, pool: asyncpg.Pool) -> None:
        self._pool = pool

    async def rows(
        self, question: Question, keys: Sequence[Key]
    ) -> Sequence[Sequence[Mapping[str, Any]]]:
        statement = _Statement(question)
        found = await self._pool.fetch(statement.rows(keys), *statement.values)
        by_key: list[list[Mapping[str, Any]]] = [[] for _ in keys]
        for row in found:
            by_key[row["#"] - 1].append(dict(row))
        return by_key

    async def counts(self, question: Question, keys: Sequence[Key]) -> Sequence[int]:
        statement = _Statement(question)
        found = await self._pool.fetch(statement.counts(keys), *statement.values)
        return [row["n"] for row in sorted(found, key=lambda row: int(row["#"]))]


class _Statement:
    def __init__(self, question: Question) -> None:
        self._question, self._rel = question, question.rel
        self.values: list[Any] = []

    def _bind(self, value: Any) -> str:
        self.values.append(value)
        return f"${len(self.values)}"

    def rows(self, keys: Sequence[Key]) -> str:
        order = ", ".join(_direction(f"t.{n}", down=d) for n, d in self._rel.ordering)
        inner = f"SELECT t.* {self._from()} WHERE {self._conditions()}"
        inner += (
            f" ORDER BY {order}" if order else ""
        ) + f" LIMIT {self._bind(self._question.first)}"
        return f'SELECT k."#", x.* FROM {self._keys(keys)} CROSS JOIN LATERAL ({inner}) x'

    def counts(self, keys: Sequence[Key]) -> str:
        inner = f"SELECT count(*) AS n {self._from()} WHERE {self._conditions()}"
        return f'SELECT k."#", x.n FROM {self._keys(keys)} CROSS JOIN LATERAL ({inner}) x'

    def _keys(self, keys: Sequence[Key]) -> str:
        """Write the parents' keys as numbered rows, with the types of the table's columns."""
        table, names = self._keyed()
        if not names:
            return '(SELECT 1::bigint AS "#") k'
        objects = [dict(zip(names, key, strict=True)) for key in keys]
        text = orjson.dumps(objects, default=str).decode()
        read = f"json_array_elements({self._bind(text)}::json) WITH ORDINALITY e(value, n)"
        typed = ", ".join(f"r.{name} AS {name}" for name in names)
        row = f"json_populate_record(NULL::{table}, e.value) r"
        return f'(SELECT e.n AS "#", {typed} FROM {read}, {row}) k'

    def _keyed(self) -> tuple[str, tuple[str, ...]]:
        rel = self._rel
        if rel.via:
            return rel.via.table, columns(rel.via.parent)
        return rel.table, columns(rel.child)

    def _from(self) -> str:
        cursor = ""
        if self._question.after is not None:
            text = orjson.dumps(self._question.after).decode()
            cursor = f", json_populate_record(NULL::{self._rel.table}, {self._bind(text)}::json) c"
        return f"FROM {self._table(self._rel.table)} t{cursor}"

    def _table(self, name: str) -> str:
        return name if self._question.as_of is None else f"{name}_all"

    def _conditions(self) -> str:
        rel, question = self._rel, self._question
        found = [*self._joined(), *_known(self._bind, "t", question.as_of)]
        for name, value in question.filters.items():
            found.append(self._filter(rel.filters[name], value))
        for name, value in rel.where.items():
            found.append(f"t.{name} IS NOT DISTINCT FROM {self._bind(value)}")
        if rel.scope and question.scope is not None:
            found.append(f"t.{rel.scope} = ANY({self._bind(list(question.scope))}::text[])")
        if question.after is not None:
            found.append(_after(rel))
        return " AND ".join(found or ["true"])

    def _joined(self) -> list[str]:
        via = self._rel.via
        if via is None:
            return [f"t.{name} = k.{name}" for name in columns(self._rel.child)]
        pairs = zip(columns(self._rel.child), columns(via.child), strict=True)
        links = [f"v.{name} = k.{name}" for name in columns(via.parent)]
        links += _known(self._bind, "v", self._question.as_of)
        linked = ", ".join(f"v.{name}" for _, name in pairs)
        child = ", ".join(f"t.{name}" for name in columns(self._rel.child))
        source = f"FROM {self._table(via.table)} v WHERE {' AND '.join(links)}"
        return [f"({child}) IN (SELECT {linked} {source})"]

    def _filter(self, condition: Filter, value: Any) -> str:
        match condition:
            case Compare(column, "contains"):
                return f"position(lower({self._bind(value)}::text) IN lower(t.{column})) > 0"
            case Compare(column, operator):
                return f"t.{column} {operator} {self._bind(value)}"
            case Within(since, until):
                day = self._bind(value)
                return f"coalesce(t.{since} <= {day}, true) AND coalesce({day} < t.{until}, true)"
            case Either(one, other):
                return f"{self._bind(value)} IN (t.{one}, t.{other})"
            case column if isinstance(value, list):
                return f"t.{column} = ANY({self._bind(value)})"
            case column:
                return f"t.{column} = {self._bind(value)}"


def _known(bind: Any, alias: str, as_of: datetime | None) -> list[str]:
    if as_of is None:
        return []
    return [f"tstzrange({alias}.known_from, {alias}.known_to) @> {bind(as_of)}::timestamptz"]


def _direction(column: str, *, down: bool) -> str:
    return f"{column} DESC" if down else column


def _after(rel: Rel) -> str:
    """Not before and not at the row of the cursor, column by column."""
    condition = "false"
    for name, down in reversed(rel.ordering):
        later = f"t.{name} {'<' if down else '>'} c.{name}"
        condition = f"({later} OR (t.{name} = c.{name} AND {condition}))"
    return condition
