"""A group that has come to a halt, or was dealt what nobody asked for, reads on by itself."""

import asyncio
from collections.abc import Iterable

import asyncpg
import pytest
from aiokafka.client import AIOKafkaClient, ConnectionGroup, CoordinationType
from aiokafka.coordinator.protocol import ConsumerProtocolMemberMetadata
from aiokafka.errors import GroupCoordinatorNotAvailableError, MemberIdRequired, for_code
from aiokafka.protocol.group import JoinGroupRequest

from kernel.kafka.assignor import BySource
from kernel.kafka.closing import closed
from kernel.kafka.consumer import Consumer
from kernel.kafka.dead_letters import Reader
from kernel.kafka.group import Group
from kernel.kafka.topics import Source
from tests import servers
from tests.kernel.kafka.publishing import Writer
from tests.kernel.kafka.reading import applied, consumer, eventually, running

pytestmark = [pytest.mark.kafka, pytest.mark.postgres]

HALF_AN_HOUR = 30 * 60_000
"""Milliseconds; the longest for which a broker lets a member be silent."""
PATIENCE_SECONDS = 8.0
"""Longer than it takes to share: each says once in three seconds that it is there."""


async def test_a_member_that_went_away_for_long_keeps_nobody_waiting(
    reader: asyncpg.Pool, kafka: servers.OwnKafka, unit: str
) -> None:
    view = consumer(reader, kafka.bootstrap, unit, stall_seconds=PATIENCE_SECONDS)
    source = Source(unit, "light")
    async with Writer.to(kafka.bootstrap, source) as writer:
        await writer.send(1, 2, 3)
        await _join_and_go(view, {source.events, source.status})
        async with running(view.run()):
            await eventually(lambda: _is(reader, [1, 2, 3]))
            assert view.health().clients > 1, "the first was not kept waiting"


async def test_all_processes_of_a_reader_go_to_another_group_together_and_share_again(
    reader: asyncpg.Pool, kafka: servers.OwnKafka, unit: str
) -> None:
    views = [
        consumer(reader, kafka.bootstrap, unit, stall_seconds=PATIENCE_SECONDS) for _ in range(2)
    ]
    sources = [Source(f"{unit}{letter}", "light") for letter in "ab"]
    one, other = (Writer.to(kafka.bootstrap, source) for source in sources)
    async with one as a, other as b, running(*(view.run() for view in views)):
        await eventually(lambda: all(len(view.health().sources) == 1 for view in views))
        await (await Group.current(reader, views[0].reader)).abandon(reader)
        await eventually(lambda: all(view.health().clients > 1 for view in views))
        await eventually(lambda: all(len(view.health().sources) == 1 for view in views))
        await a.send(1, 2)
        await b.send(1, 2, 3)
        await eventually(lambda: _is(reader, [1, 1, 2, 2, 3]))


async def test_a_group_is_left_once_however_many_have_waited_in_it(reader: asyncpg.Pool) -> None:
    of = Reader("lights", 1)
    first = await Group.current(reader, of)
    await first.abandon(reader)
    await first.abandon(reader)
    assert (await Group.current(reader, of)).number == first.number + 1


async def test_what_a_member_asks_for_and_the_line_garbles_is_asked_for_again(
    reader: asyncpg.Pool, kafka: servers.OwnKafka, unit: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    garbled: list[str] = []
    metadata = BySource.metadata

    def on_a_bad_line(topics: Iterable[str]) -> ConsumerProtocolMemberMetadata:
        asked = metadata(topics)
        if not garbled and asked.subscription:
            garbled.extend(asked.subscription)
            asked.subscription = [topic.replace(".light.", ".lighv.") for topic in garbled]
        return asked

    monkeypatch.setattr(BySource, "metadata", on_a_bad_line)
    async with Writer.to(kafka.bootstrap, Source(unit, "light")) as writer:
        await writer.send(1, 2, 3)
        async with running(consumer(reader, kafka.bootstrap, unit).run()):
            await eventually(lambda: _is(reader, [1, 2, 3]))
    assert garbled


async def _join_and_go(view: Consumer, topics: Iterable[str]) -> None:
    """Join its group as who said on a bad line that it might be silent for long, and go."""
    group, _ = await Group.current(view.pool, view.reader)
    client = AIOKafkaClient(bootstrap_servers=view.bootstrap)
    async with closed(client.close):
        await client.bootstrap()
        node = await _coordinator(client, group)
        member, protocols = "", [(BySource.name, BySource.metadata(topics).encode())]
        error: object = MemberIdRequired
        while error is MemberIdRequired:
            request = JoinGroupRequest(
                group, HALF_AN_HOUR, HALF_AN_HOUR, member, None, "consumer", protocols
            )
            answer = await client.send(node, request, group=ConnectionGroup.COORDINATION)
            error, member = for_code(answer.error_code), answer.member_id
        assert answer.error_code == 0


async def _coordinator(client: AIOKafkaClient, group: str) -> int:
    """Return the broker that keeps the group; a new one must first make the topic for groups."""
    async with asyncio.timeout(20):
        while True:
            try:
                node: int = await client.coordinator_lookup(CoordinationType.GROUP, group)
            except GroupCoordinatorNotAvailableError:
                await asyncio.sleep(0.1)
            else:
                return node


async def _is(reader: asyncpg.Pool, positions: list[int]) -> bool:
    return await applied(reader) == positions
