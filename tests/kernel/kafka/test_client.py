"""What is left of a client in its group once it has ended, however it had to be ended."""

import asyncio
from collections.abc import Iterable
from typing import Any

import pytest
from aiokafka.admin import AIOKafkaAdminClient

from kernel.kafka import client, topics
from kernel.kafka.client import Member, connected
from kernel.kafka.closing import closed
from kernel.kafka.topics import Source
from tests import servers
from tests.kernel.kafka.publishing import Writer
from tests.kernel.kafka.reading import eventually

pytestmark = pytest.mark.kafka


class Holder:
    """Holds what it is given; what it holds it gives up once it is `free` to."""

    def __init__(self) -> None:
        self.held: set[Any] = set()
        self.asked = False
        self.free = asyncio.Event()

    def took(self, assigned: Iterable[Any]) -> None:
        self.held = set(assigned)

    async def lost(self, revoked: Iterable[Any]) -> None:
        if self.held:
            self.asked = True
            await self.free.wait()
        self.held -= set(revoked)


async def members(bootstrap: str, group: str) -> int:
    """Return how many members the broker believes the group to have."""
    admin = AIOKafkaAdminClient(bootstrap_servers=bootstrap)
    async with closed(admin.close):
        await admin.start()
        (described,) = await admin.describe_consumer_groups([group])
        return sum(len(each[-1]) for each in described.groups)


async def test_nothing_of_a_client_is_left_where_it_could_not_leave_its_group(
    kafka: servers.OwnKafka, unit: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(client, "STOP_SECONDS", 1.0)
    source, member = Source(unit, "light"), Member(f"readers-of-{unit}", 0.5)
    await topics.create(kafka.bootstrap, source)
    stuck, other = Holder(), Holder()
    other.free.set()
    pattern = f"^{unit}[.]"
    before = asyncio.all_tasks()
    async with connected(kafka.bootstrap, member, pattern, stuck):
        await eventually(lambda: bool(stuck.held))
        async with connected(kafka.bootstrap, member, pattern, other):
            await eventually(lambda: stuck.asked)
    assert stuck.held, "it was not stuck"
    assert asyncio.all_tasks() == before
    await eventually(lambda: _is_empty(kafka.bootstrap, member.group), within=30)


async def test_what_was_fetched_of_one_partition_is_read_before_the_others_are_asked_for(
    kafka: servers.OwnKafka, unit: str
) -> None:
    source, holder = Source(unit, "light"), Holder()
    holder.free.set()
    async with (
        Writer.to(kafka.bootstrap, source) as writer,
        connected(kafka.bootstrap, Member(f"of-{unit}", 3.0), f"^{unit}[.]", holder) as it,
    ):
        await writer.send(1, 2, 3)
        polled = await it.getmany(timeout_ms=10_000, max_records=1)
        ((place, _),) = polled.items()
        left = it._fetcher._records[place]  # noqa: SLF001 - of a library that does not tell
        assert left.calculate_backoff() > 2


async def _is_empty(bootstrap: str, group: str) -> bool:
    return await members(bootstrap, group) == 0
