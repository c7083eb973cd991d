"""Write to a topic as a relay would, and as nobody should."""

import struct
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any
from uuid import UUID, uuid4

import msgspec
from aiokafka import AIOKafkaProducer
from aiokafka.protocol.produce import ProduceRequest
from aiokafka.record.default_records import DefaultRecordBatchBuilder
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

    async def put_undecodable(self, topic: str | None = None) -> None:
        """Send a batch with a header whose name is no UTF-8, which the broker does not mind."""
        builder = DefaultRecordBatchBuilder(2, 0, 0, -1, -1, -1, 65_536)
        for offset in range(3):
            builder.append(offset, 0, b"key", b"{}", [("NAME", b"value")])
        batch = bytearray(bytes(builder.build()).replace(b"NAME", b"\xff\xfe\xfd\xfc"))
        struct.pack_into(">I", batch, 17, calc_crc32c(bytes(batch[21:])))
        client = self._producer.client
        request = ProduceRequest(
            required_acks=-1,
            timeout=10_000,
            topics=[(topic or self.source.events, [(0, bytes(batch))])],
            transactional_id=None,
        )
        answer = await client.send(client.get_random_node(), request)
        ((_, ((_, code, *_),)),) = answer.topics
        assert code == 0
