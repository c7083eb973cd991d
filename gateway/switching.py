"""Puts a twin of the read model in the place of the one that serves, or the one before back.

Or only compares the two, as if it had.
"""

import asyncio
from collections.abc import Sequence
from contextlib import AbstractAsyncContextManager, nullcontext
from typing import Final

import asyncpg
from aiokafka.structs import ConsumerRecord, TopicPartition

from gateway.projector import CHANNEL, CONTRACTS, Projecting, forget
from gateway.read_model import book, sources
from gateway.read_model.records import RECORD
from kernel.crash_points import reach
from kernel.kafka import history, readers
from kernel.kafka.applying import Applier
from kernel.kafka.dead_letters import Reader
from kernel.kafka.place import Place
from kernel.kafka.readers import Standing
from kernel.postgres import comparing, twins
from kernel.postgres.comparing import stored
from kernel.postgres.pool import Connection
from kernel.postgres.replayed import Checked, Difference
from kernel.postgres.tables import Table, renamed

SERVES, NEXT, PREVIOUS = "rm", "rm_next", "rm_previous"
"""Schemas; each has a reader of its own, whose marks and dead letters go with it."""

SWITCH_SECONDS: Final = 120.0
_LOOK_AGAIN_SECONDS: Final = 0.2
OF_A_COUNTRY: Final = 2
"""Columns at the beginning of each key: the country, and the thing in it."""


class Behind(Exception):
    """A twin knows less than what serves, and cannot be brought forward: records are missing."""


def reader_of(schema: str) -> Reader:
    name, version = sources.READER
    return Reader(f"{name}{schema.removeprefix(SERVES)}", version)


async def switch(connection: asyncpg.Connection, bootstrap: str, schema: str) -> None:
    """Let `schema` serve, from one moment to the next; what served is `PREVIOUS` afterwards.

    Before that it is told what the other has heard in the meantime, so that nothing that was
    shown is missing. The projector waits and goes on. Raises `NoSuchTwin`, `Behind`, `KafkaError`,
    `TimeoutError`, and then nothing has changed.
    """
    async with asyncio.timeout(SWITCH_SECONDS), connection.transaction():
        await connection.execute("SET LOCAL synchronous_commit = on")
        await _replace(connection, bootstrap, schema)
        for news in await sources.take_over(connection, PREVIOUS):
            await connection.execute("SELECT pg_notify($1, $2)", CHANNEL, news)
        reach("rebuild.switched")
    reach("rebuild.committed")
    # A statement prepared in the very moment of the switch may have seen the old name, and nothing
    # that tells it so: any change of the schema does.
    await connection.execute(f"GRANT USAGE ON SCHEMA {SERVES} TO CURRENT_USER")


async def compare(connection: asyncpg.Connection, bootstrap: str, schema: str) -> Sequence[Checked]:
    """Compare what serves with `schema`, each told as much; by table, and nothing has changed.

    The projector goes on until it has heard what `schema` has, and then waits. Raises what `switch`
    raises; `TimeoutError` also when the projector does not come so far.
    """
    async with asyncio.timeout(SWITCH_SECONDS):
        while not await _has_heard_all(connection, schema):  # noqa: ASYNC110 - in another process
            await asyncio.sleep(_LOOK_AGAIN_SECONDS)
        transaction = connection.transaction()
        await transaction.start()
        try:
            await _replace(connection, bootstrap, schema)
            return [await _checked(connection, table) for table in book.TABLES]
        finally:
            await transaction.rollback()


async def _has_heard_all(connection: Connection, schema: str) -> bool:
    """Whether what serves stands in no partition before the other."""
    served = await readers.stands(connection, reader_of(SERVES))
    made = await readers.stands(connection, reader_of(schema))
    return all(
        place in served and served[place].mark >= standing.mark for place, standing in made.items()
    )


async def _checked(connection: Connection, table: Table) -> Checked:
    """Compare a table with the one that served until a moment ago."""
    aggregates = differing = 0
    differences: list[Difference] = []
    name = table.stored_in[0]
    of = len(table.key) if table is RECORD else OF_A_COUNTRY
    for kept, told in zip(stored(renamed(table, PREVIOUS), of), stored(table, of), strict=True):
        found = await comparing.compare(connection, kept, told)
        aggregates += found.aggregates
        differing += found.differing
        differences += [
            Difference(name, told.name, " ".join(map(str, key)), 0, wrong, columns)
            for key, wrong, columns in found.rows
        ]
    return Checked(name, sources.READER[1], 0, aggregates, differing, differences)


async def _replace(connection: asyncpg.Connection, bootstrap: str, schema: str) -> None:
    """Put a schema in the place of what serves, and tell it what that has heard."""
    serving, leaving = reader_of(SERVES), Reader(f"{sources.READER[0]}_leaving", sources.READER[1])
    await readers.rename(connection, serving, leaving)  # from here on the projector waits
    await twins.put_in_place(connection, schema, of=SERVES, keep=PREVIOUS)
    await readers.rename(connection, reader_of(schema), serving)
    await readers.forget(connection, reader_of(PREVIOUS))
    await readers.rename(connection, leaving, reader_of(PREVIOUS))
    await _catch_up(connection, bootstrap)


async def _catch_up(connection: Connection, bootstrap: str) -> None:
    """Apply what the other reader has applied since, in this transaction."""
    applier = Applier(_Within(connection), reader_of(SERVES), Projecting().apply, forget, CONTRACTS)
    for (source, partition), other in (
        await readers.stands(connection, reader_of(PREVIOUS))
    ).items():
        place = Place(source.events, partition, source)
        since = await applier.find(place)
        if place.mark < other.mark:
            await _bring(applier, place, bootstrap, since, other)


async def _bring(
    applier: Applier, place: Place, bootstrap: str, since: int, other: Standing
) -> None:
    until = None if other.offset is None else other.offset + 1

    async def take(records: Sequence[ConsumerRecord]) -> bool:
        return not await applier.take(place, records)

    tp = TopicPartition(place.topic, place.partition)
    await history.read(bootstrap, tp, since, take, until)
    if place.mark < other.mark:
        raise Behind(f"{place.source} stands at {place.mark}, not at {other.mark}")


class _Within:
    """Stands for a pool: whatever is done is done in the transaction that is open."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def acquire(self) -> AbstractAsyncContextManager[Connection]:
        return nullcontext(self._connection)
