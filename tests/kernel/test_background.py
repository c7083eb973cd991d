"""A task that dies is seen, logged and started again; it is never silently gone."""

import asyncio
from collections.abc import AsyncIterator, Callable

import pytest
from structlog.testing import capture_logs

from kernel.background import Background, Run


@pytest.fixture
async def background() -> AsyncIterator[Background]:
    background = Background(first_pause=0.01, longest_pause=0.02, healthy_after=0.1)
    yield background
    await background.stop()


async def until(condition: Callable[[], object]) -> None:
    async with asyncio.timeout(5):
        while not condition():  # noqa: ASYNC110 - watched from outside, as an operator does
            await asyncio.sleep(0.005)


async def test_a_task_that_dies_is_logged_shown_and_started_again(background: Background) -> None:
    lives = 0

    async def mortal() -> None:
        nonlocal lives
        lives += 1
        if lives < 3:
            raise ValueError("a bug")
        await asyncio.Event().wait()

    with capture_logs() as logs:
        background.start("mortal", mortal)
        await until(lambda: background.troubles == {"mortal": "ValueError"})
        await until(lambda: lives == 3)
    deaths = [log for log in logs if log["event"] == "background task died"]
    assert [log["task"] for log in deaths] == ["mortal", "mortal"]
    assert deaths[0]["exc_info"]


async def test_it_counts_as_well_only_after_it_has_run_for_a_while(background: Background) -> None:
    lives = 0

    async def mortal() -> None:
        nonlocal lives
        lives += 1
        if lives == 1:
            raise ValueError
        await asyncio.Event().wait()

    background.start("mortal", mortal)
    await until(lambda: lives == 2)
    assert background.troubles == {"mortal": "ValueError"}
    await until(lambda: not background.troubles)


async def test_a_task_that_ends_is_as_bad_as_one_that_dies(background: Background) -> None:
    async def short() -> None:
        return

    background.start("short", short)
    await until(lambda: background.troubles)
    assert background.troubles == {"short": "Ended"}


async def test_a_task_that_runs_is_no_trouble(background: Background) -> None:
    background.start("steady", asyncio.Event().wait)
    await asyncio.sleep(0.02)
    assert background.troubles == {}
    assert background.names == ["steady"]


async def test_the_last_started_is_stopped_first_and_each_may_tidy_up(
    background: Background,
) -> None:
    ended: list[str] = []

    def tidy(name: str) -> Run:
        async def run() -> None:
            try:
                await asyncio.Event().wait()
            finally:
                await asyncio.sleep(0.01)
                ended.append(name)

        return run

    for name in ("first", "second"):
        background.start(name, tidy(name))
    await asyncio.sleep(0)
    await background.stop()
    assert ended == ["second", "first"]


async def test_a_task_that_cannot_tidy_up_ends_all_the_same(background: Background) -> None:
    lives = 0

    async def run() -> None:
        nonlocal lives
        lives += 1
        try:
            await asyncio.Event().wait()
        finally:
            raise ConnectionResetError("while it tidied up")

    background.start("untidy", run)
    await asyncio.sleep(0)
    async with asyncio.timeout(5):
        await background.stop()
    assert lives == 1
