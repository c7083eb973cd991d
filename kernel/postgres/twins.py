"""A schema beside another of the same shape: filled without indexes, then put in its place.

Who reads the one that serves notices nothing: a schema's new name is seen with the commit, by
prepared statements too, and what was read from is kept under another name, to go back to.
"""

import asyncio
from collections.abc import Sequence
from itertools import groupby

import asyncpg

from kernel.postgres.pool import Connection

_TABLES = """
SELECT format('%I', relname) AS name FROM pg_class
WHERE relnamespace = $1::text::regnamespace AND relkind = 'r' ORDER BY oid
"""
_VIEWS = """
SELECT format('CREATE VIEW %I AS %s', relname, pg_get_viewdef(oid)) FROM pg_class
WHERE relnamespace = $1::text::regnamespace AND relkind = 'v' ORDER BY oid
"""
_INDEXES = """
SELECT format('%I', t.relname) AS of,
  CASE WHEN k.oid IS NULL THEN pg_get_indexdef(i.indexrelid, 0, true)
  ELSE format('ALTER TABLE %I ADD CONSTRAINT %I ', t.relname, k.conname)
    || pg_get_constraintdef(k.oid) END AS statement
FROM pg_index i JOIN pg_class t ON t.oid = i.indrelid
LEFT JOIN pg_constraint k ON k.conindid = i.indexrelid AND k.contype IN ('p', 'u', 'x')
WHERE t.relnamespace = $1::text::regnamespace ORDER BY t.oid, i.indexrelid
"""
_COLUMNS = """
SELECT c.relname, a.attname, a.atttypid, a.attnotnull, a.attcollation
FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
WHERE c.relnamespace = $1::text::regnamespace AND c.relkind IN ('r', 'v')
  AND a.attnum > 0 AND NOT a.attisdropped
ORDER BY 1, 2
"""
_EXISTS = "SELECT EXISTS (SELECT FROM pg_namespace WHERE nspname = $1)"


class NoSuchTwin(LookupError):
    """There is no schema of this name, or not of the same shape: a migration came between."""


async def make(connection: Connection, name: str, *, like: str) -> None:
    """Make an empty schema with the tables and views of another, and none of its indexes.

    One of that name is dropped first.
    """
    async with connection.transaction():
        await connection.execute(f"DROP SCHEMA IF EXISTS {name} CASCADE; CREATE SCHEMA {name}")
        # What is on the path is written without its schema, and then found on the other one.
        await _on_path(connection, like)
        tables = await connection.fetch(_TABLES, like)
        views = [row[0] for row in await connection.fetch(_VIEWS, like)]
        await _on_path(connection, name)
        for (table,) in tables:
            await connection.execute(
                f"CREATE TABLE {table} (LIKE {like}.{table} INCLUDING ALL EXCLUDING INDEXES)"
            )
        for view in views:
            await connection.execute(view)


async def complete(pool: asyncpg.Pool, name: str, *, like: str) -> None:
    """Give a schema that was filled the indexes of the other, and its tables statistics."""
    async with pool.acquire() as connection, connection.transaction():
        await _on_path(connection, like)
        rows = await connection.fetch(_INDEXES, like)
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

    What was kept before is dropped, unless that is what is put in place. Raises `NoSuchTwin`.
    """
    if not await connection.fetchval(_EXISTS, name):
        raise NoSuchTwin(name)
    if await _shape(connection, name) != await _shape(connection, of):
        raise NoSuchTwin(f"{name} is not as {of} is")
    leaving = f"{of}_leaving"
    await connection.execute(f"ALTER SCHEMA {of} RENAME TO {leaving}")
    await connection.execute(f"ALTER SCHEMA {name} RENAME TO {of}")
    await connection.execute(f"DROP SCHEMA IF EXISTS {keep} CASCADE")
    await connection.execute(f"ALTER SCHEMA {leaving} RENAME TO {keep}")


async def _on_path(connection: Connection, name: str) -> None:
    await connection.execute(f"SET LOCAL search_path = {name}")


async def _shape(connection: Connection, name: str) -> Sequence[tuple[object, ...]]:
    return [tuple(row) for row in await connection.fetch(_COLUMNS, name)]
