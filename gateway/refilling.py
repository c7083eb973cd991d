"""Fills a twin of the read model with all that one source has said, in one transaction."""

import asyncio
import gc
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

import asyncpg
import uvloop
from aiokafka.structs import ConsumerRecord, TopicPartition

from gateway.projector import CONTRACTS, said
from gateway.read_model import sources
from gateway.read_model.filling import Filling
from kernel.kafka import dead_letters, history, readers
from kernel.kafka.cloudevents import Incoming
from kernel.kafka.dead_letters import Reader
from kernel.kafka.history import History
from kernel.kafka.topics import Source
from kernel.postgres.copies import Copy, copy
from kernel.postgres.pool import patient


class Order(NamedTuple):
    """A partition to apply, and where the rows, the mark and the dead letters go."""

    database_url: str
    bootstrap: str
    schema: str
    reader: Reader
    source: Source
    partition: int


class Filled(NamedTuple):
    """`refused`: the database took a row amiss, so nothing of the source was kept."""

    source: Source
    applied: int = 0
    held_back: int = 0
    refused: str | None = None


def fill(order: Order) -> Filled:
    """Apply all that lies in a partition now; in a process of its own.

    A source with a row that the database refuses is left to the consumer, which finds the event
    and parks it. Raises `TooManyParked`, and what an unreachable database or broker raises.
    """
    gc.disable()  # what is made here goes by itself
    return uvloop.run(_fill(order))


async def _fill(order: Order) -> Filled:
    connection = await patient(order.database_url, name="gateway-rebuild")
    try:
        return await _Refilling(order, connection).run()
    except (asyncpg.DataError, asyncpg.IntegrityConstraintViolationError) as error:
        return Filled(order.source, refused=str(error))
    finally:
        await connection.close()


@dataclass(eq=False)
class _Refilling:
    order: Order
    connection: asyncpg.Connection
    _rows: Filling = field(default_factory=Filling)
    _first: datetime | None = None
    _whole: datetime | None = None
    _rewound: bool = False
    _writing: asyncio.Task[None] | None = None

    async def run(self) -> Filled:
        order = self.order
        self._history = History(order.source, CONTRACTS, self._hear, self._forget)
        self._transaction = await self._begin()
        place = TopicPartition(order.source.events, order.partition)
        await history.read(order.bootstrap, place, 0, self._take)
        await self._write(self._rows.rest())
        await self._written()
        await self._conclude()
        await self._transaction.commit()
        return Filled(order.source, self._history.applied, len(self._history.letters))

    async def _begin(self) -> asyncpg.transaction.Transaction:
        transaction = self.connection.transaction()
        await transaction.start()
        return transaction

    def _hear(self, event: Incoming) -> None:
        self._rows.hear(said(event))
        self._first = self._first or event.recordedtime
        if not self._history.letters:
            self._whole = event.recordedtime

    def _forget(self) -> None:
        self._rows, self._rewound = Filling(), True
        self._first = self._whole = None

    async def _take(self, records: Sequence[ConsumerRecord]) -> bool:
        more = self._history.take(records)
        if self._rewound:
            await self._written()
            await self._transaction.rollback()
            self._transaction, self._rewound = await self._begin(), False
        await self._write(self._rows.full())
        return more

    async def _write(self, copies: Iterable[Copy]) -> None:
        """Hand over to the database, which works on one while the next is made."""
        for rows in copies:
            await self._written()
            self._writing = asyncio.create_task(copy(self.connection, self.order.schema, rows))
        await asyncio.sleep(0)

    async def _written(self) -> None:
        if self._writing:
            await self._writing

    async def _conclude(self) -> None:
        order, read, connection = self.order, self._history, self.connection
        place = order.source, order.partition
        await readers.stand(connection, order.reader, place, read.mark, read.offset)
        if read.garbage:
            await dead_letters.quarantine(connection, order.reader, order.source, read.garbage)
        if read.letters:
            await dead_letters.park(connection, order.reader, read.letters)
        if self._first:
            await sources.begin(connection, order.schema, order.source, self._first, self._whole)
