"""A projection is made anew beside the one that serves, under commands, and put in its place."""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any
from uuid import UUID

import asyncpg
import pytest

from kernel.crash_points import POINTS, Crashed, arm, disarm
from kernel.events import Seen
from kernel.postgres import rebuilding, twins
from kernel.postgres.folding import CannotApply
from kernel.postgres.projections import Projection, ProjectionRunner
from kernel.postgres.rebuilding import Views, back, outdated, rebuild
from kernel.postgres.rows import Rows, Table, ddl
from kernel.postgres.twins import AnotherRebuilds, NoSuchTwin
from tests.kernel import light
from tests.kernel.light import BulbReplaced, SwitchedOff, SwitchedOn
from tests.kernel.postgres.test_projections import CODECS, Stage, running, stopping
from tests.kernel.stores import opened_pool, opened_store

pytestmark = pytest.mark.postgres

COLUMNS = {"id": "uuid", "lit": "boolean NOT NULL", "changes": "integer NOT NULL"}
LIT = Table("views.lit", ("id",), COLUMNS)
EVER = Table("views.ever", ("id",), COLUMNS, history=True)
LAMPS = [UUID(int=number) for number in range(1, 9)]


def projection(table: Table, version: int = 1, *, counting_from: int = 0) -> Projection:
    """Return one whose rows go wrong for ever if an event is applied twice, or never."""

    def reduce(rows: Rows, seen: Seen[Any]) -> None:
        if seen.event == BulbReplaced(2000):
            raise ValueError("no such bulb")
        before = rows.get(table, seen.stream.id)
        row = {
            "id": seen.stream.id,
            "lit": light.evolve(bool(before and before["lit"]), seen.event),
            "changes": before["changes"] + 1 if before else counting_from + 1,
        }
        rows.put(table, row, seen.recorded_at)

    name = table.stored_in[0]
    return Projection(name, version, (table,), lambda seen: [(table, (seen.stream.id,))], reduce)


PROJECTIONS = (projection(LIT), projection(EVER))


@pytest.fixture
async def stage(database: str) -> AsyncIterator[Stage]:
    """Yield a store with some events, and tables that are up to date."""
    async with opened_store(database) as store, opened_pool(database, 6) as pool:
        indexes = ["views.lit (changes)", "views.ever_history (id, changes) WHERE lit"]
        await pool.execute(f"CREATE SCHEMA views; {ddl(LIT, EVER, indexes=indexes)}")
        stage = Stage(store, pool)
        for event in (SwitchedOn(), BulbReplaced(40), SwitchedOff()):
            for lamp in LAMPS:
                await stage.happen(event, to=lamp)
        async with running(runner := stage.runner(*PROJECTIONS)):
            await runner.wait_for(24)
        yield stage


@pytest.fixture(autouse=True)
def unarmed() -> Any:
    yield
    disarm()


@pytest.fixture
def views(database: str) -> Views:
    return Views(database, PROJECTIONS, CODECS)


async def everything(stage: Stage, schema: str = "views") -> dict[str, list[Any]]:
    return {
        name: [
            tuple(row)
            for row in await stage.pool.fetch(f"SELECT * FROM {schema}.{name} ORDER BY 1, 2, 3")
        ]
        for name in ("lit", "ever", "ever_history", "ever_all")
    }


async def shape(stage: Stage, schema: str) -> list[str]:
    """Return all columns, indexes, constraints and views of a schema."""
    rows = await stage.pool.fetch(
        """
        SELECT indexdef FROM pg_indexes WHERE schemaname = $1
        UNION ALL SELECT attrelid::regclass || ' ' || attname || atttypid::regtype || attnotnull
        FROM pg_attribute JOIN pg_class c ON c.oid = attrelid
        WHERE c.relnamespace = $1::text::regnamespace AND attnum > 0
        UNION ALL SELECT conrelid::regclass || ' ' || conname || pg_get_constraintdef(oid)
        FROM pg_constraint WHERE connamespace = $1::text::regnamespace
        UNION ALL SELECT viewname || definition FROM pg_views WHERE schemaname = $1
        ORDER BY 1
        """,
        schema,
    )
    return [row[0].replace(f"{schema}.", "") for row in rows]


async def commands(stage: Stage, done: list[int]) -> None:
    """Record one event after the other, each about the next lamp."""
    for number in range(10**9):
        event = SwitchedOn() if number % 16 < 8 else SwitchedOff()
        done.append(await stage.happen(event, to=LAMPS[number % 8]))


async def reads(pool: asyncpg.Pool, seen: list[tuple[int, int]]) -> None:
    """Note again and again how many rows there are, and how many events they stand for."""
    while True:
        row = await pool.fetchrow("SELECT count(*), sum(changes) FROM views.lit")
        assert row is not None
        seen.append((row[0], row[1]))


@asynccontextmanager
async def load(stage: Stage, *runners: ProjectionRunner) -> AsyncIterator[list[tuple[int, int]]]:
    """Record events, apply them and read what they made, meanwhile."""
    done: list[int] = []
    seen: list[tuple[int, int]] = []
    async with running(*runners):
        tasks = [
            asyncio.create_task(commands(stage, done)),
            asyncio.create_task(reads(stage.pool, seen)),
            asyncio.create_task(reads(stage.pool, [])),
        ]
        yield seen
        for task in tasks:
            task.cancel()
        ended = await asyncio.gather(*tasks, return_exceptions=True)
        assert all(isinstance(one, asyncio.CancelledError) for one in ended), ended
        for runner in runners:
            await runner.wait_for(await stage.store.head(), 30)
        assert all(not runner.stopped for runner in runners)


async def more(seen: list[tuple[int, int]]) -> None:
    """Wait until a reader has seen a change that it has not seen before."""
    last = seen[-1] if seen else (0, 0)

    async def changed() -> bool:
        return bool(seen) and seen[-1] > last

    await until(changed)


async def until(condition: Callable[[], Awaitable[bool]]) -> None:
    async with asyncio.timeout(30):
        while not await condition():  # noqa: ASYNC110 - nothing tells tests of it
            await asyncio.sleep(0.02)


async def right(stage: Stage) -> None:
    """Each event is in each view once."""
    head = await stage.store.head()
    assert await stage.pool.fetchval("SELECT sum(changes) FROM views.lit") == head
    assert await stage.pool.fetchval("SELECT count(*) FROM views.ever_all") == head
    assert await stage.pool.fetchval("SELECT sum(changes) FROM views.ever") == head


async def test_a_rebuild_has_the_rows_and_the_shape_of_what_served(
    stage: Stage, views: Views
) -> None:
    rows, looks = await everything(stage), await shape(stage, "views")
    rebuilt = await rebuild(views)
    assert (rebuilt.events, rebuilt.positions) == (24, {"lit": 24, "ever": 24})
    assert await everything(stage) == rows
    assert await everything(stage, "views_previous") == rows
    assert await shape(stage, "views") == looks
    assert await shape(stage, "views_previous") == looks
    assert await shape(stage, "views_next") == []
    assert await stage.checkpoints() == {
        (name, 1): 24 for name in ("lit", "ever", "lit_previous", "ever_previous")
    }


async def test_rows_that_were_wrong_are_right_afterwards_and_one_view_alone_can_be_made_anew(
    stage: Stage, views: Views
) -> None:
    rows = await everything(stage)
    await stage.pool.execute("DELETE FROM views.lit; UPDATE views.ever SET changes = 7")
    await rebuild(replace(views, projections=PROJECTIONS[:1]))
    assert (await everything(stage))["lit"] == rows["lit"]
    assert (await everything(stage))["ever"] != rows["ever"]
    await rebuild(views)
    assert await everything(stage) == rows


async def test_under_commands_nothing_is_lost_or_seen_to_go_back_there_and_back_again(
    stage: Stage, views: Views
) -> None:
    runners = [stage.runner(*PROJECTIONS, batch=5), stage.runner(*PROJECTIONS, batch=7)]
    async with load(stage, *runners) as seen:
        await more(seen)
        for act in (rebuild, back, back, rebuild):
            await act(views)
            await more(seen)
    await right(stage)
    assert {rows for rows, _ in seen} == {len(LAMPS)}, "nobody ever sees an emptied view"
    assert seen == sorted(seen), "what was shown once is not taken back"


async def test_a_reader_that_takes_its_time_is_waited_for_and_others_are_not_kept_behind_it(
    stage: Stage, views: Views
) -> None:
    async with stage.pool.acquire() as slow, slow.transaction():
        await slow.execute("SELECT * FROM views.lit")
        rebuilding_ = asyncio.create_task(rebuild(views))
        waits = (
            "SELECT EXISTS (SELECT FROM pg_locks"
            " WHERE NOT granted AND mode = 'AccessExclusiveLock')"
        )
        await until(lambda: stage.pool.fetchval(waits))
        assert await stage.pool.fetchval("SELECT count(*) FROM views.lit", timeout=5) == 8
        assert not rebuilding_.done()
    await rebuilding_
    await right(stage)


async def test_one_that_dies_anywhere_leaves_what_serves_and_can_be_begun_again(
    stage: Stage, views: Views
) -> None:
    async with load(stage, stage.runner(*PROJECTIONS, batch=5)) as seen:
        await more(seen)
        for point in [each for each in POINTS if each.startswith("rebuild.")]:
            program = await asyncio.create_subprocess_exec(
                sys.executable,
                "-c",
                "import asyncio, os; from tests.kernel.postgres.test_rebuilding import *;"
                "asyncio.run(rebuild(Views(os.environ['AT'], PROJECTIONS, CODECS), wait=True))",
                env={**os.environ, "CIC_CRASH_AT": point, "AT": views.url},
                stderr=asyncio.subprocess.DEVNULL,
            )
            assert await program.wait() == -signal.SIGKILL
            await more(seen)
        await rebuild(views, wait=True)  # the server has to notice that its client is gone
        await more(seen)
    await right(stage)
    assert {rows for rows, _ in seen} == {len(LAMPS)}
    assert seen == sorted(seen)


async def test_what_was_replaced_is_brought_up_to_date_once_though_going_back_dies(
    stage: Stage, views: Views
) -> None:
    await rebuild(views)
    await stage.happen(SwitchedOn(), to=LAMPS[0])
    async with running(runner := stage.runner(*PROJECTIONS)):
        await runner.wait_for(25)
        for _ in range(2):
            arm("rebuild.switched:1:raise")
            with pytest.raises(Crashed):
                await back(views)
            await right(stage)
        await back(views)
        await stage.happen(SwitchedOff(), to=LAMPS[0])
        await runner.wait_for(26)
    await right(stage)


async def test_there_is_no_way_back_from_what_was_never_made_anew(
    stage: Stage, views: Views
) -> None:
    with pytest.raises(NoSuchTwin):
        await back(views)
    await rebuild(replace(views, projections=PROJECTIONS[:1]))
    with pytest.raises(NoSuchTwin):
        await back(views)
    await right(stage)


async def test_two_at_once_are_one_too_many_unless_one_waits(stage: Stage, views: Views) -> None:
    async with twins.alone(views.url, name="other"):
        with pytest.raises(AnotherRebuilds):
            await rebuild(views)
        waiting = asyncio.create_task(rebuild(views, wait=True))
        await asyncio.sleep(0.3)
        assert not waiting.done()
    await waiting
    await right(stage)


async def test_an_event_that_cannot_be_applied_leaves_what_serves(
    stage: Stage, views: Views
) -> None:
    rows = await everything(stage)
    await stage.happen(BulbReplaced(2000))
    with pytest.raises(CannotApply, match="no such bulb"):
        await rebuild(views)
    assert await everything(stage) == rows


async def test_a_raised_version_is_made_anew_beside_the_one_before_which_then_goes_no_further(
    stage: Stage, views: Views
) -> None:
    raised = projection(LIT, 2, counting_from=100)
    old = stage.runner(PROJECTIONS[0])
    async with running(old):
        assert await outdated(stage.pool, [raised, PROJECTIONS[1]]) == [raised]
        new = stage.runner(raised)
        async with running(new):
            assert "1, not 2" in (await stopping(new, "lit")).error
        await right(stage)
        await rebuild(replace(views, projections=[raised]))
        assert await outdated(stage.pool, [raised]) == []
        async with running(new := stage.runner(raised)):
            await new.wait_for(await stage.happen(SwitchedOn(), to=LAMPS[0]))
        assert "2, not 1" in (await stopping(old, "lit")).error
    head = await stage.store.head()
    changes = "SELECT sum(changes) FROM views.lit"
    assert await stage.pool.fetchval(changes) == head + 100 * len(LAMPS)
    with pytest.raises(NoSuchTwin):
        await back(replace(views, projections=[raised]))
    await rebuild(replace(views, projections=PROJECTIONS[:1]))
    assert await stage.pool.fetchval(changes) == head


async def test_another_shape_is_filled_where_its_migration_made_it(
    stage: Stage, views: Views
) -> None:
    wider = Table("views.lit", ("id",), {**COLUMNS, "room": "text"})

    def reduce(rows: Rows, seen: Seen[Any]) -> None:
        rows.put(wider, wider.row(id=seen.stream.id, lit=True, changes=1), seen.recorded_at)

    second = Projection("lit", 2, (wider,), lambda seen: [(wider, (seen.stream.id,))], reduce)
    widening = replace(views, projections=[second])
    with pytest.raises(NoSuchTwin):
        await rebuild(widening)
    made = ddl(wider, indexes=["views.lit (room)"]).replace("views.", "views_next.")
    await stage.pool.execute(f"CREATE SCHEMA IF NOT EXISTS views_next; {made}")
    arm("rebuild.filled:1:raise")
    with pytest.raises(Crashed):
        await rebuild(widening)
    await right(stage)
    await rebuild(widening)
    assert await stage.pool.fetchval("SELECT count(*) FROM views.lit WHERE room IS NULL") == 8
    indexes = "SELECT count(*) FROM pg_indexes WHERE schemaname = 'views' AND tablename = 'lit'"
    assert await stage.pool.fetchval(indexes) == 2


async def test_a_view_that_stands_behind_or_was_never_begun_is_filled(
    stage: Stage, views: Views
) -> None:
    rows = await everything(stage)
    await stage.pool.execute(
        "TRUNCATE views.lit; DELETE FROM store.checkpoints WHERE projection = 'lit'"
    )
    assert [one.name for one in await outdated(stage.pool, PROJECTIONS)] == ["lit"]
    await rebuild(views)
    assert await everything(stage) == rows
    assert ("lit_previous", 1) not in await stage.checkpoints(), "there is nothing to go back to"


async def test_a_switch_gives_up_when_there_is_no_moment_for_it(
    stage: Stage, views: Views, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rebuilding, "SWITCH_SECONDS", 1.0)
    async with stage.pool.acquire() as slow, slow.transaction():
        await slow.execute("SELECT * FROM views.lit")
        with pytest.raises(TimeoutError):
            await rebuild(views)
    await rebuild(views)
    await right(stage)


async def test_a_runner_that_stopped_goes_on_by_itself_once_its_view_was_made_anew(
    stage: Stage, views: Views
) -> None:
    await stage.pool.execute("UPDATE views.lit SET changes = 2147483647")
    runner = stage.runner(*PROJECTIONS)
    async with running(runner):
        await runner.wait_for(24)
        position = await stage.happen(SwitchedOn(), to=LAMPS[0])
        assert (await stopping(runner, "lit")).position == position
        await rebuild(views)
        await until(lambda: _nothing_stopped(runner))
        await runner.wait_for(await stage.happen(SwitchedOff(), to=LAMPS[0]))
    await right(stage)


async def _nothing_stopped(runner: ProjectionRunner) -> bool:
    return not runner.stopped
