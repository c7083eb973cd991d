"""Turn stored events into the records that are published, without any IO."""

from collections.abc import Callable, Iterator, Mapping, MutableMapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Protocol, TypeAlias

import msgspec
from aiokafka.partitioner import murmur2

from kernel.codec import EventCodec
from kernel.events import Seen, decode
from kernel.kafka.broker import Outgoing
from kernel.kafka.cloudevents import Envelope, text
from kernel.kafka.topics import MAX_RECORD_BYTES
from kernel.store import Recorded

_BATCH_HEADER_BYTES = 1024


class Contract(Protocol):
    """What services tell the world: a frozen dataclass with a declared wire type."""

    wire_type: ClassVar[str]


ToContract: TypeAlias = Callable[[Seen[Any]], Contract | None]
"""Pure. None keeps an event private; a type that is mapped for the first time is published from
then on, never backwards."""


class Unpublishable(Exception):
    """The event at this position cannot be published; none after it is, so that none is skipped."""

    def __init__(self, position: int, reason: str) -> None:
        super().__init__(f"position {position}: {reason}")
        self.position = position


@dataclass(slots=True)
class Page:
    """How far a page of events has been mapped: complete up to the position `scanned`.

    `unlisted` is the wire type that stopped it, published for the first time; `problem` the event
    that did.
    """

    scanned: int
    unlisted: str | None = None
    problem: Unpublishable | None = None


class Mapper:
    """Maps the events of one source.

    `since` tells for each wire type the position after which it is published.
    """

    def __init__(
        self,
        envelope: Envelope,
        codecs: Mapping[str, EventCodec[Any]],
        to_contract: ToContract,
        partitions: int,
    ) -> None:
        self._envelope, self._codecs, self._to_contract = envelope, codecs, to_contract
        self._partitions = partitions
        self._encode = msgspec.json.Encoder().encode
        self.since: dict[str, int] = {}

    def rewound_to(self, position: int | None) -> None:
        """Say with every event from now on up to where the past is what it was; None: all of it."""
        self._envelope.rewound_to = position

    def records(
        self, page: Page, events: Sequence[Recorded], chain: MutableMapping[int, int], epoch: int
    ) -> Iterator[tuple[int, Outgoing]]:
        """Yield partition and record of each published event; move `page` and `chain` on.

        Events that a partition's chain has passed are left out: they are there already. One
        record exists at a time, because a page of them keeps the garbage collector busy.
        """
        reading = _Reading(events)
        try:
            for seen in decode(self._codecs, reading):
                contract = self._to_contract(seen)
                if contract is None:
                    continue
                page.scanned = seen.position - 1
                since = self.since.get(contract.wire_type)
                if since is None:
                    page.unlisted = contract.wire_type
                    return
                key = text(seen.stream.id)
                partition = self._partition(key)
                previous = chain.get(partition, 0)
                if seen.position > since and seen.position > previous:
                    record = self._record(seen, contract, key, previous, epoch)
                    chain[partition] = seen.position
                    yield partition, record
            page.scanned = events[-1].position
        except Exception as error:  # noqa: BLE001 - whatever it is, it stops here and says where
            page.scanned = reading.position - 1
            page.problem = _problem(reading.position, error)

    def _record(
        self, seen: Seen[Any], contract: Contract, key: bytes, previous: int, epoch: int
    ) -> Outgoing:
        record = Outgoing(
            seen.position,
            key,
            self._encode(contract),
            self._envelope.headers(seen, contract.wire_type, previous, epoch),
            int(seen.recorded_at.timestamp() * 1000),
        )
        _check_size(record)
        return record

    def _partition(self, key: bytes) -> int:
        if self._partitions == 1:
            return 0
        return int(murmur2(key) & 0x7FFFFFFF) % self._partitions


class _Reading:
    """Iterates over events and remembers where it is."""

    def __init__(self, events: Sequence[Recorded]) -> None:
        self._events = events
        self.position = 0

    def __iter__(self) -> Iterator[Recorded]:
        for event in self._events:
            self.position = event.position
            yield event


def _problem(position: int, error: Exception) -> Unpublishable:
    if isinstance(error, Unpublishable):
        return error
    return Unpublishable(position, f"{type(error).__name__}: {error}")


def _check_size(record: Outgoing) -> None:
    if len(record.value) < MAX_RECORD_BYTES // 2:
        return
    headers = sum(len(name) + len(value) + 8 for name, value in record.headers)
    size = len(record.key) + len(record.value) + headers + _BATCH_HEADER_BYTES
    if size > MAX_RECORD_BYTES:
        raise Unpublishable(record.position, f"{size} bytes, of {MAX_RECORD_BYTES} allowed")
