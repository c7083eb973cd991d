"""Compare two tables of one shape: checksums of aggregates, then the rows where they differ."""
# ruff: noqa: S608 - names come from declarations in our own code

from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from kernel.postgres.pool import Connection
from kernel.postgres.tables import KeyValues, Table

NAMED: Final = 100
"""Aggregates of a table whose rows are compared one by one; the others are counted."""


class Stored(NamedTuple):
    """A table as it is in the database; so many columns of its key say which aggregate it is of."""

    name: str
    key: Sequence[str]
    aggregate: int = 1


class Row(NamedTuple):
    """What is wrong with a row, and in which columns if it is in both tables."""

    key: KeyValues
    wrong: str
    columns: Sequence[str]


class Found(NamedTuple):
    """How many aggregates there should be, how many differ, and rows of the first of these."""

    aggregates: int
    differing: int
    rows: Sequence[Row]


def stored(table: Table, aggregate: int = 1) -> Iterator[Stored]:
    """Yield the tables that a declared one is kept in: what is known now, and what was."""
    yield Stored(table.name, table.key, aggregate)
    if table.history:
        yield Stored(f"{table.name}_history", (*table.key, "known_from"), aggregate)


def empty_twin(kept: Stored, told: Stored) -> str:
    """Return the statement that creates a table with the columns and the key of another."""
    return f"CREATE TABLE {told.name} (LIKE {kept.name}, PRIMARY KEY ({', '.join(told.key)}))"


async def compare(connection: Connection, kept: Stored, told: Stored) -> Found:
    """Compare what is kept with what it should be."""
    row = await connection.fetchrow(_compare_checksums(kept, told))
    assert row is not None  # noqa: S101 - it counts
    if not row["differing"]:
        return Found(row["aggregates"], 0, ())
    statement = _compare_rows(kept, told)
    rows = [
        Row(tuple(key), wrong, columns)
        for *key, wrong, columns in await connection.fetch(statement, row["named"])
    ]
    differing = row["differing"]
    if differing <= NAMED:  # what a column says may be written in two ways
        differing = len({each.key[: kept.aggregate] for each in rows})
    return Found(row["aggregates"], differing, rows)


def _compare_checksums(kept: Stored, told: Stored) -> str:
    return f"""
        WITH told AS ({_checksums(told)}), kept AS ({_checksums(kept)})
        SELECT (SELECT count(*) FROM told) AS aggregates, count(*) AS differing,
               (array_agg(aggregate ORDER BY aggregate))[:{NAMED}] AS named
          FROM told FULL JOIN kept USING (aggregate)
         WHERE told.sum IS DISTINCT FROM kept.sum
    """


def _aggregate(of: Stored) -> str:
    return f"concat_ws(' ', {', '.join(of.key[: of.aggregate])})"


def _checksums(of: Stored) -> str:
    return (
        f"SELECT {_aggregate(of)} AS aggregate, sha256(convert_to("
        f"string_agg(r::text, chr(10) ORDER BY {', '.join(of.key)}), 'UTF8')) AS sum"
        f" FROM {of.name} AS r GROUP BY 1"
    )


def _compare_rows(kept: Stored, told: Stored) -> str:
    key = ", ".join(kept.key)
    return f"""
        WITH told AS ({_documents(told)}), kept AS ({_documents(kept)})
        SELECT {key}, CASE WHEN kept.said IS NULL THEN 'is missing'
                 WHEN told.said IS NULL THEN 'should not be there'
                 ELSE 'is not what the events say' END,
               ARRAY(SELECT t.key FROM jsonb_each(told.said) AS t
                      WHERE kept.said IS NOT NULL
                        AND t.value IS DISTINCT FROM kept.said -> t.key ORDER BY t.key)
          FROM told FULL JOIN kept USING ({key})
         WHERE told.said IS DISTINCT FROM kept.said ORDER BY {key}
    """


def _documents(of: Stored) -> str:
    return (
        f"SELECT {', '.join(of.key)}, to_jsonb(r) AS said FROM {of.name} AS r"
        f" WHERE {_aggregate(of)} = ANY ($1)"
    )
