"""The read model in PostgreSQL: the same rows, now and then, however events arrive."""

from collections import defaultdict

import asyncpg
import pytest

from gateway.projector import forget as forget_source
from gateway.read_model import book
from gateway.read_model.dossiers import NotOnFile
from gateway.read_model.memory import DOSSIER, Memory
from gateway.read_model.records import RECORD
from kernel.kafka.topics import Source
from kernel.postgres.rows import Table
from tests.gateway.asking import hear
from tests.gateway.cooperation import accepted, expense, handed_in, reopened, reported, value
from tests.gateway.story import ESTABLISHED, binding
from tests.gateway.telling import Unit, told_by

pytestmark = pytest.mark.postgres

SUMS = """
SELECT f.country_code, f.id, f.value, sum(s.value) FILTER (WHERE s.included) AS sources
FROM rm.figure_all f LEFT JOIN rm.figure_source_all s ON s.country_code = f.country_code
  AND s.figure_id = f.id AND s.known_from <= $1 AND s.known_to > $1
WHERE f.known_from <= $1 AND f.known_to > $1
GROUP BY f.country_code, f.id, f.value
HAVING f.value IS DISTINCT FROM sum(s.value) FILTER (WHERE s.included)
"""
"""Figures that are not the sum of what they are said to be made of."""


async def apply(
    pool: asyncpg.Pool, unit: Unit, size: int, memories: dict[str, Memory] | None = None
) -> None:
    for service, said in unit.services.items():
        for start in range(0, len(said), size):
            memory = memories[service] if memories is not None else None
            async with pool.acquire() as connection, connection.transaction():
                await book.apply(connection, said[start : start + size], memory)


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
    unit = reported()
    await apply(writer, unit, len(unit.said))
    at_once = await everything(writer)
    assert all(at_once.values()), "the story leaves rows in every table"
    for size in (1, 3, 7):
        await forget(writer)
        await apply(writer, unit, size)
        assert await everything(writer) == at_once


async def test_rows_do_not_depend_on_what_is_remembered_between_batches(
    writer: asyncpg.Pool,
) -> None:
    unit = reported()
    await apply(writer, unit, 2)
    forgetful = await everything(writer)
    await forget(writer)
    memories: dict[str, Memory] = defaultdict(Memory)
    await apply(writer, unit, 2, memories)
    assert await everything(writer) == forgetful


async def test_many_rows_at_once_are_written_as_few_are(writer: asyncpg.Pool) -> None:
    units = [reported(code) for code in ("ma", "cd", "bj", "sn", "bf")]
    everyone = [said for unit in units for said in unit.services["partnerships"]]
    async with writer.acquire() as connection, connection.transaction():
        await book.apply(connection, everyone)
    at_once = await everything(writer)
    await forget(writer)
    for said in everyone:
        async with writer.acquire() as connection, connection.transaction():
            await book.apply(connection, [said])
    assert await everything(writer) == at_once


def test_what_stands_after_many_events_is_what_a_dossier_says_as_a_whole() -> None:
    """Rows are put where something they follow from has changed: nothing else may differ."""
    ledger = told_by(reported("ma"), binding("cd"))
    whole = {
        (part.table, part.table.key_of(row)): row
        for filed in ledger.dossiers.values()
        for part in filed.dossier.parts()
        for row in [part.render(place, basis) for place, basis in part.bases.items()]
    }
    assert whole == {key: row for key, row in ledger.rows.items() if key[0] is not RECORD}


async def test_a_figure_is_the_sum_of_its_included_sources_at_every_moment(
    writer: asyncpg.Pool,
) -> None:
    ma, cd = reported("ma"), reported("cd")
    ma.say(reopened(3))
    ma.say(handed_in(value(number="33.5"), version=3, expenses=(expense("1.05"),)))
    ma.say(accepted(3))
    for unit in (ma, cd):
        await apply(writer, unit, 5)
    moments = sorted({said.at for unit in (ma, cd) for said in unit.said})
    told = 0
    for at in moments:
        wrong = await writer.fetch(SUMS, at)
        assert wrong == [], at
        told += await writer.fetchval(
            "SELECT count(*) FROM rm.figure_all"
            " WHERE known_from <= $1 AND known_to > $1 AND value IS NOT NULL",
            at,
        )
    assert told > 0


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
