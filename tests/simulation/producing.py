"""A relay's side of the broker: the promises of `kernel.kafka.broker`, over a log in memory."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any, NamedTuple

from aiokafka.errors import (
    KafkaConnectionError,
    KafkaTimeoutError,
    OutOfOrderSequenceNumber,
    UnknownTopicOrPartitionError,
)

from kernel.kafka.broker import Cluster, Outgoing, Sent
from kernel.kafka.reconcile import Stretch
from kernel.kafka.topics import Source
from tests.simulation.log import Log
from tests.simulation.loop import PROCESS
from tests.simulation.wire import WORLD, Server

_RETRY_SECONDS = 0.25
_FETCHED = 3


class Acknowledged(NamedTuple):
    offset: int


class Producer:
    """An idempotent producer: one batch after the other, each tried until it is acknowledged."""

    def __init__(self, server: Server, log: Log, number: int) -> None:
        self._server, self._log, self._number = server, log, number
        self._process = PROCESS.get()
        self._sequences: dict[int, int] = {}
        self._queue: list[tuple[int, int, list[Outgoing], asyncio.Future[Acknowledged]]] = []
        self._sending = False
        self._broken: Exception | None = None
        self.closed = False

    async def put(self, _topic: str, _key: bytes, _value: bytes) -> None:
        await self._server.ask(lambda: None)

    async def cluster(self, _topic: str) -> Cluster:
        def describe() -> Cluster:
            return Cluster(f"cluster-{self._log.cluster}", len(self._log.partitions))

        return await self._server.ask(describe)

    async def create(self, _source: Source, **_how: int) -> None:
        await self._server.ask(self._log.create)

    async def know(self, *_topics: str) -> None:
        return

    async def end_offsets(self, _topic: str, partitions: int) -> list[int]:
        def ends() -> list[int]:
            if len(self._log.partitions) != partitions:
                raise UnknownTopicOrPartitionError
            return [len(one.records) for one in self._log.partitions]

        return await self._server.ask(ends)

    async def records(self, _topic: str, partition: int, first: int, until: int) -> Stretch:
        """Answer with some of what is asked for: a fetch ends where it is full."""

        def find() -> Stretch:
            if partition >= len(self._log.partitions):
                raise UnknownTopicOrPartitionError
            end = min(until, first + _FETCHED)
            return Stretch(self._log.partitions[partition].records[first:end], end)

        return await self._server.ask(find)

    def sending(self, _topic: str) -> "Sending":
        return Sending(self, self._server)

    def submit(self, partition: int, batch: list[Outgoing]) -> Sent:
        self._server.check()
        acknowledged: asyncio.Future[Acknowledged] = self._server.loop.create_future()
        acknowledged.add_done_callback(lambda done: done.cancelled() or done.exception())
        sequence = self._sequences.get(partition, 0)
        self._sequences[partition] = sequence + len(batch)
        self._queue.append((partition, sequence, batch, acknowledged))
        if not self._sending:
            self._send_next(self._server.delay())
        return Sent(partition, batch[-1].position, len(batch), acknowledged)

    def _send_next(self, delay: float) -> None:
        self._sending = bool(self._queue)
        if self._sending:
            self._server.loop.call_later(delay, self._arrive, context=WORLD)

    def _arrive(self) -> None:
        """Take the oldest batch; a producer that is closed or dead sends what is on the wire."""
        rng = self._server.rng
        gone = self.closed or (self._process is not None and self._process.dead)
        if gone and (self._server.away or rng.random() < 0.5):
            return
        if self._server.away or (self._process is not None and self._process.stopped and not gone):
            self._send_next(_RETRY_SECONDS)
            return
        partition, sequence, batch, acknowledged = self._queue[0]
        flaky = self._server.loop.now < self._server.flaky_until
        chance = rng.random() if flaky else 1.0
        if chance < 0.05:
            self._broken = self._broken or KafkaTimeoutError()
        elif chance < 0.25:  # lost on its way, and sent again
            self._send_next(_RETRY_SECONDS)
            return
        base = self._write(partition, sequence, batch)
        if base is not None and chance < 0.5:  # written, and sent again
            self._send_next(_RETRY_SECONDS)
            return
        self._queue.pop(0)
        if self._broken is not None:
            if not acknowledged.done():
                acknowledged.set_exception(self._broken)
        elif not acknowledged.done():
            # The library makes an offset up when the broker says that it knows the batch.
            acknowledged.set_result(Acknowledged(-1 if base is None else base))
        self._send_next(self._server.delay())

    def _write(self, partition: int, sequence: int, batch: list[Outgoing]) -> int | None:
        if self._broken is not None:
            return None
        if partition >= len(self._log.partitions):
            self._broken = UnknownTopicOrPartitionError()
            return None
        try:
            base = self._log.partitions[partition].write(self._number, sequence, batch)
        except OutOfOrderSequenceNumber as error:  # every later batch meets it too
            self._broken = error
            return None
        self._log.grown()
        return base


class Sending:
    """Puts records into batches, as `kernel.kafka.broker.Sending` does."""

    def __init__(self, producer: Producer, server: Server) -> None:
        self._producer, self._server = producer, server
        self._open: dict[int, list[Outgoing]] = {}
        self.sent: list[Sent] = []

    async def add(self, partition: int, record: Outgoing) -> None:
        batch = self._open.setdefault(partition, [])
        if batch and self._server.rng.random() < 0.3:
            self._submit(partition)
            batch = self._open[partition] = []
        batch.append(record)

    async def flush(self) -> None:
        for partition in list(self._open):
            self._submit(partition)

    def _submit(self, partition: int) -> None:
        self.sent.append(self._producer.submit(partition, self._open.pop(partition)))


def connecting(server: Server, log: Log) -> Callable[[str, str], AbstractAsyncContextManager[Any]]:
    """Return what connects a relay to the log."""
    numbers = iter(range(1, 1_000_000))

    @asynccontextmanager
    async def connected(_bootstrap: str, _client_id: str) -> AsyncIterator[Producer]:
        await server.ask(lambda: None)
        producer = Producer(server, log, next(numbers))
        try:
            yield producer
        finally:
            producer.closed = True

    return connected


def broker_fault() -> Exception:
    fault: Exception = KafkaConnectionError("the broker is away")
    return fault
