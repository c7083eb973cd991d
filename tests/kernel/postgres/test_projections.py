import asyncio
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import pytest

from deploy.local.postgres import Postgres
from kernel.events import Meta, Seen, encode_meta
from kernel.postgres.projections import Projection, ProjectionRunner, Stopped
from kernel.postgres.rows import Key, Rows, Table, ddl
from kernel.postgres.store import PostgresStore
from kernel.refusals import NotYetKnown
from kernel.store import ANY_VERSION, Append, NewEvent, Stream, Write
from tests.kernel import light
from tests.kernel.light import BulbReplaced, SwitchedOff, SwitchedOn
from tests.kernel.stores import opened_pool, opened_store

pytestmark = pytest.mark.postgres

LIGHTS = Table("lights", ("id",), {"id": "uuid", "lit": "boolean NOT NULL", "changes": "integer"})
BULBS = Table("bulbs", ("watts",), {"watts": "integer", "used": "integer NOT NULL"})
CODECS = {"light": light.codec}
Touches = Callable[[Seen[Any]], Iterable[Key]]


def _light(seen: Seen[Any]) -> list[Key]:
    return [(LIGHTS, (seen.stream.id,))]


def _switch(rows: Rows, seen: Seen[Any]) -> None:
    before = rows.get(LIGHTS, seen.stream.id)
    row = {
        "id": seen.stream.id,
        "lit": light.evolve(bool(before and before["lit"]), seen.event),
        "changes": before["changes"] + 1 if before else 1,
    }
    rows.put(LIGHTS, row, seen.recorded_at)


def _bulb(seen: Seen[Any]) -> list[Key]:
    return [(BULBS, (seen.event.watts,))] if isinstance(seen.event, BulbReplaced) else []


def _use(rows: Rows, seen: Seen[Any]) -> None:
    if isinstance(seen.event, BulbReplaced):
        if seen.event.watts > 1000:
            raise ValueError("no such bulb")
        before = rows.get(BULBS, seen.event.watts)
        used = before["used"] + 1 if before else 1
        rows.put(BULBS, {"watts": seen.event.watts, "used": used}, seen.recorded_at)


WHICH_ARE_LIT = Projection("which are lit", 1, (LIGHTS,), _light, _switch)
BULBS_USED = Projection("bulbs used", 1, (BULBS,), _bulb, _use)


class Stage:
    """A store with its tables, and what tests do to them."""

    def __init__(self, store: PostgresStore, pool: asyncpg.Pool) -> None:
        self.store, self.pool = store, pool

    async def happen(self, *events: light.Event, to: UUID | None = None, of: str = "light") -> int:
        meta = encode_meta(
            Meta(
                command_id=uuid4(),
                actor="account-1",
                occurred_at=datetime(2026, 3, 1, tzinfo=UTC),
                correlation_id=uuid4(),
            )
        )
        new = [NewEvent(uuid4(), *light.codec.encode(event), meta) for event in events]
        stream = Stream(of, to or uuid4())
        outcome = await self.store.append(Append(uuid4(), b"", [Write(stream, ANY_VERSION, new)]))
        return outcome.last_position or 0

    def runner(self, *projections: Projection, batch: int = 2000) -> ProjectionRunner:
        shown = projections or (WHICH_ARE_LIT, BULBS_USED)
        return ProjectionRunner(self.pool, self.store, CODECS, shown, batch=batch)

    async def checkpoints(self) -> dict[tuple[str, int], int]:
        rows = await self.pool.fetch("SELECT projection, version, position FROM store.checkpoints")
        return {(row["projection"], row["version"]): row["position"] for row in rows}

    async def changes(self) -> int:
        return int(await self.pool.fetchval("SELECT coalesce(sum(changes), 0) FROM lights"))

    async def bulbs(self) -> dict[int, int]:
        return dict(await self.pool.fetch("SELECT watts, used FROM bulbs"))  # type: ignore[arg-type]


@pytest.fixture
async def stage(database: str) -> AsyncIterator[Stage]:
    async with opened_store(database) as store, opened_pool(database, 6) as pool:
        await pool.execute(ddl(LIGHTS, BULBS))
        yield Stage(store, pool)


@asynccontextmanager
async def running(*runners: ProjectionRunner) -> AsyncIterator[None]:
    tasks = [asyncio.create_task(runner.run()) for runner in runners]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.wait(tasks)


async def eventually(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(5):
        while not condition():  # noqa: ASYNC110 - nothing tells tests of it
            await asyncio.sleep(0.01)


async def stopping(runner: ProjectionRunner, name: str) -> Stopped:
    """Wait until a projection has stopped."""
    await eventually(lambda: name in runner.stopped)
    return runner.stopped[name]


async def test_it_catches_up_and_then_follows(stage: Stage) -> None:
    lamp = uuid4()
    await stage.happen(SwitchedOn(), SwitchedOff(), BulbReplaced(40), to=lamp)
    runner = stage.runner()
    async with running(runner):
        await runner.wait_for(3)
        assert (await stage.changes(), await stage.bulbs()) == (3, {40: 1})
        position = await stage.happen(SwitchedOn(), BulbReplaced(40), to=lamp)
        await runner.wait_for(position)
    assert (await stage.changes(), await stage.bulbs()) == (5, {40: 2})
    assert runner.positions == {"which are lit": 5, "bulbs used": 5}


@pytest.mark.parametrize("batch", [1, 2, 3, 7, 2000])
async def test_the_size_of_a_batch_changes_nothing(stage: Stage, batch: int) -> None:
    lamps = [uuid4() for _ in range(4)]
    for n in range(20):
        await stage.happen(BulbReplaced(n % 3), SwitchedOn(), to=lamps[n % 4])
    runner = stage.runner(batch=batch)
    async with running(runner):
        await runner.wait_for(40, 20)
    assert (await stage.changes(), await stage.bulbs()) == (40, {0: 7, 1: 7, 2: 6})


async def test_the_checkpoint_moves_with_the_rows_or_not_at_all(stage: Stage) -> None:
    await stage.happen(SwitchedOn())
    await stage.pool.execute(
        "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS"
        " $$ BEGIN RAISE EXCEPTION 'not today'; END $$;"
        "CREATE CONSTRAINT TRIGGER late AFTER UPDATE ON store.checkpoints"
        " DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION refuse()"
    )
    runner = stage.runner(WHICH_ARE_LIT)
    async with running(runner):
        stopped = await stopping(runner, "which are lit")
    assert "not today" in stopped.error
    assert await stage.changes() == 0
    assert await stage.checkpoints() == {}


async def test_after_a_restart_it_goes_on_where_it_was(stage: Stage) -> None:
    await stage.happen(SwitchedOn(), BulbReplaced(40))
    for position in (2, 4):
        runner = stage.runner()
        async with running(runner):
            await runner.wait_for(position)
        await stage.happen(SwitchedOn(), BulbReplaced(40))
    assert (await stage.changes(), await stage.bulbs()) == (4, {40: 2})
    assert await stage.checkpoints() == {("which are lit", 1): 4, ("bulbs used", 1): 4}


async def test_two_runners_at_once_apply_each_event_once(stage: Stage) -> None:
    runners = [stage.runner(batch=5), stage.runner(batch=3)]
    lamps = [uuid4() for _ in range(10)]
    async with running(*runners):
        position = 0
        for n in range(60):
            position = await stage.happen(SwitchedOn(), BulbReplaced(40), to=lamps[n % 10])
        for runner in runners:
            await runner.wait_for(position, 20)
    assert (await stage.changes(), await stage.bulbs()) == (120, {40: 60})


async def test_a_runner_whose_place_was_moved_goes_on_from_there(stage: Stage) -> None:
    await stage.happen(SwitchedOn(), SwitchedOff())
    runner = stage.runner(WHICH_ARE_LIT)
    async with running(runner):
        await runner.wait_for(2)
        await stage.pool.execute("UPDATE store.checkpoints SET position = 0; DELETE FROM lights")
        position = await stage.happen(SwitchedOn())
        await runner.wait_for(position)
    assert await stage.changes() == 3


async def test_an_event_that_cannot_be_applied_stops_its_projection_alone(stage: Stage) -> None:
    await stage.happen(*[BulbReplaced(40)] * 5)
    await stage.happen(BulbReplaced(2000))
    await stage.happen(*[BulbReplaced(40)] * 5)
    runner = stage.runner()
    async with running(runner):
        stopped = await stopping(runner, "bulbs used")
        assert stopped == Stopped(6, "ValueError('no such bulb')")
        await eventually(lambda: runner.positions["which are lit"] == 11)
        assert await stage.happen(SwitchedOn()) == 12
    assert runner.positions["bulbs used"] == 5
    assert await stage.bulbs() == {40: 5}
    assert await stage.changes() >= 11


async def test_a_stopped_projection_goes_on_once_it_can(stage: Stage) -> None:
    await stage.happen(BulbReplaced(40), BulbReplaced(2000), BulbReplaced(60))
    runner = stage.runner(BULBS_USED)
    async with running(runner):
        await stopping(runner, "bulbs used")

    def mended(rows: Rows, seen: Seen[Any]) -> None:
        _use(rows, seen if seen.event.watts <= 1000 else _with(seen, BulbReplaced(1)))

    mending = replace(BULBS_USED, reduce=mended, touches=lambda s: [*_bulb(s), (BULBS, (1,))])
    runner = stage.runner(mending)
    async with running(runner):
        await runner.wait_for(3)
    assert await stage.bulbs() == {40: 1, 1: 1, 60: 1}


def _with(seen: Seen[Any], event: object) -> Seen[Any]:
    return Seen(
        seen.position, seen.stream, seen.version, seen.id, event, seen.meta, seen.recorded_at
    )


async def test_an_event_that_cannot_be_read_stops_it_and_is_not_skipped(stage: Stage) -> None:
    await stage.happen(SwitchedOn())
    unknown = NewEvent(uuid4(), "LightStolen", 1, "{}", "{}")
    stream = Stream("light", uuid4())
    await stage.store.append(Append(uuid4(), b"", [Write(stream, ANY_VERSION, [unknown])]))
    runner = stage.runner()
    async with running(runner):
        for name in ("which are lit", "bulbs used"):
            assert (await stopping(runner, name)).position == 2
    assert await stage.changes() == 1


async def test_a_value_the_table_refuses_stops_it(stage: Stage) -> None:
    await stage.happen(SwitchedOn(), SwitchedOff())
    await stage.pool.execute("ALTER TABLE lights ADD CHECK (lit)")
    runner = stage.runner(WHICH_ARE_LIT, batch=1)
    async with running(runner):
        assert (await stopping(runner, "which are lit")).position == 2


async def test_categories_that_nobody_reads_are_passed_over(stage: Stage) -> None:
    await stage.happen(SwitchedOn(), of="door")
    runner = stage.runner(WHICH_ARE_LIT)
    async with running(runner):
        await runner.wait_for(1)
    assert await stage.changes() == 0


async def test_reading_what_was_written_waits_for_it(stage: Stage) -> None:
    runner = stage.runner()
    async with running(runner):
        waiting = asyncio.create_task(runner.wait_for(2))
        await stage.happen(SwitchedOn())
        await asyncio.sleep(0.05)
        assert not waiting.done()
        await stage.happen(SwitchedOn())
        await waiting
        assert await stage.changes() == 2


async def test_what_does_not_come_in_time_is_not_yet_known(stage: Stage) -> None:
    await stage.happen(SwitchedOn())
    runner = stage.runner()
    async with running(runner):
        await runner.wait_for(1)
        with pytest.raises(NotYetKnown) as refused:
            await runner.wait_for(2, 0.05)
    assert refused.value.details == {"asked": 2, "reached": 1}


async def test_what_a_stopped_projection_will_not_reach_is_said_at_once(stage: Stage) -> None:
    position = await stage.happen(BulbReplaced(2000))
    runner = stage.runner(BULBS_USED)
    async with running(runner):
        waiting = asyncio.create_task(runner.wait_for(position, 60))
        await stopping(runner, "bulbs used")
        with pytest.raises(NotYetKnown):
            await asyncio.wait_for(waiting, 1)
        with pytest.raises(NotYetKnown):
            await runner.wait_for(position, 60)


async def test_sessions_that_die_cost_nothing_but_time(stage: Stage, database: str) -> None:
    killer = await asyncpg.connect(database)
    runner = stage.runner(batch=5)
    lamp, position = uuid4(), 0
    async with running(runner):
        for n in range(40):
            position = await stage.happen(SwitchedOn(), BulbReplaced(40), to=lamp)
            if n % 10 == 0:
                await killer.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                    " WHERE datname = current_database() AND pid <> pg_backend_pid()"
                )
        await runner.wait_for(position, 20)
    await killer.close()
    while not await _answers(stage):
        pass
    assert (await stage.changes(), await stage.bulbs()) == (80, {40: 40})
    assert runner.stopped == {}


async def _answers(stage: Stage) -> bool:
    """Use up the connections of the pool that were killed."""
    try:
        await asyncio.gather(*(stage.pool.execute("SELECT 1") for _ in range(6)))
    except (asyncpg.PostgresError, asyncpg.InterfaceError, OSError):
        return False
    return True


async def test_what_a_view_has_shown_outlives_a_crash_of_the_database(tmp_path: Path) -> None:
    # Whatever waits to be written to the log for longer than ten seconds is lost by the crash.
    server = Postgres(tmp_path / "postgres", tmp_path / "postgres.log", wal_writer_delay="10s")
    await server.start()
    try:
        database = server.url()
        async with opened_store(database) as store, opened_pool(database, 6) as pool:
            await pool.execute(ddl(LIGHTS, BULBS))
            stage = Stage(store, pool)
            runner = stage.runner()
            async with running(runner):
                for shown in range(1, 4):
                    await runner.wait_for(await stage.happen(SwitchedOn()))
                    assert await stage.changes() == shown
                await server.kill()
        await server.start()
        async with opened_pool(database, 1) as pool:
            assert await Stage(store, pool).changes() == shown
    finally:
        await server.stop()
