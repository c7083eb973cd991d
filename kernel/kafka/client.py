"""The Kafka client of a consumer: how it is set up, told of its partitions, and stopped."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Iterable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any, NamedTuple, Protocol, TypeAlias

from aiokafka import AIOKafkaConsumer
from aiokafka.abc import ConsumerRebalanceListener
from aiokafka.structs import TopicPartition

from kernel.kafka.assignor import BySource
from kernel.kafka.garbled import understood
from kernel.kafka.topics import MAX_RECORD_BYTES

ANSWER_SECONDS, STOP_SECONDS = 10.0, 5.0
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
        with understood():
            await client.start()
        _fetch_together(client, member.idle_seconds)
        client.subscribe(pattern=pattern, listener=_Listener(holder))
        yield client
    finally:
        await _stop(client)


def _fetch_together(client: AIOKafkaConsumer, seconds: float) -> None:
    """Let what was fetched of one partition be read before the others are asked for.

    Where these have nothing the broker holds the request, and meanwhile nothing more is fetched of
    the one that has much: 2 MB a second. aiokafka 0.14 waits for 0.1 s, and has no option for it.
    No longer than the broker holds it, or who narrows a record down would lose patience.
    """
    client._fetcher._prefetch_backoff = seconds  # noqa: SLF001


class _Listener(ConsumerRebalanceListener):  # type: ignore[misc]  # the library has no types
    def __init__(self, holder: Holder) -> None:
        self._holder = holder

    async def on_partitions_revoked(self, revoked: Any) -> None:
        await self._holder.lost(revoked)

    def on_partitions_assigned(self, assigned: Any) -> None:
        self._holder.took(assigned)


async def _stop(client: AIOKafkaConsumer) -> None:
    """Leave the group; a client that cannot is cut off."""
    if not await _in_time(client.stop()):
        await _in_time(_cut_off(client))


async def _in_time(work: Coroutine[Any, Any, None]) -> bool:
    """Return whether the work was well done in time; what takes longer is cancelled."""
    task = asyncio.create_task(work)
    await asyncio.wait({task}, timeout=STOP_SECONDS)
    if task.done():
        return not task.cancelled() and task.exception() is None
    task.cancel()
    await asyncio.wait({task}, timeout=STOP_SECONDS)
    return False


async def _cut_off(client: AIOKafkaConsumer) -> None:
    """End what the library leaves running of a client whose `stop` failed or was cancelled.

    It would go on as a member of its group, and fetch what nobody takes. aiokafka 0.14 has no call
    for it: `stop` does nothing the second time.
    """
    if coordinator := client._coordinator:  # noqa: SLF001 - there is no other way
        await coordinator._stop_heartbeat_task()  # noqa: SLF001
        await coordinator._stop_commit_offsets_refresh_task()  # noqa: SLF001
    if fetcher := client._fetcher:  # noqa: SLF001
        await fetcher.close()
    await client._client.close()  # noqa: SLF001
