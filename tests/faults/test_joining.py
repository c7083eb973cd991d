"""Readers that join their groups while bits flip on the line read on soon after that is over."""

import asyncio
import random
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack
from pathlib import Path
from string import ascii_lowercase

import asyncpg
import pytest

from deploy.local.ports import free_port
from kernel.kafka.topics import Source
from tests.faults import links
from tests.faults.broker import Broker
from tests.faults.links import Link
from tests.kernel.kafka.publishing import Writer
from tests.kernel.kafka.reading import applied, consumer, eventually, running

pytestmark = [pytest.mark.kafka, pytest.mark.postgres]

READERS = len(ascii_lowercase)
CORRUPT_SHARE = 0.2
"""Four times that of a run."""
EVENTS = [*range(1, 21)]
WITHIN = 60.0
"""Seconds; thirty by right, but the machine may be busy."""


@pytest.fixture
async def lines(tmp_path: Path) -> AsyncIterator[tuple[Broker, Sequence[Link]]]:
    """Yield a broker and the lines on which it is reached."""
    given: set[int] = set()

    def port() -> int:
        given.add(found := free_port(given=given))
        return found

    broker = Broker(tmp_path / "kafka", tmp_path / "kafka.log", (port(), port()))
    chances = (random.Random(seed) for seed in range(READERS))  # noqa: S311 - a seed, no secret
    made = [Link(f"READER{at}", port(), port(), chance) for at, chance in enumerate(chances)]
    broker.lines = [(link.name, link.target, link.port) for link in made]
    await broker.start()
    try:
        for link in made:
            await link.open()
        yield broker, made
    finally:
        for link in made:
            await link.close()
        await broker.kill()


async def test_whatever_the_line_has_made_of_how_they_joined(
    reader: asyncpg.Pool,
    lines: tuple[Broker, Sequence[Link]],
    unit: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(links, "CORRUPT_SHARE", CORRUPT_SHARE)
    broker, roads = lines
    sources = [Source(f"{unit}{letter}", "light") for letter in ascii_lowercase]
    async with AsyncExitStack() as writers:
        for source in sources:
            writer = await writers.enter_async_context(Writer.to(broker.bootstrap, source))
            await writer.send(*EVENTS)
    views = [
        consumer(reader, f"127.0.0.1:{road.port}", source.unit)
        for road, source in zip(roads, sources, strict=True)
    ]
    for road in roads:
        road.become("corrupt")
    async with running(*(view.run() for view in views)):
        await asyncio.sleep(3)
        for road in roads:
            road.become("fair")
        for source in sources:
            await eventually(lambda of=str(source): _all_of(reader, of), within=WITHIN)


async def _all_of(reader: asyncpg.Pool, source: str) -> bool:
    return await applied(reader, source) == EVENTS
