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


def _unnest(table: Table, names: Iterable[str], *more: str) -> tuple[str, str]:
    """Return the select list and the FROM item that turn parameters $1… into rows."""
    types = {name: table.type_of(name) for name in names}
    sent = ["text" if type_.endswith("[]") else type_ for type_ in types.values()]
    parameters = ", ".join(f"${n}::{type_}[]" for n, type_ in enumerate([*sent, *more], 1))
    read = (f"{name}::{type_}" if type_.endswith("[]") else name for name, type_ in types.items())
    return ", ".join(read), f"unnest({parameters})"


@cache
def select(table: Table) -> str:
    _, source = _unnest(table, table.key)
    columns = [f"t.{name}" for name in table.columns]
    if table.history:
        columns.append("t.known_from")
    return (
        f"SELECT {', '.join(columns)} FROM {source} AS k ({', '.join(table.key)})"
        f" JOIN {table.name} AS t USING ({', '.join(table.key)})"
    )


@cache
def upsert(table: Table) -> str:
    known = ["known_from"] if table.history else []
    names = [*table.columns, *known]
    read, source = _unnest(table, table.columns, *(["timestamptz"] if known else []))
    read = ", ".join([read, *known])
    changed = [f"{name} = excluded.{name}" for name in names if name not in table.key]
    then = f"UPDATE SET {', '.join(changed)}" if changed else "NOTHING"
    return (
        f"INSERT INTO {table.name} ({', '.join(names)})"
        f" SELECT {read} FROM {source} AS v ({', '.join(names)})"
        f" ON CONFLICT ({', '.join(table.key)}) DO {then}"
    )


@cache
def insert_past(table: Table) -> str:
    names = ", ".join([*table.columns, "known_from", "known_to"])
    read, source = _unnest(table, table.columns, "timestamptz", "timestamptz")
    return (
        f"INSERT INTO {table.name}_history ({names})"
        f" SELECT {read}, known_from, known_to FROM {source} AS v ({names})"
    )


@cache
def delete(table: Table) -> str:
    _, source = _unnest(table, table.key)
    matches = " AND ".join(f"t.{name} = k.{name}" for name in table.key)
    return (
        f"DELETE FROM {table.name} AS t"
        f" USING {source} AS k ({', '.join(table.key)}) WHERE {matches}"
    )
