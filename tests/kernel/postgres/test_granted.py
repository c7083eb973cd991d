"""Whoever was let into a table is let into what takes its place."""

from collections.abc import AsyncIterator
from uuid import uuid4

import asyncpg
import pytest

from kernel.postgres import twins
from tests.kernel.stores import opened_pool

pytestmark = pytest.mark.postgres

LAMPS = """
CREATE SCHEMA views;
CREATE TABLE views.lamps (id integer PRIMARY KEY, lit boolean);
CREATE VIEW views.dark AS SELECT id FROM views.lamps WHERE NOT lit
"""
GRANTED = """
SELECT table_name, privilege_type, is_grantable FROM information_schema.table_privileges
WHERE table_schema = 'views' AND grantee = $1
UNION ALL
SELECT table_name || '.' || column_name, privilege_type, is_grantable
FROM information_schema.column_privileges
WHERE table_schema = 'views' AND grantee = $1 AND privilege_type = 'UPDATE'
UNION ALL SELECT relname, obj_description(oid, 'pg_class'), col_description(oid, 2)
FROM pg_class WHERE relnamespace = 'views'::regnamespace AND relkind IN ('r', 'v')
UNION ALL SELECT nspname, obj_description(oid), has_schema_privilege($1, oid, 'USAGE')::text
FROM pg_namespace WHERE nspname = 'views'
ORDER BY 1, 2, 3
"""


@pytest.fixture
async def pool(database: str) -> AsyncIterator[asyncpg.Pool]:
    async with opened_pool(database, 2) as pool:
        await pool.execute(LAMPS)
        yield pool


@pytest.fixture
async def guest(pool: asyncpg.Pool) -> AsyncIterator[str]:
    """Yield a role that owns nothing."""
    name = f"guest_{uuid4().hex[:8]}"
    await pool.execute(f"CREATE ROLE {name}")
    yield name
    await pool.execute(f"DROP OWNED BY {name}; DROP ROLE {name}")


async def granted(pool: asyncpg.Pool, guest: str) -> list[tuple[str, ...]]:
    """Return what someone may do with which table or column, and what is said of them."""
    return [tuple(row) for row in await pool.fetch(GRANTED, guest)]


async def let_in(pool: asyncpg.Pool, guest: str) -> None:
    await pool.execute(f"""
        GRANT USAGE ON SCHEMA views TO {guest};
        GRANT SELECT ON views.lamps TO {guest};
        GRANT SELECT ON views.dark TO {guest} WITH GRANT OPTION;
        GRANT UPDATE (lit) ON views.lamps TO {guest};
        COMMENT ON SCHEMA views IS 'what is seen';
        COMMENT ON TABLE views.lamps IS 'which are lit';
        COMMENT ON VIEW views.dark IS 'which are not';
        COMMENT ON COLUMN views.lamps.lit IS 'is it on'
    """)


async def exchange(pool: asyncpg.Pool, name: str) -> None:
    async with pool.acquire() as connection, connection.transaction():
        await twins.exchange(connection, ["lamps", "dark"], name, of="views", keep="views_previous")


async def replace_all(pool: asyncpg.Pool, name: str) -> None:
    async with pool.acquire() as connection, connection.transaction():
        await twins.put_in_place(connection, name, of="views", keep="views_previous")


async def change_of_mind(pool: asyncpg.Pool, guest: str) -> list[tuple[str, ...]]:
    await pool.execute(f"""
        REVOKE ALL ON views.lamps FROM {guest};
        GRANT DELETE ON views.lamps TO {guest};
        REVOKE GRANT OPTION FOR SELECT ON views.dark FROM {guest};
        COMMENT ON TABLE views.lamps IS NULL
    """)
    return await granted(pool, guest)


async def test_tables_that_are_exchanged_keep_their_readers_and_their_comments(
    pool: asyncpg.Pool, guest: str
) -> None:
    async with pool.acquire() as connection:
        names = ["lamps", "dark"]
        await twins.make_some(connection, "views_next", like="views", tables=names)
    await let_in(pool, guest)  # after the twin was made
    before = await granted(pool, guest)
    assert len(before) == 6
    await exchange(pool, "views_next")
    assert await granted(pool, guest) == before
    after = await change_of_mind(pool, guest)
    assert after != before
    await exchange(pool, "views_previous")
    assert await granted(pool, guest) == after, "what is older lets in no more than what served"


async def test_a_schema_that_takes_the_place_of_another_lets_the_same_people_in(
    pool: asyncpg.Pool, guest: str
) -> None:
    async with pool.acquire() as connection:
        await twins.make(connection, "views_next", like="views")
    await let_in(pool, guest)
    await pool.execute(
        f"ALTER DEFAULT PRIVILEGES IN SCHEMA views GRANT SELECT ON TABLES TO {guest}"
    )
    before = await granted(pool, guest)
    await replace_all(pool, "views_next")
    assert await granted(pool, guest) == before
    await pool.execute("CREATE TABLE views.later ()")
    assert ("later", "SELECT", "NO") in await granted(pool, guest)
    await pool.execute("DROP TABLE views.later")
    after = await change_of_mind(pool, guest)
    await pool.execute(f"REVOKE ALL ON SCHEMA views FROM {guest}")
    await replace_all(pool, "views_previous")
    assert ("views", "what is seen", "false") in await granted(pool, guest)
    assert {*after} - {*await granted(pool, guest)} == {("views", "what is seen", "true")}
