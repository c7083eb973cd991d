"""A view that is not what its events say is found, row by row."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest

from kernel.events import Seen
from kernel.postgres.projections import Projection
from kernel.postgres.replayed import compare_views
from kernel.postgres.rows import Rows, Table, ddl
from tests.kernel import light
from tests.kernel.light import SwitchedOff, SwitchedOn
from tests.kernel.postgres.test_projections import CODECS, Stage, running
from tests.kernel.stores import opened_pool, opened_store

pytestmark = pytest.mark.postgres

LAMPS = [UUID(int=number) for number in range(1, 7)]
COLUMNS = {
    "id": "uuid",
    "lit": "boolean NOT NULL",
    "day": "date NOT NULL",
    "titles": "jsonb NOT NULL",
    "positions": "bigint[] NOT NULL",
    "first": "json",
}
NOW = Table("lit_now", ("id",), COLUMNS)
EVER = Table("lit_ever", ("id",), COLUMNS, history=True)


def projection(table: Table) -> Projection:
    def reduce(rows: Rows, seen: Seen[Any]) -> None:
        before = rows.get(table, seen.stream.id)
        row = {
            "id": seen.stream.id,
            "lit": light.evolve(bool(before and before["lit"]), seen.event),
            "day": datetime(2026, 11, seen.version, tzinfo=UTC).date(),
            "titles": {"fr": "allumée", "of": [seen.id]},
            "positions": [seen.position],
            "first": before["first"] if before else {"id": seen.id},
        }
        rows.put(table, row, seen.recorded_at)

    return Projection(table.name, 1, (table,), lambda seen: [(table, (seen.stream.id,))], reduce)


VIEWS = [projection(NOW), projection(EVER)]


@pytest.fixture
async def stage(database: str) -> AsyncIterator[Stage]:
    """Yield views that have applied two events of each of six lamps."""
    async with opened_store(database) as store, opened_pool(database, 6) as pool:
        await pool.execute(ddl(NOW, EVER))
        stage = Stage(store, pool)
        for event in (SwitchedOn(), SwitchedOff()):
            for lamp in LAMPS:
                await stage.happen(event, to=lamp)
        runner = stage.runner(*VIEWS)
        async with running(runner):
            await runner.wait_for(12)
        yield stage


async def faults(url: str) -> list[str]:
    return list((await compare_views(url, VIEWS, CODECS)).faults)


async def test_a_view_is_compared_with_what_it_has_applied_also_when_it_is_behind(
    stage: Stage, database: str
) -> None:
    assert await faults(database) == []
    await stage.happen(SwitchedOn(), to=LAMPS[0])
    assert await faults(database) == []


async def test_rows_that_were_changed_are_named(stage: Stage, database: str) -> None:
    changes = (
        "UPDATE lit_now SET lit = true",
        "UPDATE lit_now SET day = day + 1",
        "UPDATE lit_now SET titles = titles - 'fr'",
        "UPDATE lit_now SET positions = '{1,2}'",
        "UPDATE lit_now SET first = NULL",
        "DELETE FROM lit_now",
    )
    for lamp, change in zip(LAMPS, changes, strict=True):
        await stage.pool.execute(f"{change} WHERE id = '{lamp}'")
    *changed, missing = await faults(database)
    assert changed == [
        f"lit_now, lit_now: {lamp} is not what the events say in {column}, at 12"
        for lamp, column in zip(LAMPS, ("lit", "day", "titles", "positions", "first"), strict=False)
    ]
    assert missing == f"lit_now, lit_now: {LAMPS[-1]} is missing, at 12"


async def test_a_row_that_no_event_made_is_named(stage: Stage, database: str) -> None:
    other = UUID(int=9)
    await stage.pool.execute(
        f"INSERT INTO lit_now SELECT '{other}', lit, day, titles, positions, first"
        " FROM lit_now LIMIT 1"
    )
    assert await faults(database) == [f"lit_now, lit_now: {other} should not be there, at 12"]


async def test_what_was_known_in_the_past_is_compared_too(stage: Stage, database: str) -> None:
    await stage.pool.execute(f"UPDATE lit_ever_history SET lit = false WHERE id = '{LAMPS[0]}'")
    (fault,) = await faults(database)
    assert fault.startswith(f"lit_ever, lit_ever_history: {LAMPS[0]} 2026-")
    await stage.pool.execute(
        "UPDATE lit_ever_history SET lit = true;"
        "UPDATE lit_ever SET known_from = known_from + interval '1 us'"
    )
    assert len(await faults(database)) == len(LAMPS)


async def test_a_view_that_has_applied_what_never_happened_is_wrong_in_full(
    stage: Stage, database: str
) -> None:
    await stage.pool.execute("UPDATE store.checkpoints SET position = 6")
    assert len(await faults(database)) == 3 * len(LAMPS)


async def test_an_event_that_no_view_can_take_is_named(stage: Stage, database: str) -> None:
    await stage.pool.execute("UPDATE store.events SET type = 'Smashed' WHERE position = 5")
    (fault,) = await faults(database)
    assert fault.startswith("no view can be made again after 4: ")
