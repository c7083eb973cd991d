"""Publish what units say, as their relays do."""

from types import TracebackType
from typing import Any, Self

import msgspec
from aiokafka import AIOKafkaProducer

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
        self._published: dict[str, int] = {}

    async def __aenter__(self) -> Self:
        self._producer = AIOKafkaProducer(bootstrap_servers=self._bootstrap)
        await self._producer.start()
        return self

    async def __aexit__(
        self, _: type[BaseException] | None, __: BaseException | None, ___: TracebackType | None
    ) -> None:
        await self._producer.stop()

    async def publish(self, unit: Unit, epoch: int = EPOCH) -> None:
        """Send what the unit said since the last time, then a heartbeat."""
        source = Source(unit.code, "partnerships")
        await topics.create(self._bootstrap, source)
        envelope, before = Envelope(source), self._published.get(unit.code, 0)
        for said in unit.said:
            if said.position <= before:
                continue
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
            headers = envelope.headers(seen, said.type, before, epoch)
            key = str(seen.stream.id).encode()
            await self._producer.send_and_wait(
                source.events, msgspec.json.encode(said.event), key, headers=headers
            )
            before = self._published[unit.code] = said.position
        await self.beat(unit, storeepoch=epoch)

    async def beat(self, unit: Unit, **more: Any) -> None:
        source, position = Source(unit.code, "partnerships"), self._published.get(unit.code, 0)
        beat = Heartbeat(
            **{
                "unit": unit.code,
                "service": "partnerships",
                "scanned": position,
                "published": position,
                "storeepoch": EPOCH,
                "at": unit.now,
                **more,
            }
        )
        value, key = heartbeat.encode(beat), str(source).encode()
        await self._producer.send_and_wait(source.status, value, key)
