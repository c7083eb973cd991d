"""Write the SQL of a declared table: its definition, and set-based reads and writes.

Names come from declarations in our own code; every value is a parameter.
"""
# ruff: noqa: S608

from collections.abc import Iterable, Sequence
from functools import cache

from kernel.postgres.tables import Table


def ddl(*tables: Table, indexes: Iterable[str] = ()) -> str:
    """Return the statements that create the tables; for migrations and tests.

    `indexes` are written as PostgreSQL wants them after `CREATE INDEX ON`:
    `"rm.protocol (country_code)"`.
    """
    statements = [statement for table in tables for statement in _create(table)]
    return "\n".join([*statements, *(f"CREATE INDEX ON {index};" for index in indexes)]) + "\n"


def _create(table: Table) -> list[str]:
    key = ", ".join(table.key)
    columns = [f"{name} {type_}" for name, type_ in table.columns.items()]
    if not table.history:
        return [_create_table(table.name, [*columns, f"PRIMARY KEY ({key})"])]
    columns.append("known_from timestamptz NOT NULL")
    superseded = [
        "known_to timestamptz NOT NULL",
        f"PRIMARY KEY ({key}, known_from)",
        "CHECK (known_from < known_to)",
    ]
    names = ", ".join(table.columns)
    view = (
        f"CREATE VIEW {table.name}_all AS\n"
        f"  SELECT {names}, known_from, 'infinity'::timestamptz AS known_to FROM {table.name}\n"
        f"  UNION ALL SELECT {names}, known_from, known_to FROM {table.name}_history;"
    )
    return [
        _create_table(table.name, [*columns, f"PRIMARY KEY ({key})"]),
        _create_table(f"{table.name}_history", [*columns, *superseded]),
        view,
    ]


def _create_table(name: str, lines: Sequence[str]) -> str:
    return f"CREATE TABLE {name} (\n  " + ",\n  ".join(lines) + "\n);"


def _keys(table: Table) -> str:
    """Return the FROM item that turns one array per key column into rows `k`."""
    arrays = ", ".join(f"${n}::{table.type_of(name)}[]" for n, name in enumerate(table.key, 1))
    return f"unnest({arrays}) AS k ({', '.join(table.key)})"


def _given(table: Table, *moments: str) -> str:
    """Return the FROM item that turns one JSON array of objects into rows."""
    columns = [f"{name} {table.type_of(name)}" for name in table.columns]
    columns += [f"{name} timestamptz" for name in moments]
    return f"json_to_recordset($1::json) AS v ({', '.join(columns)})"


@cache
def select(table: Table) -> str:
    columns = [f"t.{name}" for name in table.columns]
    if table.history:
        columns.append("t.known_from")
    return (
        f"SELECT {', '.join(columns)} FROM {_keys(table)}"
        f" JOIN {table.name} AS t USING ({', '.join(table.key)})"
    )


@cache
def upsert(table: Table) -> str:
    moments = ["known_from"] if table.history else []
    columns = [*table.columns, *moments]
    names = ", ".join(columns)
    changed = [f"{name} = excluded.{name}" for name in columns if name not in table.key]
    then = f"UPDATE SET {', '.join(changed)}" if changed else "NOTHING"
    return (
        f"INSERT INTO {table.name} ({names}) SELECT {names} FROM {_given(table, *moments)}"
        f" ON CONFLICT ({', '.join(table.key)}) DO {then}"
    )


@cache
def insert_past(table: Table) -> str:
    names = ", ".join([*table.columns, "known_from", "known_to"])
    given = _given(table, "known_from", "known_to")
    return f"INSERT INTO {table.name}_history ({names}) SELECT {names} FROM {given}"


@cache
def delete(table: Table) -> str:
    matches = " AND ".join(f"t.{name} = k.{name}" for name in table.key)
    return f"DELETE FROM {table.name} AS t USING {_keys(table)} WHERE {matches}"
