"""Turn stored events into the records that are published, without any IO."""

from collections.abc import Callable, Mapping, MutableMapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar, Protocol, TypeAlias

import msgspec
from aiokafka.partitioner import murmur2

from kernel.codec import EventCodec
from kernel.events import Seen, decode
from kernel.kafka.broker import Outgoing
from kernel.kafka.cloudevents import Envelope
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
    """Records per partition; `scanned` is the position up to which they are complete.

    `unlisted` is the wire type that stopped it, published for the first time; `problem` the event
    that did.
    """

    scanned: int
    records: dict[int, list[Outgoing]] = field(default_factory=dict)
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

    def page(self, events: Sequence[Recorded], chain: MutableMapping[int, int], epoch: int) -> Page:
        """Map events in order; `chain` has the last position of each partition and is moved on.

        Events that a partition's chain has passed are left out: they are there already.
        """
        page = Page(events[0].position - 1)
        for event in events:
            try:
                self._add(page, event, chain, epoch)
            except Unpublishable as problem:
                page.problem = problem
            except Exception as error:  # noqa: BLE001 - whatever it is, it stops here and says where
                page.problem = Unpublishable(event.position, f"{type(error).__name__}: {error}")
            if page.problem or page.unlisted:
                return page
            page.scanned = event.position
        return page

    def _add(
        self, page: Page, event: Recorded, chain: MutableMapping[int, int], epoch: int
    ) -> None:
        for seen in decode(self._codecs, (event,)):
            contract = self._to_contract(seen)
            if contract is None:
                continue
            since = self.since.get(contract.wire_type)
            if since is None:
                page.unlisted = contract.wire_type
                return
            key = str(seen.stream.id).encode()
            partition = self._partition(key)
            previous = chain.get(partition, 0)
            if seen.position <= max(since, previous):
                continue
            record = Outgoing(
                seen.position,
                key,
                self._encode(contract),
                self._envelope.headers(seen, contract.wire_type, previous, epoch),
                int(seen.recorded_at.timestamp() * 1000),
            )
            _check_size(record)
            page.records.setdefault(partition, []).append(record)
            chain[partition] = seen.position

    def _partition(self, key: bytes) -> int:
        if self._partitions == 1:
            return 0
        return int(murmur2(key) & 0x7FFFFFFF) % self._partitions


def _check_size(record: Outgoing) -> None:
    if len(record.value) < MAX_RECORD_BYTES // 2:
        return
    headers = sum(len(name) + len(value) + 8 for name, value in record.headers)
    size = len(record.key) + len(record.value) + headers + _BATCH_HEADER_BYTES
    if size > MAX_RECORD_BYTES:
        raise Unpublishable(record.position, f"{size} bytes, of {MAX_RECORD_BYTES} allowed")
