"""Views that are not what their events say are found by themselves, named, and well again."""

import asyncio
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from structlog.testing import capture_logs

from kernel.postgres import view_checks
from kernel.postgres.rebuilding import Views, rebuild
from kernel.postgres.replayed import Compared
from kernel.postgres.view_checks import ViewChecks, differing
from tests.kernel.light import SwitchedOff, SwitchedOn
from tests.kernel.postgres.test_projections import CODECS, Stage, running
from tests.kernel.postgres.test_rebuilding import (
    LAMPS,
    PROJECTIONS,
    load,
    more,
    stage,
    unarmed,
    views,
)

__all__ = ["stage", "unarmed", "views"]

pytestmark = pytest.mark.postgres

AT_ONCE = timedelta(0)
STRANGER = UUID(int=99)


def checks(views: Views, every: timedelta = AT_ONCE) -> ViewChecks:
    return ViewChecks(views.url, PROJECTIONS, CODECS, every)


async def turn(views: Views) -> Compared:
    with capture_logs() as logs:
        compared = await checks(views).turn()
    assert compared is not None
    named = [each["fault"] for each in logs if each["log_level"] == "error"]
    assert named == list(compared.faults[:100]), "what is found is in the log"
    return compared


async def kept(stage: Stage) -> dict[str, Any]:
    return {**await view_checks.view_checks(stage.pool)}


async def test_views_that_are_well_are_noted_with_how_many_aggregates_they_show(
    stage: Stage, views: Views
) -> None:
    assert not (await turn(views)).faults
    found = await kept(stage)
    assert {name: (each["position"], each["differing"]) for name, each in found.items()} == {
        "lit": (24, 0),
        "ever": (24, 0),
    }
    assert found["lit"]["aggregates"] == len(LAMPS)
    assert await differing(stage.pool) == {}


async def test_what_was_altered_taken_away_and_added_is_named_until_the_view_is_made_anew(
    stage: Stage, views: Views
) -> None:
    await stage.pool.execute(
        f"UPDATE views.lit SET lit = NOT lit, changes = 9 WHERE id = '{LAMPS[0]}';"
        f"DELETE FROM views.lit WHERE id = '{LAMPS[1]}';"
        f"INSERT INTO views.lit VALUES ('{STRANGER}', true, 1);"
        f"DELETE FROM views.ever_history WHERE id = '{LAMPS[2]}' AND changes = 1"
    )
    (missing, *named) = (await turn(views)).faults[::-1]
    assert missing.startswith(f"ever, views.ever_history: {LAMPS[2]} 20")
    assert missing.endswith("is missing, at 24")
    assert named[::-1] == [
        f"lit, views.lit: {LAMPS[0]} is not what the events say in changes, lit, at 24",
        f"lit, views.lit: {LAMPS[1]} is missing, at 24",
        f"lit, views.lit: {STRANGER} should not be there, at 24",
    ]
    found = await kept(stage)
    assert (found["lit"]["differing"], found["ever"]["differing"]) == (3, 1)
    assert found["lit"]["differences"][0] == {
        "table": "views.lit",
        "key": str(LAMPS[0]),
        "wrong": "is not what the events say",
        "columns": ["changes", "lit"],
    }
    assert await differing(stage.pool) == {
        "view lit": "3 aggregates are not what the events up to 24 say",
        "view ever": "1 aggregates are not what the events up to 24 say",
    }
    await rebuild(views)
    assert await differing(stage.pool) == {}
    assert not (await turn(views)).faults


async def test_under_commands_nothing_is_found_where_nothing_is_wrong(
    stage: Stage, views: Views
) -> None:
    runners = [stage.runner(*PROJECTIONS, batch=5), stage.runner(*PROJECTIONS, batch=3)]
    async with load(stage, *runners) as seen:
        for _ in range(3):
            await more(seen)
            compared = await turn(views)
            assert not compared.faults
            assert [each.view for each in compared.checked] == ["lit", "ever"]
        alone = asyncio.create_task(turn(views))
        await rebuild(views)
        assert not (await alone).faults, "a view that is replaced meanwhile is no fault"


async def test_a_view_that_stands_behind_is_compared_where_it_stands(
    stage: Stage, views: Views
) -> None:
    await stage.happen(SwitchedOn(), to=LAMPS[0])
    async with running(runner := stage.runner(PROJECTIONS[0])):
        await runner.wait_for(25)
    compared = await turn(views)
    assert not compared.faults
    assert [(each.view, each.position) for each in compared.checked] == [("lit", 25), ("ever", 24)]


async def test_it_is_done_when_it_is_time_and_by_one_process(stage: Stage, views: Views) -> None:
    daily = checks(views, timedelta(days=1))
    first = await asyncio.gather(daily.turn(), checks(views, timedelta(days=1)).turn())
    assert sorted(found is None for found in first) == [False, True]
    assert await daily.turn() is None
    await stage.pool.execute("UPDATE store.view_checks SET checked_at = now() - interval '25 h'")
    assert await daily.turn() is not None


async def test_an_event_with_which_no_view_can_be_made_again_is_an_alarm_too(
    stage: Stage, views: Views
) -> None:
    await stage.pool.execute("UPDATE store.events SET type = 'Smashed' WHERE position = 5")
    (fault,) = (await turn(views)).faults
    assert "after 4" in fault
    assert list(await differing(stage.pool)) == ["view of any name"]
    await stage.pool.execute("UPDATE store.events SET type = 'SwitchedOn' WHERE position = 5")
    assert not (await turn(views)).faults
    assert await differing(stage.pool) == {}


async def test_many_that_differ_are_counted_and_some_are_named(stage: Stage, views: Views) -> None:
    async with running(runner := stage.runner(*PROJECTIONS)):
        position = 0
        for number in range(1000, 1150):
            position = await stage.happen(SwitchedOn(), SwitchedOff(), to=UUID(int=number))
        await runner.wait_for(position)
    await stage.pool.execute("UPDATE views.lit SET changes = changes + 1")
    compared = await turn(views)
    assert compared.checked[0].differing == 158
    assert len(compared.checked[0].differences) == 100
    assert compared.faults[0] == f"lit: 158 aggregates are not what the events say, at {position}"
