"""Get past bytes that the client itself cannot decode.

A broker accepts a header whose name is not UTF-8; the client raises on it, whatever partition it
was asked for, and would for ever. What is lost with the batch shows as a gap in the chain.
"""

import struct
from typing import NamedTuple

from aiokafka.client import AIOKafkaClient
from aiokafka.errors import KafkaError
from aiokafka.protocol.fetch import FetchRequest
from aiokafka.record.memory_records import MemoryRecords
from aiokafka.structs import TopicPartition

from kernel.kafka.closing import closed
from kernel.kafka.garbled import answered
from kernel.kafka.topics import MAX_RECORD_BYTES

ANSWER_SECONDS = 10.0
_OFFSET_BYTES, _LENGTH = 8, struct.Struct(">i")


class Steps:
    """How many records to ask for, so that one that cannot be decoded is found by halves.

    An answer is lost whole with it, and to ask for each record alone is a transaction for each.
    """

    def __init__(self, most: int) -> None:
        self._most, self._among = most, 0
        self.size = most

    @property
    def narrowing(self) -> bool:
        """Whether the record is among the next ones, or was thought to be."""
        return self._among > 0

    def garbled(self) -> bool:
        """Take note that the answer could not be decoded; return whether it was of one record."""
        if self.size == 1:
            self._among, self.size = 0, self._most
            return True
        self._among, self.size = self.size, self.size // 2
        return False

    def taken(self, records: int) -> None:
        """Take note of so many records that could be decoded."""
        self._among = max(0, self._among - records)
        self.size = max(1, self._among // 2) if self._among else self._most


class Batch(NamedTuple):
    """The offset after a batch, and its bytes as the broker has them."""

    end: int
    raw: bytes


async def batch_at(bootstrap: str, tp: TopicPartition, offset: int) -> Batch:
    """Return the batch that holds `offset`, without looking into it.

    Raises `KafkaError` or `TimeoutError`.
    """
    client = AIOKafkaClient(bootstrap_servers=bootstrap)
    async with closed(client.close), answered(ANSWER_SECONDS):
        await client.bootstrap()
        await client.force_metadata_update()
        leader = client.cluster.leader_for_partition(tp)
        if leader is None or leader < 0:
            raise KafkaError(f"{tp} has no leader")
        wanted = [(tp.topic, [(tp.partition, offset, MAX_RECORD_BYTES)])]
        answer = await client.send(leader, FetchRequest(0, 1, MAX_RECORD_BYTES, 0, wanted))
        ((_, ((_, _, _, *rest),)),) = answer.topics
        return _batch_of(rest[-1] or b"", offset)


def _batch_of(raw: bytes, offset: int) -> Batch:
    """Find the batch among those that the broker sent. Source: Kafka's record batch, version 2."""
    records, at = MemoryRecords(raw), 0
    while records.has_next():
        batch = records.next_batch()
        (length,) = _LENGTH.unpack_from(raw, at + _OFFSET_BYTES)
        end = at + _OFFSET_BYTES + _LENGTH.size + length
        if batch is not None and batch.next_offset > offset:
            return Batch(int(batch.next_offset), raw[at:end])
        at = end
    return Batch(offset + 1, b"")
