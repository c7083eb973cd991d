"""The Kafka client of a consumer: how it is set up, told of its partitions, and stopped."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any, NamedTuple, Protocol, TypeAlias

from aiokafka import AIOKafkaConsumer
from aiokafka.abc import ConsumerRebalanceListener
from aiokafka.structs import TopicPartition

from kernel.kafka.assignor import BySource
from kernel.kafka.topics import MAX_RECORD_BYTES

ANSWER_SECONDS, STOP_SECONDS = 10.0, 10.0
POLL_MS = 1000


class Member(NamedTuple):
    """Who joins which group.

    Not under a name kept over restarts (`group.instance.id`): who comes back under it is given what
    it had and not told that it leads, so that sources that came meanwhile are dealt to nobody.
    """

    group: str
    idle_seconds: float


class Holder(Protocol):
    def took(self, assigned: Iterable[TopicPartition]) -> None: ...

    def lost(self, revoked: Iterable[TopicPartition]) -> Awaitable[None]: ...


Connect: TypeAlias = Callable[
    [str, Member, str, Holder], AbstractAsyncContextManager[AIOKafkaConsumer]
]


@asynccontextmanager
async def connected(
    bootstrap: str, member: Member, pattern: str, holder: Holder
) -> AsyncIterator[AIOKafkaConsumer]:
    """Join the group for all topics that match the pattern, new ones included; leave at the end.

    Raises `KafkaError`.
    """
    client = AIOKafkaConsumer(
        bootstrap_servers=bootstrap,
        client_id=f"consumer-{member.group}",
        group_id=member.group,
        partition_assignment_strategy=(BySource,),
        enable_auto_commit=False,
        auto_offset_reset="earliest",
        isolation_level="read_committed",
        # The broker answers as soon as there is something; until then the request waits.
        fetch_max_wait_ms=int(member.idle_seconds * 1000),
        consumer_timeout_ms=5000,
        max_partition_fetch_bytes=MAX_RECORD_BYTES,
        metadata_max_age_ms=int(member.idle_seconds * 1000),
        request_timeout_ms=int(ANSWER_SECONDS * 1000),
        session_timeout_ms=10_000,
        heartbeat_interval_ms=3000,
        retry_backoff_ms=250,
    )
    try:
        await client.start()
        client.subscribe(pattern=pattern, listener=_Listener(holder))
        yield client
    finally:
        await _stop(client)


class _Listener(ConsumerRebalanceListener):  # type: ignore[misc]  # the library has no types
    def __init__(self, holder: Holder) -> None:
        self._holder = holder

    async def on_partitions_revoked(self, revoked: Any) -> None:
        await self._holder.lost(revoked)

    def on_partitions_assigned(self, assigned: Any) -> None:
        self._holder.took(assigned)


async def _stop(client: AIOKafkaConsumer) -> None:
    """Leave the group; a client that cannot is cut off."""
    stopping: asyncio.Task[None] = asyncio.create_task(client.stop())
    await asyncio.wait({stopping}, timeout=STOP_SECONDS)
    if not stopping.done():
        stopping.cancel()
        await asyncio.wait({stopping}, timeout=STOP_SECONDS)
