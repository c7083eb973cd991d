"""What is over and untouched is closed, file by file; nothing of it is lost, all can be undone."""

from collections.abc import AsyncIterator, Sequence
from datetime import datetime
from uuid import UUID

import pytest

from kernel.postgres.archiving import (
    Act,
    Ended,
    File,
    ViewsBehind,
    acts,
    archive,
    open_again,
    would_archive,
)
from kernel.postgres.replayed import compare_views
from kernel.postgres.rows import ddl
from kernel.postgres.verifying import disagreements
from kernel.store import ANY_VERSION, Stream
from tests.kernel.appending import append, write
from tests.kernel.light import SwitchedOff, SwitchedOn
from tests.kernel.postgres.test_projections import CODECS, LIGHTS, WHICH_ARE_LIT, Stage, running
from tests.kernel.stores import opened_pool, opened_store

pytestmark = pytest.mark.postgres

HALL, CELLAR, ATTIC = (UUID(int=number) for number in (1, 2, 3))
ENDED = Ended(
    query="SELECT id AS file, 'light' AS category, id AS stream_id FROM lights WHERE NOT lit",
    projections=[WHICH_ARE_LIT],
)
HOUSE = Ended(
    query=f"""
      SELECT '{HALL}'::uuid AS file, 'light' AS category, id AS stream_id FROM lights
       WHERE NOT EXISTS (SELECT FROM lights WHERE lit)
    """,
    projections=[WHICH_ARE_LIT],
)


@pytest.fixture
async def stage(database: str) -> AsyncIterator[Stage]:
    """Yield a house whose hall and cellar are dark, and whose attic is lit."""
    async with opened_store(database) as store, opened_pool(database, 6) as pool:
        await pool.execute(ddl(LIGHTS))
        stage = Stage(store, pool)
        for lamp in (HALL, CELLAR):
            await stage.happen(SwitchedOn(), SwitchedOff(), to=lamp)
        await applied(stage, await stage.happen(SwitchedOn(), to=ATTIC))
        yield stage


async def applied(stage: Stage, position: int) -> None:
    async with running(runner := stage.runner(WHICH_ARE_LIT)):
        await runner.wait_for(position)


async def now(stage: Stage) -> datetime:
    moment: datetime = await stage.pool.fetchval("SELECT clock_timestamp()")
    return moment


async def statuses(stage: Stage, *lamps: UUID) -> list[str]:
    return [
        (await stage.store.append(append(write(Stream("light", lamp), ANY_VERSION)))).status
        for lamp in lamps
    ]


def lamps(files: Sequence[File]) -> list[UUID]:
    return [stream.id for file in files for stream in file.streams]


async def test_what_is_over_is_closed_and_stays_what_it_was(stage: Stage, database: str) -> None:
    before, moment = await stage.store.read(0, 100), await now(stage)
    assert lamps((await would_archive(database, ENDED, moment)).files) == [HALL, CELLAR]
    found = await archive(database, ENDED, moment, "account-1", "kept for ten years")
    assert (lamps(found.files), found.closed, found.by_category) == (
        [HALL, CELLAR],
        2,
        {"light": 2},
    )
    assert await archive(database, ENDED, moment, "account-1", "again") == ([], 0)
    assert await statuses(stage, HALL, CELLAR, ATTIC) == ["archived", "archived", "ok"]
    assert (await stage.store.read(0, 100))[:-1] == before
    assert len(await stage.store.load(Stream("light", HALL), up_to=1)) == 1
    async with stage.pool.acquire() as connection:
        assert await disagreements(connection) == []
    (compared,) = (await compare_views(database, [WHICH_ARE_LIT], CODECS)).checked
    assert (compared.aggregates, compared.differing) == (3, 0)
    done = await acts(database)
    assert [act[:6] for act in done] == [
        ("archived", lamp, "light", 1, "account-1", "kept for ten years") for lamp in (HALL, CELLAR)
    ]
    assert all(act.done_at > moment for act in done)


async def test_what_has_changed_since_stays_open_with_all_that_belongs_to_it(
    stage: Stage, database: str
) -> None:
    moment = await now(stage)
    await applied(stage, await stage.happen(SwitchedOff(), to=ATTIC))
    assert (await archive(database, HOUSE, moment, "account-1", "too early")).files == []
    assert await statuses(stage, HALL) == ["ok"]
    found = await archive(database, ENDED, moment, "account-1", "each for itself")
    assert lamps(found.files) == [CELLAR]


async def test_what_changes_between_the_look_and_the_act_stays_open(
    stage: Stage, database: str
) -> None:
    moment = await now(stage)
    await stage.happen(SwitchedOn(), to=HALL)  # the view has not heard of it
    call = "SELECT store.archive_file($1, '{light}', $2::uuid[], $3, 'account-1', 'late')"
    assert await stage.pool.fetchval(call, HALL, [HALL], moment) == 0
    assert await statuses(stage, HALL) == ["ok"]
    assert lamps((await archive(database, ENDED, moment, "account-1", "late")).files) == [CELLAR]


async def test_views_that_are_behind_close_nothing(stage: Stage, database: str) -> None:
    await stage.happen(SwitchedOn(), to=HALL)
    with pytest.raises(ViewsBehind, match="which are lit"):
        await archive(database, ENDED, await now(stage), "account-1", "unseen")
    assert await acts(database) == []


async def test_a_file_that_is_opened_again_goes_on_where_it_was(
    stage: Stage, database: str
) -> None:
    await archive(database, ENDED, await now(stage), "account-1", "kept for ten years")
    assert await open_again(database, HALL, "account-2", "a vote was wrongly recorded") == 1
    assert await open_again(database, HALL, "account-2", "again") == 0
    assert await open_again(database, ATTIC, "account-2", "never closed") == 0
    position = await stage.happen(SwitchedOn(), to=HALL)
    assert [each.version for each in await stage.store.load(Stream("light", HALL))] == [1, 2, 3]
    assert await statuses(stage, CELLAR) == ["archived"]
    last: Act = (await acts(database))[-1]
    assert last[:6] == (
        "opened again", HALL, "light", 1, "account-2", "a vote was wrongly recorded"
    )  # fmt: skip
    await applied(stage, position)
    assert lamps((await would_archive(database, ENDED, await now(stage))).files) == []
