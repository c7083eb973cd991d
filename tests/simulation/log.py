"""A topic's partitions as a broker keeps them, with all that brokers do to what they keep.

Sources: Kafka's protocol for idempotent producers (KIP-98): a batch whose sequence is known is not
written again, one that leaves a gap is refused, a producer that is unknown may begin anywhere.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from aiokafka.errors import OutOfOrderSequenceNumber

from kernel.kafka.broker import Outgoing


class Stored(NamedTuple):
    """A record in a partition; `producer` and `sequence` are of whoever wrote it."""

    topic: str
    partition: int
    offset: int
    key: bytes | None
    value: bytes | None
    headers: Sequence[tuple[str, bytes | None]]
    producer: int
    sequence: int


@dataclass(eq=False)
class Partition:
    topic: str
    number: int
    records: list[Stored] = field(default_factory=list)
    sequences: dict[int, int] = field(default_factory=dict)

    def write(self, producer: int, sequence: int, batch: Sequence[Outgoing]) -> int | None:
        """Append a batch and return its first offset, None for one that is known."""
        expected = self.sequences.get(producer)
        if expected is not None and sequence < expected:
            return None
        if expected is not None and sequence > expected:
            raise OutOfOrderSequenceNumber
        base = len(self.records)
        for number, one in enumerate(batch):
            self.records.append(
                Stored(
                    self.topic,
                    self.number,
                    base + number,
                    one.key,
                    one.value,
                    one.headers,
                    producer,
                    sequence + number,
                )
            )
        self.sequences[producer] = sequence + len(batch)
        return base

    def put(self, record: Stored) -> None:
        """Append what someone writes who may write, and is no relay."""
        self.records.append(record._replace(offset=len(self.records), producer=-1, sequence=-1))

    def cut(self, records: int) -> None:
        """Lose the end, and what was known of who wrote it."""
        del self.records[max(0, len(self.records) - records) :]
        self.sequences = {one.producer: one.sequence + 1 for one in self.records}


@dataclass(eq=False)
class Log:
    """The topic of one source, on a cluster; until `hidden_until` readers do not find it."""

    topic: str
    count: int
    cluster: int = 1
    exists: bool = False
    hidden_until: float = 0.0
    partitions: list[Partition] = field(default_factory=list)
    _waiting: "list[asyncio.Future[None]]" = field(default_factory=list)

    def create(self) -> None:
        if not self.exists:
            self.exists = True
            self.partitions = [Partition(self.topic, n) for n in range(self.count)]

    def wipe(self, *, keep_topic: bool) -> None:
        """Lose everything: an emptied disk, or (without the topic) another cluster."""
        self.exists = False
        self.partitions = []
        if keep_topic:
            self.create()
        else:
            self.cluster += 1

    def grown(self) -> None:
        for waiting in self._waiting:
            if not waiting.done():
                waiting.set_result(None)
        self._waiting.clear()

    def growth(self) -> "asyncio.Future[None]":
        """Return what is done as soon as there is more to read."""
        waiting: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append(waiting)
        return waiting
