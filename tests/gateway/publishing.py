"""Publish what units say, as their relays do."""

from types import TracebackType
from typing import Any, Self

import msgspec
from aiokafka import AIOKafkaProducer

from gateway.read_model.said import Said
from kernel.events import Meta, Seen
from kernel.kafka import heartbeat, topics
from kernel.kafka.cloudevents import Envelope
from kernel.kafka.heartbeat import Heartbeat
from kernel.kafka.topics import Source
from kernel.store import Stream
from tests.gateway.telling import Unit, id_of

EPOCH = 1


class Publisher:
    def __init__(self, bootstrap: str) -> None:
        self._bootstrap = bootstrap
        self._published: dict[Source, int] = {}
        self._rewound_to: int | None = None

    async def __aenter__(self) -> Self:
        self._producer = AIOKafkaProducer(bootstrap_servers=self._bootstrap)
        await self._producer.start()
        return self

    async def __aexit__(
        self, _: type[BaseException] | None, __: BaseException | None, ___: TracebackType | None
    ) -> None:
        await self._producer.stop()

    async def publish(self, unit: Unit, epoch: int = EPOCH, rewound_to: int | None = None) -> None:
        """Send what each service of the unit said since the last time, then its heartbeat."""
        self._rewound_to = rewound_to
        for service, said in unit.services.items():
            source = Source(unit.code, service)
            await topics.create(self._bootstrap, source)
            for one in said:
                if one.position > self._published.get(source, 0):
                    await self._send(source, one, epoch)
            await self.beat(unit, service=service, storeepoch=epoch)

    def rewind(self, unit: Unit) -> None:
        """Forget what was published: the unit's stores were put back."""
        for service in unit.services:
            self._published.pop(Source(unit.code, service), None)

    async def _send(self, source: Source, said: Said, epoch: int) -> None:
        seen = Seen(
            said.position,
            Stream("any", id_of(said.subject)),
            said.position,
            id_of(said.id),
            said.event,
            Meta(
                command_id=id_of(said.id),
                actor="tests",
                occurred_at=said.at,
                correlation_id=id_of(said.id),
                demonstration=said.mark.demonstration,
                provenance=said.mark.provenance,
            ),
            said.at,
        )
        before = self._published.get(source, 0)
        envelope = Envelope(source)
        envelope.rewound_to = self._rewound_to
        headers = envelope.headers(seen, said.type, before, epoch)
        key, value = str(seen.stream.id).encode(), msgspec.json.encode(said.event)
        await self._producer.send_and_wait(source.events, value, key, headers=headers)
        self._published[source] = said.position

    async def beat(self, unit: Unit, service: str = "partnerships", **more: Any) -> None:
        source = Source(unit.code, service)
        position = self._published.get(source, 0)
        beat = Heartbeat(
            **{
                "unit": unit.code,
                "service": service,
                "scanned": position,
                "published": position,
                "storeepoch": EPOCH,
                "at": unit.now,
                **more,
            }
        )
        value, key = heartbeat.encode(beat), str(source).encode()
        await self._producer.send_and_wait(source.status, value, key)
