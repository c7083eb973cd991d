"""The read model in PostgreSQL: the same rows, now and then, however events arrive."""

import asyncpg
import pytest

from gateway.projector import forget as forget_source
from gateway.read_model import book
from gateway.read_model.dossiers import NotOnFile
from gateway.read_model.memory import DOSSIER
from kernel.kafka.topics import Source
from kernel.postgres.rows import Table
from tests.gateway.asking import hear
from tests.gateway.story import ESTABLISHED, binding
from tests.gateway.telling import Unit

pytestmark = pytest.mark.postgres


async def apply(pool: asyncpg.Pool, unit: Unit, size: int) -> None:
    for start in range(0, len(unit.said), size):
        async with pool.acquire() as connection, connection.transaction():
            await book.apply(connection, unit.said[start : start + size])


async def everything(pool: asyncpg.Pool) -> dict[str, list[str]]:
    """Return every version of every row as text."""
    found = {}
    for table in book.TABLES:
        rows = await pool.fetch(f"SELECT t::text AS row FROM {table.name}_all t ORDER BY 1")
        found[table.name] = [row["row"] for row in rows]
    return found


async def forget(pool: asyncpg.Pool) -> None:
    names = [table.name for table in book.TABLES]
    past = [f"{name}_history" for name in names]
    await pool.execute(f"TRUNCATE {', '.join([*names, *past, DOSSIER.name])}")


async def test_rows_and_their_history_do_not_depend_on_how_events_were_batched(
    writer: asyncpg.Pool,
) -> None:
    unit = binding()
    await apply(writer, unit, len(unit.said))
    at_once = await everything(writer)
    assert at_once["rm.vote"], "the story ends in votes"
    for size in (1, 3):
        await forget(writer)
        await apply(writer, unit, size)
        assert await everything(writer) == at_once


async def test_the_tables_are_those_that_the_read_model_declares(writer: asyncpg.Pool) -> None:
    await writer.execute("ALTER SCHEMA rm RENAME TO migrated")
    await writer.execute(book.definition())
    names = [table.name.removeprefix("rm.") for table in (*book.TABLES, DOSSIER)]
    names += [f"{table.name.removeprefix('rm.')}_history" for table in book.TABLES]
    for name in names:
        assert await columns(writer, "migrated", name) == await columns(writer, "rm", name)


async def columns(pool: asyncpg.Pool, schema: str, table: str) -> list[tuple[str, ...]]:
    rows = await pool.fetch(
        """
        SELECT column_name, data_type, is_nullable, coalesce(collation_name, '')
        FROM information_schema.columns WHERE table_schema = $1 AND table_name = $2
        ORDER BY ordinal_position
        """,
        schema,
        table,
    )
    assert rows, f"{schema}.{table} does not exist"
    return [tuple(row) for row in rows]


async def test_a_batch_with_an_event_that_cannot_be_applied_leaves_nothing_behind(
    writer: asyncpg.Pool,
) -> None:
    unit = Unit()
    unit.say(*(said.event for said in binding("cd").said[:3]))
    unit.say(ESTABLISHED)
    unit.said[-1], unit.said[0] = unit.said[0], unit.said[-1]
    with pytest.raises(NotOnFile):
        await apply(writer, unit, len(unit.said))
    assert all(rows == [] for rows in (await everything(writer)).values())


def test_every_row_names_the_country_that_speaks() -> None:
    tables: tuple[Table, ...] = book.TABLES
    assert all(table.key[0] == "country_code" for table in tables)


async def test_a_source_whose_store_was_rewound_is_forgotten_with_its_past_and_no_other_is(
    writer: asyncpg.Pool,
) -> None:
    ma, cd = binding("ma"), binding("cd")
    await hear(writer, cd)
    only_cd = await everything(writer)
    await hear(writer, ma)
    async with writer.acquire() as connection, connection.transaction():
        await forget_source(connection, Source("ma", "partnerships"))
    assert await everything(writer) == only_cd
    known = await writer.fetch("SELECT unit FROM rm.source WHERE known_until IS NOT NULL")
    assert [row["unit"] for row in known] == ["cd"]
    await hear(writer, ma)
    assert len((await everything(writer))["rm.protocol"]) > len(only_cd["rm.protocol"])
