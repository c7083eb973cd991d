"""One leader's work: from the store through the mapper to the broker, and the marks behind it."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import structlog

from kernel.crash_points import reach
from kernel.kafka.broker import Broker, Sent
from kernel.kafka.lease import Lease, Tail, Term
from kernel.kafka.mapping import Mapper, Page
from kernel.kafka.reconcile import Found, Known, Reconciliation
from kernel.kafka.topics import Source
from kernel.store import EventStore
from kernel.telemetry import count, span

_log = structlog.get_logger(__name__)

PAGE = 1000
TURN_SECONDS = 0.5
ACK_SECONDS = 20.0
HALT_SECONDS = 30.0


class AckOutOfOrder(Exception):
    """The broker acknowledged at or below an offset it had already given: it may have lost some."""


class StoreRewound(Exception):
    """The broker has events that the store has not: it was restored, and has not said so.

    `SELECT store.begin_epoch()` says it; everything is then published anew under the new epoch.
    """


class PartitionsChanged(Exception):
    """The topic has another number of partitions than events were published to."""


class InFlight(NamedTuple):
    page: Page
    sent: Sequence[Sent]


@dataclass(eq=False)
class Publishing:
    """Holds what a leader knows; `begin` before the first send with each new producer.

    `scanned`: everything up to there is acknowledged or private. `published`: the last position
    on a topic. `cursor`: what has been read of the store.
    """

    store: EventStore
    lease: Lease
    mapper: Mapper
    source: Source
    partitions: int
    replicas: int
    page: int = PAGE
    scanned: int = field(default=0, init=False)
    cursor: int = field(default=0, init=False)
    epoch: int = field(default=0, init=False)
    republications: int = field(default=0, init=False)
    second_writers: int = field(default=0, init=False)
    halted: str | None = field(default=None, init=False)
    _tails: dict[int, Tail] = field(default_factory=dict, init=False)
    _chain: dict[int, int] = field(default_factory=dict, init=False)
    _reached: int = field(default=0, init=False)
    _cluster_id: str | None = field(default=None, init=False)
    _halted_until: float = field(default=0.0, init=False)

    def take_over(self, term: Term) -> None:
        """Begin where the last leader's checkpoint stands."""
        self._cluster_id, self._tails = term.cluster_id, dict(term.tails)
        self.scanned = self.cursor = term.position
        self._reached = term.reached
        self.epoch = term.store_epoch or 0
        self.mapper.since = dict(term.since)

    @property
    def published(self) -> int:
        return max((tail.position for tail in self._tails.values()), default=0)

    async def lag(self) -> int:
        """Return how many stored events are not scanned yet."""
        return max(0, await self.store.head() - self.scanned)

    async def begin(self, broker: Broker) -> None:
        """Make the topics if need be, and reconcile: nothing is sent before."""
        names = (self.source.events, self.source.status)
        found = [(await broker.cluster(name)).partitions for name in names]
        if not all(found):
            await broker.create(self.source, partitions=self.partitions, replicas=self.replicas)
        await broker.know(*names)
        self._halted_until = 0.0
        await self._reconcile(broker)

    async def compare(self, broker: Broker) -> None:
        """Reconcile while publishing. Raises `AckOutOfOrder` to end a producer that lost events."""
        found = await self._found(broker, self.epoch)
        if found.lost:
            raise AckOutOfOrder(f"{found.lost}")

    async def _found(self, broker: Broker, epoch: int) -> Found:
        cluster_id, partitions = await broker.cluster(self.source.events)
        if not partitions:
            raise AckOutOfOrder("the topic is gone")
        if partitions != self.partitions:
            raise PartitionsChanged(f"{partitions} partitions, not {self.partitions}")
        known = Known(self._cluster_id, epoch, self._tails)
        return await Reconciliation(broker, self.source, partitions).compare(known, cluster_id)

    async def _reconcile(self, broker: Broker) -> None:
        epoch = self.store.epoch
        if self.epoch not in {0, epoch}:
            _log.warning("store rewound, all is published anew", source=str(self.source))
            self._tails, self.scanned = {}, 0
        found = await self._found(broker, epoch)
        if found.epoch > epoch:
            raise StoreRewound(f"the broker has events of epoch {found.epoch}, this is {epoch}")
        await self._recognise(found)
        self.mapper.rewound_to(await self.lease.rewound_to(epoch))
        await self._continue_from(found, epoch)

    async def _recognise(self, found: Found) -> None:
        for position, id_ in found.beyond.items():
            stored = await self.store.read(position - 1, 1)
            if not stored or stored[0].position != position or stored[0].id != id_:
                raise StoreRewound(f"the broker's event {id_} at {position} is not in the store")

    async def _continue_from(self, found: Found, epoch: int) -> None:
        """Write down where to go on, then go on there."""
        tails = dict(found.tails)
        places = [tails[p].position if p in tails else 0 for p in found.lost]
        start = min([self.scanned, *places])
        self._reached = max([self._reached, self.scanned, *found.beyond])
        await self.lease.start_from(
            start, tails, reached=self._reached, store_epoch=epoch, cluster_id=found.cluster_id
        )
        if found.lost:
            self.republications += 1
            count("relay.republications", source=str(self.source))
            _log.warning(
                "broker lost events, sending again",
                source=str(self.source),
                after=start,
                lost=dict(found.lost),
            )
        self._cluster_id, self._tails, self.epoch = found.cluster_id, tails, epoch
        self._chain = {partition: tail.position for partition, tail in tails.items()}
        self.scanned = self.cursor = start
        reach("relay.reconciled")

    async def drain(self, broker: Broker) -> None:
        """Publish until nothing new is stored; a page is read while the last is on its way.

        Returns after `TURN_SECONDS` at the latest: under steady load there is always something new.
        """
        if self.store.epoch != self.epoch:
            await self._reconcile(broker)
        before: InFlight | None = None
        until = asyncio.get_running_loop().time() + TURN_SECONDS
        while True:
            in_time = asyncio.get_running_loop().time() < until
            now = await self._send_page(broker) if in_time else None
            if before:
                await self._settle(before)
            if now is None:
                return
            before = now
            if now.page.unlisted or now.page.problem:
                await self._settle(now)
                before = None
                await self._stopped_by(now.page)

    async def wait(self, seconds: float) -> None:
        """Wait for something new to publish, at most so long."""
        if self.halted:
            await asyncio.sleep(seconds)
        else:
            await self.store.wait_beyond(self.cursor, seconds)

    async def _send_page(self, broker: Broker) -> InFlight | None:
        if self.halted and asyncio.get_running_loop().time() < self._halted_until:
            return None
        events = await self.store.read(self.cursor, self.page)
        if not events:
            return None
        reach("relay.selected")
        self.lease.check()
        page = Page(self.cursor)
        sending = broker.sending(self.source.events)
        for partition, record in self.mapper.records(page, events, self._chain, self.epoch):
            await sending.add(partition, record)
        await sending.flush()
        reach("relay.sent")
        self.cursor = page.scanned
        if not page.problem:
            self.halted = None
        return InFlight(page, sending.sent)

    async def _settle(self, done: InFlight) -> None:
        """Wait for the acknowledgements, check their offsets, and only then move the marks."""
        with span("relay.settle", source=str(self.source), batches=len(done.sent)):
            async with asyncio.timeout(ACK_SECONDS):
                moved = {}
                for sent in done.sent:
                    ack = await sent.acknowledged
                    base = self._checked(sent, ack.offset)
                    tail = Tail(sent.last_position, base + sent.records - 1)
                    self._tails[sent.partition] = moved[sent.partition] = tail
            reach("relay.acked")
            await self.lease.checkpoint(done.page.scanned, moved)
            reach("relay.marked")
        self.scanned = done.page.scanned
        self._reached = max(self._reached, self.scanned)

    def _checked(self, sent: Sent, base: int) -> int:
        tail = self._tails.get(sent.partition)
        expected = tail.offset + 1 if tail else 0
        if base < expected:
            raise AckOutOfOrder(f"offset {base} after {expected - 1}")
        if tail and base > expected:
            self.second_writers += 1
        return base

    async def _stopped_by(self, page: Page) -> None:
        if page.unlisted:
            here = page.scanned + 1
            after = page.scanned if here > self._reached else self._reached
            listed = await self.lease.list_type(page.unlisted, after)
            self.mapper.since[page.unlisted] = listed
        elif page.problem:
            if self.halted != str(page.problem):
                _log.critical("relay halted", source=str(self.source), reason=str(page.problem))
            self.halted = str(page.problem)
            self._halted_until = asyncio.get_running_loop().time() + HALT_SECONDS
