"""The view built anew while it serves, as `gateway.rebuild` does: in memory, switched at once."""

from collections.abc import Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager, nullcontext
from dataclasses import dataclass
from typing import Any, Final

from aiokafka.errors import KafkaError

from gateway.switching import Behind, _bring
from kernel.kafka.applying import Applier
from kernel.kafka.breaker import TooManyParked
from kernel.kafka.chain import Mark
from kernel.kafka.cloudevents import Incoming
from kernel.kafka.contracts import Contracts
from kernel.kafka.dead_letters import Reader
from kernel.kafka.history import History
from kernel.kafka.place import Place
from kernel.kafka.readers import Standing
from kernel.kafka.topics import Source
from tests.simulation.log import Log, Stored
from tests.simulation.view import Database, Part, Transaction, applied, parked
from tests.simulation.wire import Server

SERVES: Final = Reader("view", 1)


class Reading:
    """`kernel.kafka.history.read`, over a log in memory."""

    def __init__(self, server: Server, log: Log) -> None:
        self._server, self._log = server, log

    async def __call__(
        self,
        _bootstrap: str,
        tp: Any,
        since: int,
        take: Callable[[Sequence[Any]], Awaitable[bool]],
        until: int | None = None,
    ) -> None:
        at, end = since, until
        while True:
            records = await self._server.ask(lambda: self._records(tp.partition))
            end = len(records) if end is None else min(end, len(records))
            some = records[at : min(at + 7, end)]
            if not some:
                return
            at += len(some)
            if not await take(some):
                return

    def _records(self, partition: int) -> list[Stored]:
        partitions = self._log.partitions
        return partitions[partition].records if partition < len(partitions) else []


@dataclass(eq=False)
class Rebuild:
    """Runs once, and says how it went."""

    database: Database
    reading: Reading
    source: Source
    contracts: Contracts
    partitions: int
    told: Callable[[str], None]

    async def run(self) -> None:
        """Switch, or leave everything as it was and say why."""
        try:
            parts = {number: await self._filled(number) for number in range(self.partitions)}
            async with self.database.acquire() as connection, connection.transaction():
                for number in parts:
                    await self.database.lock(connection, (SERVES.version, number))
                for number, part in parts.items():
                    await self._switch(connection, number, part)
        except (Behind, TooManyParked, KafkaError, OSError) as error:
            self.told(f"the rebuild gives up: {error!r}")
        else:
            self.told("the rebuilt view serves")

    async def _filled(self, number: int) -> Part:
        """Return what the topic says now."""
        part = Part()

        def hear(event: Incoming) -> None:
            self.database.refuse(event)
            part.applied.append(applied(event))

        history = History(self.source, self.contracts, hear, part.applied.clear)

        async def take(records: Sequence[Any]) -> bool:
            return history.take(records)

        place = Place(self.source.events, number, self.source)
        await self.reading("", place, 0, take)
        part.mark, part.offset = history.mark, history.offset
        part.letters = [parked(letter) for letter in history.letters]
        return part

    async def _switch(self, connection: Transaction, number: int, part: Part) -> None:
        serving = connection.write(SERVES.version, number).copy()
        connection.written[SERVES.version, number] = part
        applier = Applier(
            _Within(connection),  # type: ignore[arg-type]  # a pool of one
            SERVES,
            self.database.handle,
            self.database.forget,
            self.contracts,
        )
        place = Place(self.source.events, number, self.source)
        since = await applier.find(place)
        other = Standing(serving.mark, serving.offset)
        if place.mark < other.mark:
            await _bring(applier, place, "", since, other)
        self._compare(serving, connection.write(SERVES.version, number))

    def _compare(self, before: Part, after: Part) -> None:
        """Nothing that was shown may be missing, unless its store was put back since."""
        gone = _known(before, after.mark) - _known(after, after.mark)
        if gone:
            self.database.violated(f"the switch takes {len(gone)} events away")


def _known(part: Part, mark: Mark) -> set[object]:
    if part.mark.epoch != mark.epoch:
        return set()
    return {one.id for one in part.applied} | {one.id for one in part.letters}


class _Within:
    """Stands for a pool: whatever is done is done in the transaction that is open."""

    def __init__(self, connection: Transaction) -> None:
        self._connection = connection

    def acquire(self) -> AbstractAsyncContextManager[Transaction]:
        return nullcontext(self._connection)
