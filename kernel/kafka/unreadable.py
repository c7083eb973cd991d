"""Get past bytes that the client itself cannot decode.

A broker accepts a header whose name is not UTF-8; the client raises on it, whatever partition it
was asked for, and would for ever. What is lost with the batch shows as a gap in the chain.
"""

import asyncio

from aiokafka.client import AIOKafkaClient
from aiokafka.errors import CorruptRecordException, KafkaError
from aiokafka.protocol.fetch import FetchRequest
from aiokafka.record.memory_records import MemoryRecords
from aiokafka.structs import TopicPartition

from kernel.kafka.topics import MAX_RECORD_BYTES

UNREADABLE = (UnicodeDecodeError, CorruptRecordException)
ANSWER_SECONDS = 10.0


async def end_of_batch(bootstrap: str, tp: TopicPartition, offset: int) -> int:
    """Return the offset after the batch that holds `offset`, without looking into it.

    Raises `KafkaError` or `TimeoutError`.
    """
    client = AIOKafkaClient(bootstrap_servers=bootstrap)
    try:
        async with asyncio.timeout(ANSWER_SECONDS):
            await client.bootstrap()
            await client.force_metadata_update()
            leader = client.cluster.leader_for_partition(tp)
            if leader is None or leader < 0:
                raise KafkaError(f"{tp} has no leader")
            wanted = [(tp.topic, [(tp.partition, offset, MAX_RECORD_BYTES)])]
            answer = await client.send(leader, FetchRequest(0, 1, MAX_RECORD_BYTES, 0, wanted))
    finally:
        await client.close()
    ((_, ((_, _, _, *rest),)),) = answer.topics
    records = MemoryRecords(rest[-1] or b"")
    while records.has_next():
        batch = records.next_batch()
        if batch is not None and batch.next_offset > offset:
            return int(batch.next_offset)
    return offset + 1
