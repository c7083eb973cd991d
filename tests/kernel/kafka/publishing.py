"""Write to a topic as a relay would, and as nobody should."""

import struct
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any, Final
from uuid import UUID, uuid4

import cramjam
import msgspec
from aiokafka import AIOKafkaProducer
from aiokafka.protocol.produce import ProduceRequest
from aiokafka.record.default_records import DefaultRecordBatchBuilder
from aiokafka.record.memory_records import MemoryRecords
from aiokafka.record.util import calc_crc32c

from kernel.events import Seen
from kernel.kafka import topics
from kernel.kafka.cloudevents import Envelope, Headers
from kernel.kafka.topics import Source
from kernel.store import Stream
from tests.kernel.kafka import toy
from tests.kernel.light import SwitchedOn

SWITCHED = "toy.light.Switched.v1"


def seen(position: int, light: UUID | None = None, **meta: Any) -> Seen[SwitchedOn]:
    stream = Stream("light", light or uuid4())
    return Seen(position, stream, position, uuid4(), SwitchedOn(), toy.meta(**meta), toy.NOON)


def _of_bytes(records: bytes, compression: int) -> bytes:
    """Return a batch of three records. Source: Kafka's record batch, version 2."""
    batch = bytearray(_three()[:_HEAD]) + records
    struct.pack_into(">i", batch, 8, len(batch) - 12)
    struct.pack_into(">h", batch, 21, compression)
    struct.pack_into(">I", batch, 17, calc_crc32c(bytes(batch[21:])))
    return bytes(batch)


def _three() -> bytes:
    builder = DefaultRecordBatchBuilder(2, 0, 0, -1, -1, -1, 65_536)
    for offset in range(3):
        builder.append(offset, 0, b"key", b"{}", [("NAME", b"value")])
    return bytes(builder.build())


def _lz4(of: bytes) -> bytes:
    """Compress as clients may, with a checksum of the whole that no broker looks at."""
    compressor = cramjam.lz4.Compressor(content_checksum=True, block_linked=False)
    compressor.compress(of)
    return bytes(compressor.finish())


_HEAD: Final = 61
"""Bytes before the records."""
_RECORDS: Final = _three()[_HEAD:]
NO_UTF_8: Final = _of_bytes(_RECORDS.replace(b"NAME", b"\xff\xfe\xfd\xfc"), 0)
ANOTHER_CHECKSUM: Final = _of_bytes(_lz4(_RECORDS)[:-4] + b"none", 3)
"""Batches that a broker takes and that no client decodes: a header's name, and a compression."""
GOOD: Final = _three()
FLIPPED: Final = GOOD.replace(b"key", b"kez")
"""As a line without a checksum of its own may bring it."""


def batch_of(raw: bytes) -> Any:
    """Return the first batch of what a broker answers, still to be decoded."""
    return MemoryRecords(raw).next_batch()


class Writer:
    """Sends chosen positions, each naming the one before it in the same call."""

    def __init__(self, producer: AIOKafkaProducer, source: Source) -> None:
        self._producer, self.source = producer, source
        self._envelope = Envelope(source)

    @classmethod
    @asynccontextmanager
    async def to(cls, bootstrap: str, source: Source) -> AsyncIterator["Writer"]:
        await topics.create(bootstrap, source)
        async with AIOKafkaProducer(bootstrap_servers=bootstrap) as producer:
            yield cls(producer, source)

    async def send(
        self,
        *positions: int,
        after: int | None = None,
        epoch: int = 1,
        lights: Mapping[int, UUID] | None = None,
        wire_type: str = SWITCHED,
        value: bytes | None = None,
    ) -> None:
        previous = positions[0] - 1 if after is None else after
        for position in positions:
            light = (lights or {}).get(position) or uuid4()
            data = value or msgspec.json.encode(toy.LightSwitched(light=light, on=True))
            key = str(light).encode()
            event = seen(position, light)
            headers = self._envelope.headers(event, wire_type, previous, epoch)
            await self._producer.send(
                self.source.events, data, key=key, partition=0, headers=headers
            )
            previous = position
        await self._producer.flush()

    async def put(self, key: bytes, value: bytes | None, headers: Headers) -> None:
        await self._producer.send_and_wait(self.source.events, value, key=key, headers=headers)

    async def put_undecodable(self, topic: str | None = None, batch: bytes = NO_UTF_8) -> None:
        """Send a batch that no client decodes."""
        client = self._producer.client
        request = ProduceRequest(
            required_acks=-1,
            timeout=10_000,
            topics=[(topic or self.source.events, [(0, batch)])],
            transactional_id=None,
        )
        answer = await client.send(client.get_random_node(), request)
        ((_, ((_, code, *_),)),) = answer.topics
        assert code == 0
