"""Find out whether a broker still has what it acknowledged.

Brokers acknowledge before they flush: a power cut loses the end of a log, an emptied disk all of
it. End offsets alone do not tell, because a log that lost its records grows again; the record at
the marked offset does.
"""

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple, Protocol
from uuid import UUID

from kernel.kafka.chain import Mark, follow
from kernel.kafka.cloudevents import Incoming, Record, parse
from kernel.kafka.lease import Tail
from kernel.kafka.topics import Source

LOOK_BACK: Final = 1000
"""Records of others that may stand behind ours before they hide them: who writes so many is mad."""
_MORE: Final = 10


class Stretch(NamedTuple):
    """Records as one answer holds them, and up to which offset it tells what there is."""

    records: Sequence[Record]
    end: int


class Log(Protocol):
    """What reconciling asks of a broker."""

    async def end_offsets(self, topic: str, partitions: int) -> list[int]: ...

    async def records(self, topic: str, partition: int, first: int, until: int) -> Stretch: ...


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
            epoch = max(epoch, last.storeepoch) if last else epoch
            if tail and known.cluster_id != cluster_id:
                lost[partition] = f"another cluster: {cluster_id}, not {known.cluster_id}"
                continue
            if tail is not None:
                holds, wrong = await self._check(partition, tail, end, last, known.store_epoch)
                if holds:
                    tails[partition] = holds
                if wrong:
                    lost[partition] = wrong
            if last and last.storeepoch == known.store_epoch:
                beyond.update(_after(tail, last))
        return Found(cluster_id, tails, lost, beyond, epoch)

    async def _check(
        self, partition: int, tail: Tail, end: int, last: Incoming | None, epoch: int
    ) -> tuple[Tail | None, str | None]:
        if end <= tail.offset:
            where = await self._kept(partition, end, epoch)
            return where, f"ends at offset {end}, although {tail.offset} was acknowledged"
        at_mark = last
        if last is None or last.offset != tail.offset:
            at_mark = await self._last_within(partition, tail.offset, tail.offset + 1)
        if at_mark and (at_mark.position, at_mark.storeepoch) == (tail.position, epoch):
            return tail, None
        there = at_mark.position if at_mark else "no event of ours"
        return None, f"offset {tail.offset} holds {there}, not {tail.position}"

    async def _kept(self, partition: int, end: int, epoch: int) -> Tail | None:
        """Return up to where a shortened log can be followed from its start, None if nowhere.

        What its last event says is not enough. A relay that has not noticed writes on behind what
        was lost, and so does one that begins anew: in between there may be what nobody holds.
        """
        kept, mark = None, Mark(epoch, 0)
        async for events in self._events(partition, 0, end):
            of_epoch = [event for event in events if event.storeepoch == epoch]
            followed = follow(mark, of_epoch, step_over_loss=True)
            mark = followed.mark
            if followed.fresh:
                kept = Tail(mark.position, followed.fresh[-1].offset)
        return kept

    async def _last(self, partition: int, end: int, tail: Tail | None) -> Incoming | None:
        """Return the last event of ours: others may have written behind it what is none.

        No further back than our mark, where that still is, and than `LOOK_BACK` records. It is the
        last record unless others write, so that one is asked for first, then ever more at once.
        """
        mark = tail.offset if tail and tail.offset < end else 0
        begin, until, at_once = max(mark, end - LOOK_BACK), end, 1
        while until > begin:
            first = max(begin, until - at_once)
            if last := await self._last_within(partition, first, until):
                return last
            until, at_once = first, at_once * _MORE
        return None

    async def _last_within(self, partition: int, first: int, until: int) -> Incoming | None:
        last = None
        async for events in self._events(partition, first, until):
            last = events[-1] if events else last
        return last

    async def _events(
        self, partition: int, first: int, until: int
    ) -> AsyncIterator[list[Incoming]]:
        """Yield the events of ours from one offset up to another, those of an answer together."""
        while first < until:
            told = await self._log.records(self._source.events, partition, first, until)
            parsed = (parse(record, self._source) for record in told.records)
            yield [each for each in parsed if isinstance(each, Incoming)]
            first = told.end


def _after(tail: Tail | None, last: Incoming) -> dict[int, UUID]:
    return {} if tail and last.position <= tail.position else {last.position: last.id}
