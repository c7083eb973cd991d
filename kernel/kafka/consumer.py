"""Read the topics of all sources and apply what is new, once, whatever is delivered twice.

Kafka decides who reads which partition; how far it was read stands in the reader's own database,
in the transaction of the effects. Offsets committed to Kafka are a hint for tools that show lag.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Sequence
from contextlib import asynccontextmanager
from dataclasses import KW_ONLY, dataclass, field
from typing import Any, TypeAlias

import asyncpg
import structlog
from aiokafka import AIOKafkaConsumer
from aiokafka.abc import ConsumerRebalanceListener
from aiokafka.errors import KafkaError
from aiokafka.structs import ConsumerRecord, TopicPartition

from kernel.kafka import heartbeat, replaying, topics
from kernel.kafka.applying import Applier, Forget, Handle
from kernel.kafka.assignor import BySource
from kernel.kafka.cloudevents import Garbage
from kernel.kafka.contracts import Contracts
from kernel.kafka.dead_letters import Kept, Reader
from kernel.kafka.heartbeat import Heartbeat
from kernel.kafka.patience import in_transaction
from kernel.kafka.pauses import Pauses
from kernel.kafka.place import Place, SourceState, TooManyParked
from kernel.kafka.topics import Source
from kernel.kafka.unreadable import UNREADABLE, end_of_batch
from kernel.kafka.watching import Stalled, Watch
from kernel.postgres.pool import Connection

_log = structlog.get_logger(__name__)

OnStatus: TypeAlias = Callable[[Connection, Sequence[Heartbeat]], Awaitable[None]]
"""Takes the latest heartbeat of each source that sent some."""

ANSWER_SECONDS, STOP_SECONDS, REVOKE_SECONDS = 10.0, 10.0, 5.0
POLL_MS, BATCH = 1000, 1000
HINT_SECONDS = 10.0


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
    all arrive as they are. `instance` names this process among those of the same reader: one that
    is started again under its name goes on at once. New topics are found within `discover_seconds`.
    At most `batch` records are taken at a time, and of so many partitions `side_by_side`, each in a
    transaction of its own: while the database works for one, the next is read.
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
    instance: str | None = None
    batch: int = BATCH
    side_by_side: int = 1
    discover_seconds: float = 1.0
    status_seconds: float = 1.0
    stall_seconds: float = 60.0
    _places: dict[TopicPartition, Place] = field(default_factory=dict, init=False)
    _status: set[TopicPartition] = field(default_factory=set, init=False)
    _unplaced: set[TopicPartition] = field(default_factory=set, init=False)
    _halted: dict[TopicPartition, str] = field(default_factory=dict, init=False)
    _trouble: str | None = field(default=None, init=False)
    _connected: bool = field(default=False, init=False)
    _clients: int = field(default=0, init=False)

    def __post_init__(self) -> None:
        self.reader = Reader(self.name, self.version)
        self.group = f"{self.name}.v{self.version}"
        self._applier = Applier(self.pool, self.reader, self.handle, self.forget, self.contracts)
        self._room = asyncio.Semaphore(self.side_by_side)

    def health(self) -> ConsumerState:
        sources = {f"{p.source}/{p.partition}": p.state for p in self._places.values()}
        return ConsumerState(self._connected, self._clients, self._trouble, sources)

    async def replay(self, source: Source, stream: str, *, by: str) -> int:
        """Apply a stream's dead letters in order, all or none; return how many there were."""
        return await replaying.replay(self._applier, source, stream, by)

    async def discard(self, letter: int, *, by: str, reason: str) -> None:
        """Give up on one dead letter. Raises `NoSuchLetter`."""
        await replaying.discard(self._applier, letter, by, reason)

    async def run(self) -> None:
        """Consume until cancelled, with a new client whenever one fails or stalls."""
        pauses = Pauses(0.2, 5.0)
        while True:
            try:
                async with self._client() as client:
                    self._connected, self._trouble = True, None
                    pauses.reset()
                    await self._consume(client)
            except (KafkaError, OSError, Stalled) as error:
                if self._trouble is None:
                    _log.warning("consumer begins anew", consumer=self.name, error=repr(error))
                self._trouble = repr(error)
            await asyncio.sleep(pauses.next())

    @asynccontextmanager
    async def _client(self) -> AsyncIterator[AIOKafkaConsumer]:
        client = AIOKafkaConsumer(
            bootstrap_servers=self.bootstrap,
            client_id=f"consumer-{self.group}",
            group_id=self.group,
            group_instance_id=self.instance,
            partition_assignment_strategy=(BySource,),
            enable_auto_commit=False,
            auto_offset_reset="earliest",
            isolation_level="read_committed",
            # The broker answers as soon as there is something; until then the request waits.
            fetch_max_wait_ms=POLL_MS,
            consumer_timeout_ms=5000,
            max_partition_fetch_bytes=topics.MAX_RECORD_BYTES,
            metadata_max_age_ms=int(self.discover_seconds * 1000),
            request_timeout_ms=int(ANSWER_SECONDS * 1000),
            session_timeout_ms=10_000,
            heartbeat_interval_ms=3000,
            retry_backoff_ms=250,
        )
        self._clients += 1
        try:
            await client.start()
            client.subscribe(pattern=self.topics, listener=_Listener(self._took, self._lost))
            yield client
        finally:
            self._connected = False
            await self._lost(list(self._places))
            await _stop(client)

    async def _consume(self, client: AIOKafkaConsumer) -> None:
        watch = Watch(client, self.stall_seconds)
        now = asyncio.get_running_loop().time
        resume_at, hint_at = None, now() + HINT_SECONDS
        while True:
            await self._place(client)
            if resume_at is not None and now() >= resume_at:
                client.resume(*(self._status & client.assignment()))
                resume_at = None
            polled = await self._poll(client)
            await self._apply(client, polled)
            if any(tp in self._status for tp in polled):
                # Heartbeats are many and small: once in a while, all at once.
                client.pause(*(self._status & client.assignment()))
                resume_at = now() + self.status_seconds
            self._read_again_what_is_due(client)
            await watch.look(progress=bool(polled))
            if now() >= hint_at:
                await self._hint(client)
                hint_at = now() + HINT_SECONDS

    async def _poll(self, client: AIOKafkaConsumer) -> dict[TopicPartition, list[ConsumerRecord]]:
        try:
            # While partitions are being assigned the client waits beyond its own timeout.
            async with asyncio.timeout(self.stall_seconds):
                polled: dict[TopicPartition, list[ConsumerRecord]]
                polled = await client.getmany(timeout_ms=POLL_MS, max_records=self.batch)
                return polled
        except UNREADABLE as error:
            await self._get_past(client, repr(error))
            return {}

    async def _get_past(self, client: AIOKafkaConsumer, reason: str) -> None:
        """Find the record that the client cannot decode, and go on behind its batch."""
        for tp, place in list(self._places.items()):
            if tp in self._unplaced or tp not in client.assignment():
                continue
            client.seek(tp, place.offset)
            try:
                while records := await client.getmany(tp, timeout_ms=2 * POLL_MS, max_records=1):
                    await self._apply(client, records)
            except UNREADABLE:
                at = await client.position(tp)
                bad = Kept(tp.topic, tp.partition, at, None, None, ())
                await self._applier.quarantine(place, [Garbage(bad, f"undecodable: {reason}")])
                place.offset = await end_of_batch(self.bootstrap, tp, at)
                client.seek(tp, place.offset)

    async def _apply(
        self, client: AIOKafkaConsumer, polled: dict[TopicPartition, list[ConsumerRecord]]
    ) -> None:
        beats: list[Heartbeat] = []
        try:
            async with asyncio.TaskGroup() as tasks:
                for tp, records in polled.items():
                    if tp in self._status:
                        beats += self._latest(tp, records)
                    elif (place := self._places.get(tp)) and tp not in self._unplaced:
                        tasks.create_task(self._take_turn(client, tp, place, records))
        except ExceptionGroup as several:
            raise several.exceptions[0] from several
        if beats:
            await self._hear(beats)

    async def _hear(self, beats: Sequence[Heartbeat]) -> None:
        """Pass heartbeats on; one that cannot be taken is dropped, the next comes soon."""
        on_status = self.on_status
        if on_status is None:
            return
        try:
            await in_transaction(self.pool, lambda c: on_status(c, beats), of=beats[0].source)
        except Exception as error:  # noqa: BLE001 - one source's heartbeat must not silence others
            if len(beats) > 1:
                for beat in beats:
                    await self._hear([beat])
            else:
                _log.error("heartbeat dropped", source=str(beats[0].source), error=repr(error))

    async def _take_turn(
        self,
        client: AIOKafkaConsumer,
        tp: TopicPartition,
        place: Place,
        records: Sequence[ConsumerRecord],
    ) -> None:
        async with self._room, place.busy:
            if not place.revoked:
                await self._take(client, tp, place, records)

    async def _take(
        self,
        client: AIOKafkaConsumer,
        tp: TopicPartition,
        place: Place,
        records: Sequence[ConsumerRecord],
    ) -> None:
        try:
            again = await self._applier.take(place, records)
        except TooManyParked as error:
            self._halted[tp] = place.state.halted = str(error)
            _log.critical("source halted", source=str(place.source), reason=str(error))
            again = False
        place.offset = 0 if again else records[-1].offset + 1
        if tp in client.assignment():
            if again:
                client.seek(tp, 0)
            if tp in self._halted:
                client.pause(tp)
            place.state.lag = max(0, (client.highwater(tp) or 0) - place.offset)

    def _read_again_what_is_due(self, client: AIOKafkaConsumer) -> None:
        for tp, place in self._places.items():
            waits = place.rereading.missing and place.rereading.due() and not place.state.halted
            if waits and tp in client.assignment():
                place.rereading.begin()
                place.offset = 0
                client.seek(tp, 0)

    def _latest(self, tp: TopicPartition, records: Sequence[ConsumerRecord]) -> list[Heartbeat]:
        topic = topics.parse(tp.topic)
        for record in reversed(records) if topic else ():
            beat = heartbeat.parse(record, topic.source) if topic else None
            if isinstance(beat, Heartbeat):
                return [beat]
        return []

    def _took(self, assigned: Iterable[TopicPartition]) -> None:
        """Note what was assigned; the loop finds its mark before it applies a record."""
        for tp in assigned:
            topic = topics.parse(tp.topic)
            if topic is None:
                continue
            if topic.is_status:
                self._status.add(tp)
            else:
                self._places[tp] = Place(tp.topic, tp.partition, topic.source)
            self._unplaced.add(tp)

    async def _lost(self, revoked: Iterable[TopicPartition]) -> None:
        """Let the running transaction end before another consumer begins."""
        gone = list(revoked)
        places = [self._places[tp] for tp in gone if tp in self._places]
        for place in places:
            place.revoked = True
        try:
            async with asyncio.timeout(REVOKE_SECONDS):
                for place in places:
                    async with place.busy:
                        pass
        except TimeoutError:
            _log.warning("a transaction outlives its partition", consumer=self.name)
        for tp in gone:
            self._places.pop(tp, None)
            self._status.discard(tp)
            self._unplaced.discard(tp)

    async def _place(self, client: AIOKafkaConsumer) -> None:
        """Go where each newly assigned partition is to be read on."""
        for tp in list(self._unplaced & client.assignment()):
            place = self._places.get(tp)
            if place is not None:
                place.offset = offset = await self._applier.find(place)
                place.state.halted = self._halted.get(tp)
            else:
                (end,) = (await client.end_offsets([tp])).values()
                offset = max(0, end - 1)
            if tp in self._unplaced and tp in client.assignment():
                client.seek(tp, offset)
                if tp in self._halted:
                    client.pause(tp)
                self._unplaced.discard(tp)

    async def _hint(self, client: AIOKafkaConsumer) -> None:
        try:
            async with asyncio.timeout(ANSWER_SECONDS):
                offsets = {
                    tp: await client.position(tp) for tp in client.assignment() & set(self._places)
                }
                if offsets:
                    await client.commit(offsets)
        except (KafkaError, TimeoutError) as error:
            _log.debug("offsets not committed", consumer=self.name, error=repr(error))


class _Listener(ConsumerRebalanceListener):  # type: ignore[misc]  # the library has no types
    def __init__(
        self,
        took: Callable[[Iterable[TopicPartition]], None],
        lost: Callable[[Iterable[TopicPartition]], Awaitable[None]],
    ) -> None:
        self._took, self._lost = took, lost

    async def on_partitions_revoked(self, revoked: Any) -> None:
        await self._lost(revoked)

    def on_partitions_assigned(self, assigned: Any) -> None:
        self._took(assigned)


async def _stop(client: AIOKafkaConsumer) -> None:
    """Leave the group; a client that cannot is cut off."""
    stopping: asyncio.Task[None] = asyncio.create_task(client.stop())
    await asyncio.wait({stopping}, timeout=STOP_SECONDS)
    if not stopping.done():
        stopping.cancel()
        await asyncio.wait({stopping}, timeout=STOP_SECONDS)
