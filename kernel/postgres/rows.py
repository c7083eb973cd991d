"""Reduce events to rows: pure functions over a working set, read and written set by set.

One batch: `load` the rows that its events touch, let the reducers `put` and `delete`, `store`
what changed. However often a row changes within a batch, it is written once.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, TypeAlias

import msgspec

from kernel.postgres import statements
from kernel.postgres.pool import Connection
from kernel.postgres.statements import ddl
from kernel.postgres.tables import JSON_TYPES, KeyValues, Row, Table

__all__ = ["Key", "Row", "Rows", "Table", "ddl", "load", "store"]

Key: TypeAlias = tuple[Table, KeyValues]


class _Working:
    """What a batch knows of one table, by key."""

    __slots__ = ("changed", "past", "rows", "since")

    def __init__(self) -> None:
        self.rows: dict[KeyValues, Row | None] = {}
        self.since: dict[KeyValues, datetime] = {}
        self.changed: dict[KeyValues, None] = {}
        self.past: list[tuple[Row, datetime, datetime]] = []


class Rows:
    """The rows one batch works on; `keys` are declared and, until loaded, absent."""

    def __init__(self, keys: Iterable[Key] = ()) -> None:
        self._tables: dict[Table, _Working] = {}
        for table, key in keys:
            self._of(table).rows[key] = None

    def _of(self, table: Table) -> _Working:
        working = self._tables.get(table)
        if working is None:
            working = self._tables[table] = _Working()
        return working

    def get(self, table: Table, *key: Any) -> Row | None:
        """Return the row as the events so far have left it.

        Raises `LookupError` for a key that was neither declared nor put: what the database holds
        under it is not known.
        """
        try:
            return self._tables[table].rows[key]
        except KeyError:
            raise _undeclared(table, key) from None

    def put(self, table: Table, row: Row, at: datetime) -> None:
        """Insert or replace a complete row, known from `at` on.

        With history the version before is kept until `at`; one replaced in the instant it became
        known leaves no trace. `at` must not decrease for a row, and the key must be declared.
        """
        if row.keys() != table.column_names:
            wrong = sorted(row.keys() ^ table.column_names)
            raise ValueError(f"{table.name}: too many or missing columns: {', '.join(wrong)}")
        key = table.key_of(row)
        working = self._of(table)
        if table.history:
            _supersede(table, working, key, at)
            working.since[key] = at
        working.rows[key] = row
        working.changed[key] = None

    def delete(self, table: Table, *key: Any, at: datetime) -> None:
        """Remove the row if it is there; with history it stays visible for moments before `at`."""
        working = self._of(table)
        if table.history:
            _supersede(table, working, key, at)
            working.since.pop(key, None)
        working.rows[key] = None
        working.changed[key] = None


def _supersede(table: Table, working: _Working, key: KeyValues, at: datetime) -> None:
    try:
        present = working.rows[key]
    except KeyError:
        raise _undeclared(table, key) from None
    if present is None:
        return
    since = working.since[key]
    if at < since:
        raise ValueError(f"{table.name} {key}: known from {since}, cannot change at {at}")
    if at > since:
        working.past.append((present, since, at))


def _undeclared(table: Table, key: KeyValues) -> LookupError:
    return LookupError(f"{table.name} {key} is not among the declared keys")


async def load(connection: Connection, keys: Iterable[Key]) -> Rows:
    """Return the working set of these keys, one statement per table.

    Call it inside the transaction that will `store`.
    """
    rows = Rows(keys)
    # Plans kept from when the tables were small would scan them; these see their present size.
    await connection.execute("SET LOCAL plan_cache_mode = force_custom_plan")
    for table, working in rows._tables.items():  # noqa: SLF001 - the other half of the class
        documents = _documents(table)
        found = await connection.fetch(statements.select(table), *_key_arrays(table, working.rows))
        for record in found:
            row = dict(record)
            for name in documents:
                row[name] = _decode(row[name])
            key = table.key_of(row)
            if table.history:
                working.since[key] = row.pop("known_from")
            working.rows[key] = row
    return rows


async def store(connection: Connection, rows: Rows) -> None:
    """Write what changed, set by set: history, then removals, then present rows."""
    for table, working in rows._tables.items():  # noqa: SLF001 - the other half of the class
        if working.past:
            past = working.past
            columns = _arrays(table, [row for row, _, _ in past])
            times = [since for _, since, _ in past], [until for _, _, until in past]
            await connection.execute(statements.insert_past(table), *columns, *times)
        gone = [key for key in working.changed if working.rows[key] is None]
        if gone:
            await connection.execute(statements.delete(table), *_key_arrays(table, gone))
        kept = [(key, row) for key in working.changed if (row := working.rows[key]) is not None]
        if kept:
            columns = _arrays(table, [row for _, row in kept])
            if table.history:
                columns.append([working.since[key] for key, _ in kept])
            await connection.execute(statements.upsert(table), *columns)


def _documents(table: Table) -> list[str]:
    return [name for name in table.columns if table.type_of(name) in JSON_TYPES]


def _key_arrays(table: Table, keys: Iterable[KeyValues]) -> list[Sequence[Any]]:
    columns = list(zip(*keys, strict=True))
    return [_array(table, name, column) for name, column in zip(table.key, columns, strict=True)]


def _arrays(table: Table, rows: Sequence[Row]) -> list[Sequence[Any]]:
    return [_array(table, name, [row[name] for row in rows]) for name in table.columns]


def _array(table: Table, column: str, values: Sequence[Any]) -> Sequence[Any]:
    type_ = table.type_of(column)
    if type_ in JSON_TYPES:
        return [None if value is None else _encode(value) for value in values]
    if type_.endswith("[]"):
        return [None if value is None else _array_literal(value) for value in values]
    return values


def _encode(value: Any) -> str:
    return msgspec.json.encode(value).decode("utf-8")


def _decode(value: str | None) -> Any:
    return None if value is None else msgspec.json.decode(value)


def _array_literal(values: Iterable[Any]) -> str:
    """Write an array as PostgreSQL reads it: unnest would flatten an array of arrays.

    Source: PostgreSQL 18 documentation, 8.15.6 "Array Input and Output Syntax".
    """
    items = ("NULL" if value is None else _quoted(str(value)) for value in values)
    return "{" + ",".join(items) + "}"


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
