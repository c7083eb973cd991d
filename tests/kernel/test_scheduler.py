"""Time passes by commands that a date makes due; each has one effect."""

import asyncio
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from uuid import UUID

import msgspec
import pytest
from structlog.testing import capture_logs

from kernel.events import Meta
from kernel.handling import CommandHandling
from kernel.in_memory import InMemoryStore
from kernel.scheduler import Due, Scheduled, Scheduler
from tests.kernel.web import lamp
from tests.kernel.web.edge import LAMP, Time

OTHER = UUID(int=LAMP.int + 1)
BULB = lamp.Bulb(watts=9)


@pytest.fixture
def clock() -> Time:
    return Time()


@pytest.fixture
def store(clock: Time) -> InMemoryStore:
    return InMemoryStore(clock)


def scheduled(*commands: Due, name: str = "nightfall") -> Scheduled:
    async def due(_: datetime) -> AsyncIterator[Due]:
        for each in commands:
            yield each

    return Scheduled(name, timedelta(seconds=0.01), due)


def scheduler(store: InMemoryStore, clock: Time, *turns: Scheduled) -> Scheduler:
    return Scheduler(CommandHandling(store), turns, clock)


INSTALL = Due(lamp.LAMPS, LAMP, lamp.InstallLamp(room="hall", bulb=BULB))
BREAK = Due(lamp.LAMPS, LAMP, lamp.BreakLamp("age"))


async def test_what_is_due_is_issued_by_the_schedule_s_own_account(
    store: InMemoryStore, clock: Time
) -> None:
    await scheduler(store, clock).turn(scheduled(INSTALL._replace(demonstration=True)))
    (event,) = await store.read(0, 10)
    meta = msgspec.json.decode(event.meta, type=Meta)
    assert (meta.actor, meta.roles) == ("scheduler:nightfall", ("scheduler",))
    assert meta.occurred_at == clock.now
    assert meta.demonstration


async def test_a_turn_taken_twice_has_one_effect(store: InMemoryStore, clock: Time) -> None:
    turns = scheduler(store, clock)
    for _ in range(3):
        await turns.turn(scheduled(BREAK))
        clock.passes(days=1)
    assert await store.head() == 1


async def test_two_processes_taking_a_turn_at_once_have_one_effect(
    store: InMemoryStore, clock: Time
) -> None:
    turns = [scheduler(store, clock).turn(scheduled(BREAK)) for _ in range(4)]
    await asyncio.gather(*turns)
    assert await store.head() == 1


async def test_another_command_or_stream_is_another_effect(
    store: InMemoryStore, clock: Time
) -> None:
    other = BREAK._replace(command=lamp.BreakLamp("a ball"))
    await scheduler(store, clock).turn(scheduled(BREAK, other, BREAK._replace(id=OTHER)))
    assert await store.head() == 3


async def test_a_refusal_or_a_failure_is_logged_and_keeps_nothing_else_back(
    store: InMemoryStore, clock: Time
) -> None:
    refused = Due(lamp.LAMPS, OTHER, lamp.SwitchOnLamp())
    failing = Due(lamp.LAMPS, OTHER, lamp.InstallLamp(room="explode", bulb=BULB))
    with capture_logs() as logs:
        await scheduler(store, clock).turn(scheduled(refused, failing, BREAK))
    assert [log["event"] for log in logs] == [
        "scheduled command refused",
        "scheduled command failed",
    ]
    assert logs[0]["code"] == "NoSuchLamp"
    assert await store.head() == 1


async def test_what_was_refused_is_tried_again_at_the_next_turn(
    store: InMemoryStore, clock: Time
) -> None:
    switch_on = Due(lamp.LAMPS, LAMP, lamp.SwitchOnLamp())
    turns = scheduler(store, clock)
    await turns.turn(scheduled(switch_on))
    await turns.turn(scheduled(INSTALL))
    await turns.turn(scheduled(switch_on))
    assert [event.type for event in await store.read(0, 10)] == ["LampInstalled", "LampSwitchedOn"]


async def test_a_schedule_that_cannot_tell_what_is_due_does_not_stop_the_others(
    store: InMemoryStore, clock: Time
) -> None:
    async def broken(_: datetime) -> AsyncIterator[Due]:
        if store:
            raise ConnectionResetError
        yield BREAK

    turns = [Scheduled("broken", timedelta(seconds=0.01), broken), scheduled(BREAK)]
    with capture_logs() as logs:
        running = asyncio.create_task(scheduler(store, clock, *turns).run())
        async with asyncio.timeout(5):
            while await store.head() < 1 or len(logs) < 3:  # noqa: ASYNC110 - it runs by itself
                await asyncio.sleep(0.005)
        running.cancel()
        await asyncio.wait([running])
    assert {log["schedule"] for log in logs} == {"broken"}
    assert await store.head() == 1


async def test_a_schedule_whose_database_was_away_asks_again_soon(
    store: InMemoryStore, clock: Time, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kernel.scheduler._SOON", timedelta(seconds=0.01))
    asked = 0

    async def away_at_first(_: datetime) -> AsyncIterator[Due]:
        nonlocal asked
        asked += 1
        if asked == 1:
            raise ConnectionResetError
        yield INSTALL

    hourly = Scheduled("hourly", timedelta(hours=1), away_at_first)
    running = asyncio.create_task(scheduler(store, clock, hourly).run())
    async with asyncio.timeout(5):
        while await store.head() < 1:  # noqa: ASYNC110 - it runs by itself
            await asyncio.sleep(0.005)
    running.cancel()
    await asyncio.wait([running])
