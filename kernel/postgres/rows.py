"""Reduce events to rows: pure functions over a working set, read and written set by set.

One batch: `load` the rows that its events touch, let the reducers `put` and `delete`, `store`
what changed. However often a row changes within a batch, it is written once.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Any, TypeAlias

import msgspec

from kernel.postgres import statements
from kernel.postgres.pool import Connection
from kernel.postgres.statements import ddl
from kernel.postgres.tables import JSON_TYPES, KeyValues, Row, Table

__all__ = ["Key", "Row", "Rows", "Table", "ddl", "load", "store"]

Key: TypeAlias = tuple[Table, KeyValues]
Where: TypeAlias = Callable[[Table], Table]
"""Says where the rows of a declared table are kept: in a twin of it, or there."""


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
        self.declare(keys)

    def declare(self, keys: Iterable[Key]) -> None:
        """Take in more keys; one that is new is absent."""
        tables = self._tables
        for table, key in keys:
            if table not in tables:
                tables[table] = _Working()
            tables[table].rows.setdefault(key, None)

    def _of(self, table: Table) -> _Working:
        working = self._tables.get(table)
        if working is None:
            working = self._tables[table] = _Working()
        return working

    @property
    def altered(self) -> bool:
        return any(working.changed or working.past for working in self._tables.values())

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
        working = self._tables.get(table) or self._of(table)
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


async def load(connection: Connection, keys: Iterable[Key], where: Where | None = None) -> Rows:
    """Return the working set of these keys, one statement per table.

    Call it inside the transaction that will `store`.
    """
    rows = Rows(keys)
    # Plans kept from when the tables were small would scan them; these see their present size.
    await connection.execute("SET LOCAL plan_cache_mode = force_custom_plan")
    for table, working in rows._tables.items():  # noqa: SLF001 - the other half of the class
        documents = _documents(table)
        select = statements.select(where(table) if where else table)
        found = await connection.fetch(select, *_columns(working.rows))
        for record in found:
            row = dict(record)
            for name in documents:
                row[name] = _decode(row[name])
            key = table.key_of(row)
            if table.history:
                working.since[key] = row.pop("known_from")
            working.rows[key] = row
    return rows


async def store(connection: Connection, rows: Rows, where: Where | None = None) -> None:
    """Write what changed, set by set: history, then removals, then present rows."""
    for declared, working in rows._tables.items():  # noqa: SLF001 - the other half of the class
        table = where(declared) if where else declared
        if working.past:
            past = [
                {**row, "known_from": since, "known_to": until}
                for row, since, until in working.past
            ]
            await connection.execute(statements.insert_past(table), _encode(past))
        present: list[Row] = []
        gone: list[KeyValues] = []
        for key in working.changed:
            row = working.rows[key]
            if row is None:
                gone.append(key)
            elif table.history:
                present.append({**row, "known_from": working.since[key]})
            else:
                present.append(row)
        if gone:
            await connection.execute(statements.delete(table), *_columns(gone))
        if present:
            await connection.execute(statements.upsert(table), _encode(present))


def _documents(table: Table) -> list[str]:
    return [name for name in table.columns if table.type_of(name) in JSON_TYPES]


def _columns(keys: Iterable[KeyValues]) -> list[tuple[Any, ...]]:
    return list(zip(*keys, strict=True))


def _encode(rows: Sequence[Row]) -> str:
    """Write rows as one document: PostgreSQL reads it faster than asyncpg encodes arrays."""
    return msgspec.json.encode(rows).decode("utf-8")


def _decode(value: str | None) -> Any:
    return None if value is None else msgspec.json.decode(value)
