"""Find out whether a broker still has what it acknowledged.

Brokers acknowledge before they flush: a power cut loses the end of a log, an emptied disk all of
it. End offsets alone do not tell, because a log that lost its records grows again; the record at
the marked offset does.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, NamedTuple, Protocol
from uuid import UUID

from kernel.kafka.cloudevents import Incoming, Record, parse
from kernel.kafka.lease import Tail
from kernel.kafka.topics import Source

LOOK_BACK: Final = 1000
"""Records of others that may stand behind ours before they hide them: who writes so many is mad."""


class Log(Protocol):
    """What reconciling asks of a broker."""

    async def end_offsets(self, topic: str, partitions: int) -> list[int]: ...

    async def record_at(self, topic: str, partition: int, offset: int) -> Record | None: ...


@dataclass(frozen=True, slots=True)
class Found:
    """What the broker has.

    `tails` is where each partition can be continued, a partition that has nothing of ours left
    out. `lost` says what is wrong with which. `beyond` are records after our marks, position to
    event id: sent by a relay that could not write down the acknowledgement. `epoch` is the highest
    of the last records, 0 if there is none.
    """

    cluster_id: str
    tails: Mapping[int, Tail]
    lost: Mapping[int, str]
    beyond: Mapping[int, UUID]
    epoch: int = 0


@dataclass(frozen=True, slots=True)
class Known:
    """What the relay's marks say: of which cluster, in which epoch of the store."""

    cluster_id: str | None
    store_epoch: int
    tails: Mapping[int, Tail]


class Last(NamedTuple):
    """The last event of ours in a partition, and where it is."""

    offset: int
    event: Incoming


class Reconciliation:
    def __init__(self, log: Log, source: Source, partitions: int) -> None:
        self._log, self._source, self._partitions = log, source, partitions

    async def compare(self, known: Known, cluster_id: str) -> Found:
        """Compare cluster, end offsets and the records at the marks with what is known."""
        ends = await self._log.end_offsets(self._source.events, self._partitions)
        tails: dict[int, Tail] = {}
        lost: dict[int, str] = {}
        beyond: dict[int, UUID] = {}
        epoch = 0
        for partition, end in enumerate(ends):
            tail = known.tails.get(partition)
            last = await self._last(partition, end, tail)
            epoch = max(epoch, last.event.storeepoch) if last else epoch
            if tail and known.cluster_id != cluster_id:
                lost[partition] = f"another cluster: {cluster_id}, not {known.cluster_id}"
                continue
            if tail is not None:
                holds, wrong = await self._check(partition, tail, end, last, known.store_epoch)
                if holds:
                    tails[partition] = holds
                if wrong:
                    lost[partition] = wrong
            if last and last.event.storeepoch == known.store_epoch:
                beyond.update(_after(tail, last.event))
        return Found(cluster_id, tails, lost, beyond, epoch)

    async def _check(
        self, partition: int, tail: Tail, end: int, last: Last | None, epoch: int
    ) -> tuple[Tail | None, str | None]:
        if end <= tail.offset:
            where = await self._kept(partition, tail, last, epoch)
            return where, f"ends at offset {end}, although {tail.offset} was acknowledged"
        if last and last.offset == tail.offset:
            at_mark: Incoming | None = last.event
        else:
            at_mark = await self._event_at(partition, tail.offset)
        if at_mark and (at_mark.position, at_mark.storeepoch) == (tail.position, epoch):
            return tail, None
        there = at_mark.position if at_mark else "no event of ours"
        return None, f"offset {tail.offset} holds {there}, not {tail.position}"

    async def _kept(self, partition: int, tail: Tail, last: Last | None, epoch: int) -> Tail | None:
        """Return the end of what a shortened log kept, None if it is not the log that we wrote.

        A log that was emptied and written to by a relay that did not notice begins in the middle.
        """
        if last is None:
            return None
        if last.event.storeepoch != epoch or last.event.position > tail.position:
            return None
        first = await self._event_at(partition, 0)
        begins = first is not None and first.storeepoch == epoch and first.prevposition == 0
        return Tail(last.event.position, last.offset) if begins else None

    async def _last(self, partition: int, end: int, tail: Tail | None) -> Last | None:
        """Return the last event of ours: others may have written behind it what is none.

        No further back than our mark, where that still is, and than `LOOK_BACK` records.
        """
        mark = tail.offset if tail and tail.offset < end else 0
        for offset in range(end - 1, max(mark, end - LOOK_BACK) - 1, -1):
            if event := await self._event_at(partition, offset):
                return Last(offset, event)
        return None

    async def _event_at(self, partition: int, offset: int) -> Incoming | None:
        record = await self._log.record_at(self._source.events, partition, offset)
        found = parse(record, self._source) if record else None
        return found if isinstance(found, Incoming) else None


def _after(tail: Tail | None, last: Incoming) -> dict[int, UUID]:
    return {} if tail and last.position <= tail.position else {last.position: last.id}
