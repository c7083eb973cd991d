"""Publish what a service has stored: every contract event, in order, whatever the broker loses.

The events table is the outbox and a position the cursor. What is sent again after a failure is
recognised by readers (see `kernel.kafka.chain`); what is lost by a broker is found by reconciling.
"""

import asyncio
import os
import socket
import uuid
from collections.abc import Callable, Mapping
from contextlib import AbstractAsyncContextManager
from dataclasses import KW_ONLY, dataclass, replace
from math import inf
from typing import Any, TypeAlias

import asyncpg
import structlog
from aiokafka.errors import KafkaError

from kernel.cancelling import end_if_cancelled, pause
from kernel.codec import EventCodec
from kernel.crash_points import reach
from kernel.kafka import heartbeat, lost
from kernel.kafka.broker import Broker
from kernel.kafka.cloudevents import Envelope
from kernel.kafka.heartbeat import Heartbeat
from kernel.kafka.lease import TTL_SECONDS, Deposed, Lease, Term
from kernel.kafka.mapping import Mapper, ToContract
from kernel.kafka.pauses import Pauses, first_to_end
from kernel.kafka.publishing import (
    PAGE,
    AckOutOfOrder,
    PartitionsChanged,
    Publishing,
    StoreRewound,
)
from kernel.kafka.topics import Source
from kernel.postgres.faults import TRANSIENT
from kernel.store import EventStore

_log = structlog.get_logger(__name__)

Connect: TypeAlias = Callable[[str, str], AbstractAsyncContextManager[Broker]]
"""Connects to a broker, at an address and under a name."""
BROKER_FAULTS = (KafkaError, OSError, AckOutOfOrder)
FOLLOW_SECONDS = 1.0
ASIDE_SECONDS = 5.0
"""How long one that cannot go on lets others try: they may be of a build that can."""
NEWS_SECONDS = 0.5
"""A heartbeat that has something new to say comes at most this often."""


@dataclass(frozen=True, slots=True)
class RelayState:
    """Where a relay stands. Positions are the store's.

    `trouble` passes by itself, as a broker that is away; `halted` needs someone: the event at that
    position cannot be published, and nothing after it is.
    """

    leader: bool = False
    scanned: int = 0
    published: int = 0
    lag: int = 0
    republications: int = 0
    second_writers: int = 0
    trouble: str | None = None
    halted: str | None = None


class _CannotGoOn(Exception):
    """The next event cannot be published by this build."""


@dataclass(eq=False)
class Relay:
    """Publishes the events of one service; of several processes one leads, the others follow.

    `partitions` of a topic never change once it has events; -1 `replicas` means the broker's
    default. The lease is on the database's clock, as are heartbeats, which are held against the
    moments of events; intervals are on this process's.
    """

    pool: asyncpg.Pool
    store: EventStore
    bootstrap: str
    _: KW_ONLY
    unit: str
    service: str
    codecs: Mapping[str, EventCodec[Any]]
    to_contract: ToContract
    dataschema: str = "urn:schema:{type}"
    partitions: int = 1
    replicas: int = -1
    heartbeat_seconds: float = 5.0
    reconcile_seconds: float = 10.0
    lease_seconds: float = TTL_SECONDS
    page: int = PAGE
    connect: Connect = Broker.connected

    def __post_init__(self) -> None:
        self.source = source = Source(self.unit, self.service)
        owner = f"{socket.gethostname()}/{os.getpid()}/{uuid.uuid4().hex[:8]}"
        self._lease = Lease(self.pool, str(source), source.events, owner, ttl=self.lease_seconds)
        mapper = Mapper(
            Envelope(source, self.dataschema), self.codecs, self.to_contract, self.partitions
        )
        self._publishing = Publishing(
            self.store, self._lease, mapper, source, self.partitions, self.replicas, self.page
        )
        self._state = RelayState()

    def health(self) -> RelayState:
        work = self._publishing
        return replace(
            self._state,
            scanned=work.scanned,
            published=work.published,
            republications=work.republications,
            second_writers=work.second_writers,
            halted=work.halted or self._state.halted,
        )

    async def run(self) -> None:
        """Lead or follow until cancelled; a lease that is held is given back."""
        try:
            while True:
                end_if_cancelled()
                await self._campaign()
        finally:
            self._became(leader=False)

    async def _campaign(self) -> None:
        try:
            term = await self._lease.take()
            if term is None:
                await pause(FOLLOW_SECONDS)
                return
            self._became(leader=True, trouble=None)
            await self._lead(term)
        except Deposed:
            _log.warning("relay deposed", source=str(self.source))
        except _CannotGoOn:
            self._became(leader=False)
            await pause(ASIDE_SECONDS)
        except TRANSIENT as error:
            self._became(trouble=f"database: {error!r}")
            await pause(FOLLOW_SECONDS)
        finally:
            self._became(leader=False)

    async def _lead(self, term: Term) -> None:
        _log.info("relay leads", source=str(self.source), epoch=term.epoch)
        self._publishing.take_over(term)
        reach("relay.leased")
        try:
            await first_to_end(self._keep_lease(), self._work())
        finally:
            await asyncio.shield(self._resign())

    async def _resign(self) -> None:
        try:
            await self._lease.resign()
            reach("relay.resigned")
        except TRANSIENT as error:
            _log.warning("the relay's lease runs out by itself", error=repr(error))

    async def _keep_lease(self) -> None:
        while True:
            await pause(self._lease.ttl / 3)
            try:
                await self._lease.renew()
            except TRANSIENT:
                self._lease.check()

    async def _work(self) -> None:
        """Publish with one producer after the other: what has failed once is not nursed."""
        pauses = Pauses(0.2, 5.0)
        while True:
            self._lease.check()
            try:
                client_id = f"relay-{self.source}"
                async with self.connect(self.bootstrap, client_id) as broker:
                    await self._publishing.begin(broker)
                    pauses.reset()
                    self._became(trouble=None, halted=None)
                    await self._examine()
                    await self._publish(broker)
            except BROKER_FAULTS as error:
                self._in_trouble(error)
            except (StoreRewound, PartitionsChanged) as error:
                self._became(halted=str(error))
                _log.critical("relay halted", source=str(self.source), reason=str(error))
            await pause(pauses.next())

    async def _publish(self, broker: Broker) -> None:
        work, now = self._publishing, asyncio.get_running_loop().time
        beaten, told = float("-inf"), (-1, -1)
        compared = now()
        while True:
            self._lease.check()
            await work.drain(broker)
            news = (work.scanned, work.published) != told
            beat_at = beaten + min(NEWS_SECONDS if news else inf, self.heartbeat_seconds)
            if now() >= beat_at:
                await self._beat(broker)
                beaten, told = now(), (work.scanned, work.published)
                beat_at = beaten + self.heartbeat_seconds
            if now() >= compared + self.reconcile_seconds:
                await work.compare(broker)
                await self._examine()
                compared = now()
            if work.halted:
                raise _CannotGoOn
            await work.wait(max(0.0, beat_at - now()))

    async def _examine(self) -> None:
        """Find out what was published and lost, if the store was put back since the last time."""
        await lost.examine(
            self.pool, self.bootstrap, self.source, self.partitions, self._publishing.epoch
        )

    async def _beat(self, broker: Broker) -> None:
        work, at = self._publishing, await self._lease.now()
        lag = await work.lag()
        self._became(lag=lag)
        beat = Heartbeat(
            unit=self.source.unit,
            service=self.source.service,
            scanned=work.scanned,
            published=work.published,
            storeepoch=work.epoch,
            at=at,
            lag=lag,
        )
        await broker.put(self.source.status, str(self.source).encode(), heartbeat.encode(beat))

    def _in_trouble(self, error: BaseException) -> None:
        if self._state.trouble is None:
            _log.warning("relay cannot publish", source=str(self.source), error=repr(error))
        self._became(trouble=f"broker: {error!r}")

    def _became(self, **changes: Any) -> None:
        self._state = replace(self._state, **changes)
