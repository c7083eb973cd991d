"""Read the topics of all sources and apply what is new, once, whatever is delivered twice.

Kafka decides who reads which partition; how far it was read stands in the reader's own database,
in the transaction of the effects. Offsets committed to Kafka are a hint for tools that show lag.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from collections.abc import Set as AbstractSet
from contextlib import suppress
from dataclasses import KW_ONLY, dataclass, field
from functools import partial
from typing import TypeAlias

import asyncpg
import structlog
from aiokafka import AIOKafkaConsumer
from aiokafka.errors import KafkaError
from aiokafka.structs import ConsumerRecord, TopicPartition

from kernel.cancelling import end_if_cancelled, pause
from kernel.crash_points import reach
from kernel.kafka import heartbeat, topics
from kernel.kafka.applying import Applier, Handle
from kernel.kafka.beginning import Forget
from kernel.kafka.breaker import TooManyParked
from kernel.kafka.client import ANSWER_SECONDS, POLL_MS, Connect, Member, connected
from kernel.kafka.cloudevents import Garbage
from kernel.kafka.contracts import Contracts
from kernel.kafka.dead_letters import Kept, Reader
from kernel.kafka.dead_topic import DeadTopic
from kernel.kafka.garbled import Garbled, answered, understood
from kernel.kafka.group import Group, Left, Undealt
from kernel.kafka.heartbeat import Heartbeat
from kernel.kafka.holding import Holding
from kernel.kafka.patience import Revoked, in_transaction
from kernel.kafka.pauses import Pauses
from kernel.kafka.place import Place, SourceState
from kernel.kafka.topics import Source
from kernel.kafka.turns import Turns
from kernel.kafka.unreadable import Steps, batch_at
from kernel.kafka.watching import Stalled, Watch
from kernel.postgres.faults import TRANSIENT
from kernel.postgres.pool import Connection

_log = structlog.get_logger(__name__)

OnStatus: TypeAlias = Callable[[Connection, Sequence[Heartbeat]], Awaitable[None]]
"""Takes the latest heartbeat of each source that sent some."""
Records: TypeAlias = list[ConsumerRecord]
Polled: TypeAlias = dict[TopicPartition, Records]

BATCH = 1000
HINT_SECONDS = 30.0


@dataclass(frozen=True, slots=True)
class ConsumerState:
    """Where a consumer stands. `trouble` passes by itself; what needs someone is in `sources`."""

    connected: bool
    clients: int
    trouble: str | None
    sources: dict[str, SourceState]


@dataclass(eq=False)
class Consumer:
    """Applies the events of every topic that matches the pattern `topics`.

    `name` and `version` together are one reader with marks of its own: a new version begins at
    the beginning. `handle` and `forget` run in the transaction that moves the mark. With
    `contracts` events arrive decoded, types they do not know are skipped and counted; without,
    all arrive as they are.

    What comes is applied at once; `idle_seconds` is how long the broker holds a request while there
    is nothing, and how often new topics are looked for. A partition that is taken over meanwhile
    waits as long.

    A client that has been stuck for `stall_seconds` is replaced, and the group that has kept one
    waiting so long left for another: every view is to be up to date within thirty seconds once all
    is well.

    At most `batch` records of a partition are taken at a time, and so many partitions are applied
    `side_by_side`, each in a transaction of its own: while the database works for one, others are
    read and applied.
    """

    pool: asyncpg.Pool
    bootstrap: str
    _: KW_ONLY
    name: str
    handle: Handle
    forget: Forget
    version: int = 1
    topics: str = topics.EVENTS
    contracts: Contracts | None = None
    on_status: OnStatus | None = None
    batch: int = BATCH
    side_by_side: int = 1
    idle_seconds: float = 1.0
    status_seconds: float = 1.0
    stall_seconds: float = 15.0
    connect: Connect = connected
    _trouble: str | None = field(default=None, init=False)
    _connected: bool = field(default=False, init=False)
    _clients: int = field(default=0, init=False)
    _epochs: dict[Source, int] = field(default_factory=dict, init=False)

    def __post_init__(self) -> None:
        self.reader = Reader(self.name, self.version)
        self.copies = DeadTopic(self.bootstrap, self.reader)
        self.applier = Applier(
            self.pool, self.reader, self.handle, self.forget, self.contracts, self.copies.offer
        )
        self._holding = Holding(self.applier)

    def health(self) -> ConsumerState:
        places = self._holding.places.values()
        sources = {f"{place.source}/{place.partition}": place.state for place in places}
        return ConsumerState(self._connected, self._clients, self._trouble, sources)

    def resume(self, source: Source) -> bool:
        """Read a halted source on from its mark; return whether it was halted here."""
        return self._holding.resume(source)

    async def run(self) -> None:
        """Consume until cancelled, with a new client whenever one fails or stalls."""
        pauses = Pauses(0.2, 5.0)
        while True:
            self._clients += 1
            try:
                group = await Group.current(self.pool, self.reader)
                member = Member(group.name, self.idle_seconds)
                async with self.connect(
                    self.bootstrap, member, self.topics, self._holding
                ) as client:
                    self._connected, self._trouble = True, None
                    pauses.reset()
                    await self._consume(client, group)
            except (KafkaError, OSError, Stalled, Undealt, Left, Revoked, *TRANSIENT) as error:
                if self._trouble is None:
                    _log.warning("consumer begins anew", consumer=self.name, error=repr(error))
                self._trouble = repr(error)
            finally:
                self._connected = False
                await self._holding.lost_all()
            await pause(pauses.next())

    async def _consume(self, client: AIOKafkaConsumer, group: Group) -> None:
        try:
            async with Turns.taken(self.side_by_side) as turns:
                await self._read(client, turns, group)
        except Undealt:
            await group.abandon(self.pool)
            raise

    async def _read(self, client: AIOKafkaConsumer, turns: Turns, group: Group) -> None:
        watch = Watch(client, self.topics, self.stall_seconds)
        now = asyncio.get_running_loop().time
        resume_at, hint_at = None, now() + HINT_SECONDS
        while True:
            end_if_cancelled()
            await self._holding.place(client, turns.under_way)
            if resume_at is not None and now() >= resume_at:
                client.resume(*(self._holding.status & client.assignment()))
                resume_at = None
            polled = await self._poll(client, turns)
            if polled:
                reach("consumer.polled")
            await self._begin(client, turns, polled)
            turns.look()
            if any(tp in self._holding.status for tp in polled):
                # Heartbeats are many and small: once in a while, all at once.
                client.pause(*(self._holding.status & client.assignment()))
                resume_at = now() + self.status_seconds
            self._holding.read_again_what_is_due(client, turns.under_way)
            if await watch.look(self._excused(client, turns, polled)):
                await self._stay_with_others(group)
            if now() >= hint_at:
                await self._hint(client)
                hint_at = now() + HINT_SECONDS

    async def _stay_with_others(self, group: Group) -> None:
        """Raise `Left` where they are in another group; where nobody can tell, later."""
        with suppress(*TRANSIENT):
            async with asyncio.timeout(ANSWER_SECONDS):
                current = await Group.current(self.pool, self.reader)
            if current != group:
                raise Left

    async def _poll(self, client: AIOKafkaConsumer, turns: Turns) -> Polled:
        """Return what has come for partitions whose turn it is not; wait for it, or for a turn."""
        ready, busy = client.assignment() - turns.under_way, bool(turns.under_way)
        polled: Polled = {}
        try:
            if not busy or (ready and not turns.full):
                # While partitions are being assigned the client waits beyond its own timeout.
                async with answered(self.stall_seconds):
                    polled = await client.getmany(
                        *ready, timeout_ms=0 if busy else POLL_MS, max_records=self.batch
                    )
        except Garbled as error:
            await turns.all_are_over()
            await self._get_past(client, repr(error))
            return {}
        except TimeoutError as error:
            raise Undealt from error
        if busy and not polled:
            await turns.one_is_over()
        return polled

    def _excused(
        self, client: AIOKafkaConsumer, turns: Turns, polled: Polled
    ) -> AbstractSet[TopicPartition]:
        """Return the partitions that need not have given anything: all where there was no room."""
        room = not turns.full and sum(map(len, polled.values())) < self.batch
        return (turns.under_way if room else {*client.assignment()}) | polled.keys()

    async def _get_past(self, client: AIOKafkaConsumer, reason: str) -> None:
        """Find the record that the client cannot decode, and go on behind its batch.

        The client does not say of which partition it is. It is among the next `batch` of one,
        unless only the line had garbled it.
        """
        _log.warning("a record cannot be decoded", consumer=self.name, error=reason)
        with understood():
            ends = await client.end_offsets(client.assignment())
        for tp, end in ends.items():
            place = self._holding.placed(tp)
            if place is None:
                client.seek(tp, end)  # only heartbeats are lost, others come
                continue
            client.seek(tp, place.offset)
            if place.offset < end:
                await self._narrow_down(client, tp, place, reason)

    async def _narrow_down(
        self, client: AIOKafkaConsumer, tp: TopicPartition, place: Place, reason: str
    ) -> None:
        """Apply what comes before it, if it is here."""
        patience, steps = int(2000 * self.idle_seconds), Steps(self.batch)
        while True:
            try:
                with understood():
                    polled = await client.getmany(tp, timeout_ms=patience, max_records=steps.size)
            except Garbled:
                if steps.garbled():
                    await self._put_away(client, tp, place, reason)
                    return
                client.seek(tp, place.offset)
                continue
            if not polled:
                return
            await self._take_turn(client, tp, place, polled[tp])
            steps.taken(len(polled[tp]))
            if not steps.narrowing:
                return

    async def _put_away(
        self, client: AIOKafkaConsumer, tp: TopicPartition, place: Place, reason: str
    ) -> None:
        """Keep the batch that cannot be decoded, as the broker has it, and go on behind it."""
        with understood():
            at = await client.position(tp)
        batch = await batch_at(self.bootstrap, tp, at)
        bad = Kept(tp.topic, tp.partition, at, None, batch.raw, ())
        await self.applier.quarantine(place, [Garbage(bad, f"undecodable: {reason}")])
        place.offset = batch.end
        client.seek(tp, place.offset)

    async def _begin(self, client: AIOKafkaConsumer, turns: Turns, polled: Polled) -> None:
        beats: list[Heartbeat] = []
        for tp, records in polled.items():
            if tp in self._holding.status:
                beats += _latest(tp, records)
            elif place := self._holding.placed(tp):
                turns.begin(tp, partial(self._take_turn, client, tp, place, records))
        if beats:
            await self._hear(beats)

    async def _take_turn(
        self, client: AIOKafkaConsumer, tp: TopicPartition, place: Place, records: Records
    ) -> None:
        async with place.busy:
            if not place.revoked:
                await self._take(client, tp, place, records)

    async def _take(
        self, client: AIOKafkaConsumer, tp: TopicPartition, place: Place, records: Records
    ) -> None:
        if tp in client.assignment():  # which a new topic undoes before the place is given up
            place.end = client.highwater(tp) or 0
        try:
            again = await self.applier.take(place, records)
        except TooManyParked as error:
            self._holding.halted[tp] = place.state.halted = str(error)
            _log.critical("source halted", source=str(place.source), reason=str(error))
            again = False
        place.offset = 0 if again else records[-1].offset + 1
        if tp in client.assignment():
            if again:
                client.seek(tp, 0)
            if tp in self._holding.halted:
                client.pause(tp)
            place.end = client.highwater(tp) or 0
            place.state.lag = max(0, place.end - place.offset)

    async def _hear(self, beats: Sequence[Heartbeat]) -> None:
        """Pass heartbeats on; one that cannot be taken is dropped, the next comes soon."""
        on_status = self.on_status
        try:
            for beat in beats:
                if self._epochs.get(beat.source) != beat.storeepoch:
                    await self.applier.hear(beat)
                    self._epochs[beat.source] = beat.storeepoch
            if on_status is not None:
                await in_transaction(self.pool, lambda c: on_status(c, beats), of=beats[0].source)
        except Exception as error:  # noqa: BLE001 - one source's heartbeat must not silence others
            if len(beats) > 1:
                for beat in beats:
                    await self._hear([beat])
            else:
                _log.error("heartbeat dropped", source=str(beats[0].source), error=repr(error))

    async def _hint(self, client: AIOKafkaConsumer) -> None:
        held = self._holding.offsets()
        offsets = {tp: held[tp] for tp in held.keys() & client.assignment()}
        try:
            if offsets:
                async with answered(ANSWER_SECONDS):
                    await client.commit(offsets)
                reach("consumer.hinted")
        except (KafkaError, TimeoutError) as error:
            _log.debug("offsets not committed", consumer=self.name, error=repr(error))


def _latest(tp: TopicPartition, records: Records) -> list[Heartbeat]:
    topic = topics.parse(tp.topic)
    for record in reversed(records) if topic else ():
        beat = heartbeat.parse(record, topic.source) if topic else None
        if isinstance(beat, Heartbeat):
            return [beat]
    return []
