"""What a relay does with a broker: publish in order, and ask what the broker still has.

One idempotent aiokafka producer. Its own network client also carries the three questions of
reconciling, so that fifteen idle relays cost fifteen connections and no polling consumer.
"""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any, NamedTuple

from aiokafka import AIOKafkaProducer
from aiokafka.errors import (
    KafkaError,
    NotLeaderForPartitionError,
    OffsetOutOfRangeError,
    UnknownTopicOrPartitionError,
    for_code,
)
from aiokafka.protocol.fetch import FetchRequest
from aiokafka.protocol.metadata import MetadataRequest
from aiokafka.protocol.offset import OffsetRequest
from aiokafka.record.memory_records import MemoryRecords
from aiokafka.structs import ConsumerRecord, TopicPartition

from kernel.kafka import topics
from kernel.kafka.cloudevents import Headers
from kernel.kafka.garbled import Garbled, answered, understood
from kernel.kafka.reconcile import Stretch
from kernel.kafka.topics import MAX_RECORD_BYTES, Source

START_SECONDS, ANSWER_SECONDS, STOP_SECONDS = 15.0, 10.0, 5.0
_LATEST = -1


class Outgoing(NamedTuple):
    position: int
    key: bytes
    value: bytes
    headers: Headers
    timestamp_ms: int


class Sent(NamedTuple):
    """One batch on its way; `acknowledged` will be its base offset."""

    partition: int
    last_position: int
    records: int
    acknowledged: "asyncio.Future[Any]"


class Cluster(NamedTuple):
    """`partitions` of the topic asked for, 0 when there is no such topic."""

    id: str
    partitions: int


class Broker:
    def __init__(self, producer: AIOKafkaProducer, bootstrap: str) -> None:
        self._producer, self._bootstrap = producer, bootstrap

    @classmethod
    @asynccontextmanager
    async def connected(cls, bootstrap: str, client_id: str) -> AsyncIterator["Broker"]:
        """Connect a new producer; thrown away on leaving, with whatever it had not sent.

        Raises `KafkaError` or `TimeoutError`.
        """
        producer = AIOKafkaProducer(
            bootstrap_servers=bootstrap,
            client_id=client_id,
            enable_idempotence=True,
            acks="all",
            linger_ms=2,
            max_batch_size=262_144,
            max_request_size=MAX_RECORD_BYTES,
            compression_type="lz4",
            request_timeout_ms=10_000,
            retry_backoff_ms=250,
        )
        try:
            async with answered(START_SECONDS):
                await producer.start()
            yield cls(producer, bootstrap)
        finally:
            await _discard(producer)

    def sending(self, topic: str) -> "Sending":
        return Sending(self._producer, topic)

    async def put(self, topic: str, key: bytes, value: bytes) -> None:
        """Send one record of a compacted topic and wait until it is acknowledged."""
        async with answered(ANSWER_SECONDS):
            await self._producer.send_and_wait(topic, value=value, key=key, partition=0)

    async def cluster(self, topic: str) -> Cluster:
        client = self._producer.client
        request = MetadataRequest([topic], allow_auto_topic_creation=False)
        async with answered(ANSWER_SECONDS):
            answer = await client.send(client.get_random_node(), request)
            ((code, _name, _internal, partitions),) = answer.topics
        if for_code(code) is not UnknownTopicOrPartitionError:
            _raise_for(code, topic)
        return Cluster(answer.cluster_id, len(partitions))

    async def create(self, source: Source, *, partitions: int, replicas: int) -> None:
        """Make the source's topics unless they exist."""
        with understood():
            await topics.create(self._bootstrap, source, partitions=partitions, replicas=replicas)

    async def know(self, *topics: str) -> None:
        """Wait until the producer has found the topics' leaders, as after making them."""
        async with answered(ANSWER_SECONDS):
            for topic in topics:
                await self._producer.partitions_for(topic)

    async def end_offsets(self, topic: str, partitions: int) -> list[int]:
        """Return the offset each partition will give next, asked of its leader."""
        ends = []
        for partition in range(partitions):
            request = OffsetRequest(-1, 0, [(topic, [(partition, _LATEST)])])
            code, _, offset, *_ = await self._ask(topic, partition, request)
            _raise_for(code, topic)
            ends.append(int(offset))
        return ends

    async def records(self, topic: str, partition: int, first: int, until: int) -> Stretch:
        """Return, of the records from offset `first` up to `until`, those that one answer holds.

        What cannot be decoded is left out, with the batch that it came in.
        """
        one = [(topic, [(partition, first, MAX_RECORD_BYTES)])]
        request = FetchRequest(0, 1, MAX_RECORD_BYTES, 0, one)
        code, _, *rest = await self._ask(topic, partition, request)
        if for_code(code) is OffsetOutOfRangeError:
            return Stretch([], until)
        _raise_for(code, topic)
        with understood():
            return _within(rest[-1] or b"", topic, partition, range(first, until))

    async def _ask(self, topic: str, partition: int, request: Any) -> Sequence[Any]:
        """Return what a partition's leader answers about it, from the error code on."""
        client = self._producer.client
        leader = client.cluster.leader_for_partition(TopicPartition(topic, partition))
        if leader is None or leader < 0:
            await client.force_metadata_update()
            raise NotLeaderForPartitionError(topic)
        async with answered(ANSWER_SECONDS):
            answer = await client.send(leader, request)
            ((name, ((number, *found),)),) = answer.topics
        if (name, number) != (topic, partition):
            raise Garbled(f"an answer about {name}, partition {number}")
        return list(found)


class Sending:
    """Puts records into batches of our own making, each with one acknowledgement.

    Order holds whatever fails: after a lost batch the broker refuses its successors.
    """

    def __init__(self, producer: AIOKafkaProducer, topic: str) -> None:
        self._producer, self._topic = producer, topic
        self._open: dict[int, Any] = {}
        self._last: dict[int, int] = {}
        self.sent: list[Sent] = []

    async def add(self, partition: int, record: Outgoing) -> None:
        """Add a record; a batch that is full is sent, once the one before it is on its way."""
        batch = self._open.get(partition)
        if batch is None or not _fits(batch, record):
            if batch is not None:
                await self._submit(partition)
            batch = self._open[partition] = self._producer.create_batch()
            _fits(batch, record)  # an empty one takes any
        self._last[partition] = record.position

    async def flush(self) -> None:
        """Send what is left."""
        for partition in list(self._open):
            await self._submit(partition)

    async def _submit(self, partition: int) -> None:
        batch = self._open.pop(partition)
        batch.close()
        acknowledged = await self._producer.send_batch(batch, self._topic, partition=partition)
        # Nobody awaits what is in flight when a producer is thrown away.
        acknowledged.add_done_callback(lambda done: done.cancelled() or done.exception())
        size = batch.record_count()
        self.sent.append(Sent(partition, self._last[partition], size, acknowledged))


def _fits(batch: Any, record: Outgoing) -> bool:
    """Append the record, unless the batch is full."""
    key, value = record.key, record.value
    added = batch.append(
        key=key, value=value, timestamp=record.timestamp_ms, headers=record.headers
    )
    return added is not None


def _raise_for(code: int, topic: str) -> None:
    if code:
        error: type[KafkaError] = for_code(code)
        raise error(topic)


def _within(raw: bytes, topic: str, partition: int, offsets: range) -> Stretch:
    """Take out the records of these offsets; batches are fetched whole."""
    batches, end, found = MemoryRecords(raw), offsets.start, []
    while batches.has_next() and end < offsets.stop:
        batch = batches.next_batch()
        if batch is None:  # of a format that Kafka has given up
            break
        try:
            records = decoded(batch, offsets)
        except Garbled:
            records = []
        found += [_record(topic, partition, record) for record in records]
        end = max(end, batch.next_offset)
    # Nothing at all is at the first offset: what is behind it has to be asked for.
    return Stretch(found, min(max(end, offsets.start + 1), offsets.stop))


def decoded(batch: Any, offsets: range) -> list[Any]:
    """Return the records of a batch that have these offsets. Raises `Garbled`."""
    if not batch.validate_crc():
        raise Garbled("its checksum is another")
    with understood():
        return [record for record in batch if record.offset in offsets]


def _record(topic: str, partition: int, record: Any) -> ConsumerRecord:
    return ConsumerRecord(
        topic,
        partition,
        record.offset,
        record.timestamp,
        record.timestamp_type,
        record.key,
        record.value,
        record.checksum,
        len(record.key or b""),
        len(record.value or b""),
        tuple(record.headers),
    )


async def _discard(producer: AIOKafkaProducer) -> None:
    """Stop without flushing: what is queued would be sent by a producer nobody watches any more.

    `stop()` waits for the queue, for ever while the broker is away, because an idempotent batch
    never expires. Here the sender is told to end, and its connections are cut to make it.
    """
    producer._closed = True  # noqa: SLF001 - else `__del__` says that it was forgotten
    sender = producer._sender.sender_task  # noqa: SLF001 - there is no public way to give up
    if sender is not None:
        sender.cancel()
    closing: asyncio.Task[None] = asyncio.create_task(producer.client.close())
    await asyncio.wait({closing}, timeout=STOP_SECONDS)
    for task in (sender, closing):
        if task is not None and not task.done():
            task.cancel()
            await asyncio.wait({task}, timeout=STOP_SECONDS)
