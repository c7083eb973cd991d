"""A schema beside another of the same shape, or some of its tables: filled, then put in its place.

Who reads the one that serves notices nothing: a schema's new name is seen with the commit, by
prepared statements too, and what was read from is kept under another name, to go back to.
"""

import asyncio
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager
from itertools import groupby
from typing import Final

import asyncpg

from kernel.postgres import granted
from kernel.postgres.pool import Connection, patient

_TABLES = """
SELECT format('%I', relname) AS name FROM pg_class
WHERE relnamespace = $1::text::regnamespace AND relkind = 'r'
  AND ($2::text[] IS NULL OR relname = ANY ($2)) ORDER BY oid
"""
_VIEWS = """
SELECT format('CREATE VIEW %I AS %s', relname, pg_get_viewdef(oid)) FROM pg_class
WHERE relnamespace = $1::text::regnamespace AND relkind = 'v'
  AND ($2::text[] IS NULL OR relname = ANY ($2)) ORDER BY oid
"""
_INDEXES = """
SELECT format('%I', t.relname) AS of, coalesce(k.contype = 'p', false) AS is_key,
  CASE WHEN k.oid IS NULL THEN pg_get_indexdef(i.indexrelid, 0, true)
  ELSE format('ALTER TABLE %I ADD CONSTRAINT %I ', t.relname, k.conname)
    || pg_get_constraintdef(k.oid) END AS statement
FROM pg_index i JOIN pg_class t ON t.oid = i.indrelid
LEFT JOIN pg_constraint k ON k.conindid = i.indexrelid AND k.contype IN ('p', 'u', 'x')
WHERE t.relnamespace = $1::text::regnamespace AND ($3::text[] IS NULL OR t.relname = ANY ($3))
  AND NOT EXISTS (SELECT FROM pg_class built JOIN pg_class mould USING (relname)
                   WHERE mould.oid = i.indexrelid AND built.relnamespace = to_regnamespace($2))
ORDER BY t.oid, i.indexrelid
"""
_COLUMNS = """
SELECT c.relname, a.attname, a.atttypid, a.attnotnull, a.attcollation
FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
WHERE c.relnamespace = $1::text::regnamespace AND c.relkind IN ('r', 'v')
  AND a.attnum > 0 AND NOT a.attisdropped
ORDER BY 1, 2
"""
_EXISTS = "SELECT EXISTS (SELECT FROM pg_namespace WHERE nspname = $1)"

_ONE_AT_A_TIME: Final = 4_021_990_114  # any number that nothing else in the database locks
_LOOK_AGAIN_SECONDS: Final = 0.2


class NoSuchTwin(LookupError):
    """There is no schema of this name, or not of the same shape: a migration came between."""


class AnotherRebuilds(RuntimeError):
    """Two at once would fill the same tables."""


@asynccontextmanager
async def alone(url: str, *, name: str, wait: bool = False) -> AsyncIterator[asyncpg.Connection]:
    """Open a connection for long work; only one in the database at a time makes twins.

    Raises `AnotherRebuilds`, unless it is to wait for the other.
    """
    connection = await patient(url, name=name)
    try:
        while not await connection.fetchval("SELECT pg_try_advisory_lock($1)", _ONE_AT_A_TIME):
            if not wait:
                raise AnotherRebuilds
            await asyncio.sleep(_LOOK_AGAIN_SECONDS)
        yield connection
    finally:
        await connection.close()


async def make(connection: Connection, name: str, *, like: str) -> None:
    """Make an empty schema with the tables and views of another, and none of its indexes.

    One of that name is dropped first.
    """
    async with connection.transaction():
        await connection.execute(f"DROP SCHEMA IF EXISTS {name} CASCADE; CREATE SCHEMA {name}")
        await _copy_shape(connection, name, like)


async def make_some(connection: Connection, name: str, *, like: str, tables: Sequence[str]) -> None:
    """Make empty twins of some tables and views, with their primary keys alone.

    Those of these names are dropped first, others in the schema are left.
    """
    async with connection.transaction():
        await connection.execute(f"CREATE SCHEMA IF NOT EXISTS {name}")
        await _drop(connection, name, tables)
        await _copy_shape(connection, name, like, tables)
        await _on_path(connection, like)
        indexes = await connection.fetch(_INDEXES, like, name, tables)
        await _on_path(connection, name)
        for index in indexes:
            if index["is_key"]:
                await connection.execute(index["statement"])


async def _copy_shape(
    connection: Connection, name: str, like: str, only: Sequence[str] | None = None
) -> None:
    # What is on the path is written without its schema, and then found on the other one.
    await _on_path(connection, like)
    tables = await connection.fetch(_TABLES, like, only)
    views = [row[0] for row in await connection.fetch(_VIEWS, like, only)]
    await _on_path(connection, name)
    for (table,) in tables:
        await connection.execute(
            f"CREATE TABLE {table} (LIKE {like}.{table} INCLUDING ALL EXCLUDING INDEXES)"
        )
    for view in views:
        await connection.execute(view)


async def _drop(connection: Connection, name: str, tables: Sequence[str]) -> None:
    """Drop tables, and views over them with them."""
    for (table,) in await connection.fetch(_TABLES, name, tables):
        await connection.execute(f"DROP TABLE {name}.{table} CASCADE")


async def complete(
    pool: asyncpg.Pool, name: str, *, like: str, only: Sequence[str] | None = None
) -> None:
    """Give tables that were filled the indexes of the other's, and statistics."""
    async with pool.acquire() as connection, connection.transaction():
        await _on_path(connection, like)
        rows = await connection.fetch(_INDEXES, like, name, only)
    left = [
        f"{';'.join(row['statement'] for row in several)}; ANALYZE {table}"
        for table, several in groupby(rows, lambda row: row["of"])
    ]

    async def build() -> None:
        async with pool.acquire() as connection, connection.transaction():
            await _on_path(connection, name)
            # Good enough to begin with; the server looks closer when it next cleans up.
            await connection.execute("SET LOCAL default_statistics_target = 10")
            while left:
                await connection.execute(left.pop())

    async with asyncio.TaskGroup() as tasks:
        for _ in range(pool.get_max_size()):
            tasks.create_task(build())


async def put_in_place(connection: Connection, name: str, *, of: str, keep: str) -> None:
    """Rename, within the transaction: `name` serves as `of`, which is kept as `keep`.

    Who was granted something on `of` is granted it on what serves then.
    What was kept before is dropped, unless that is what is put in place. Raises `NoSuchTwin`.
    """
    if not await connection.fetchval(_EXISTS, name):
        raise NoSuchTwin(name)
    if await _shape(connection, name) != await _shape(connection, of):
        raise NoSuchTwin(f"{name} is not as {of} is")
    await granted.carry_all(connection, of=of, to=name)
    leaving = f"{of}_leaving"
    await connection.execute(f"ALTER SCHEMA {of} RENAME TO {leaving}")
    await connection.execute(f"ALTER SCHEMA {name} RENAME TO {of}")
    await connection.execute(f"DROP SCHEMA IF EXISTS {keep} CASCADE")
    await connection.execute(f"ALTER SCHEMA {leaving} RENAME TO {keep}")


async def exchange(
    connection: Connection, tables: Iterable[str], name: str, *, of: str, keep: str
) -> None:
    """Move, within the transaction: the tables of `name` to `of`, and what is there to `keep`.

    Views are moved as tables are, and what is granted on those of `of` is granted on what takes
    their place. What was kept before is dropped, unless it is what is moved.
    The tables of `of` should be locked: to a statement that waits for one it has its new place.
    """
    tables = list(tables)
    await granted.carry(connection, of=of, to=name, only=tables)
    leaving = f"{of}_leaving"
    await connection.execute(f"CREATE SCHEMA IF NOT EXISTS {keep}; CREATE SCHEMA {leaving}")
    await _move(connection, tables, of, leaving)
    await _move(connection, tables, name, of)
    await _drop(connection, keep, tables)
    await _move(connection, tables, leaving, keep)
    await connection.execute(f"DROP SCHEMA {leaving}")


async def _move(connection: Connection, tables: Iterable[str], name: str, to: str) -> None:
    for table in tables:
        await connection.execute(f"ALTER TABLE IF EXISTS {name}.{table} SET SCHEMA {to}")


async def _on_path(connection: Connection, name: str) -> None:
    await connection.execute(f"SET LOCAL search_path = {name}")


async def _shape(connection: Connection, name: str) -> Sequence[tuple[object, ...]]:
    return [tuple(row) for row in await connection.fetch(_COLUMNS, name)]
