"""Make what is kept of other sources anew, beside what serves, and put it in its place at once.

It is made of what lies in the topics, up to where the reader stands. The reader's mark, its dead
letters and what it reacts to stay as they are: what waits for a decision is left out, and is
applied when it is replayed.
"""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, NamedTuple, TypeAlias

import asyncpg
from aiokafka.structs import ConsumerRecord, TopicPartition

from kernel.kafka import history, readers
from kernel.kafka.cloudevents import Incoming
from kernel.kafka.copying import Keeping
from kernel.kafka.history import History
from kernel.kafka.readers import Standing
from kernel.kafka.topics import Source
from kernel.postgres import twins
from kernel.postgres.pool import Connection, patient_pool
from kernel.postgres.rebuilding import GIVE_WAY, NEXT, SWITCH_SECONDS, beside

_NAME: Final = "rebuild"
_PAUSE_SECONDS: Final = 0.3
_WHERE: Final = beside(NEXT)
_LEFT_OUT: Final = """
SELECT source, epoch, position FROM store.dead_letters
 WHERE projection = $1 AND version = $2 AND status IN ('parked', 'blocked', 'discarded')
   AND position IS NOT NULL
"""
_LOCK_MARKS: Final = """
SELECT FROM store.checkpoints WHERE projection = $1 AND version = $2 FOR UPDATE
"""
Spoken: TypeAlias = tuple[str, int, int]
"""A source, an epoch of it, and a position."""


class CannotCopy(Exception):
    """The topics do not hold all that the reader has heard, or a copy cannot be made of it."""


class Recopied(NamedTuple):
    """Events that were applied, and those left out because they wait as dead letters."""

    events: int
    left_out: int


async def recopy(url: str, bootstrap: str, keeping: Keeping) -> Recopied:
    """Make the copies of a reader anew; what serves, serves until then.

    Raises `AnotherRebuilds`, `CannotCopy`, `TimeoutError` when readers leave no moment to switch,
    what `keeping.apply` raises, and what an unreachable database or broker raises; what serves goes
    on serving then.
    """
    async with twins.alone(url, name=_NAME) as connection:
        for schema, names in _stored(keeping).items():
            await twins.make_some(connection, f"{schema}_{NEXT}", like=schema, tables=names)
        copying = _Beside(connection, bootstrap, keeping)
        async with connection.transaction():
            await copying.catch_up()
        async with await patient_pool(url, size=1, name=_NAME) as pool:
            for schema, names in _stored(keeping).items():
                await twins.complete(pool, f"{schema}_{NEXT}", like=schema, only=names)
        async with asyncio.timeout(SWITCH_SECONDS):
            while not await copying.switch():  # noqa: ASYNC110 - nobody tells when readers let it
                await asyncio.sleep(_PAUSE_SECONDS)
    return Recopied(copying.applied, len(copying.left_out))


def _stored(keeping: Keeping) -> Mapping[str, Sequence[str]]:
    """Return the tables by their schema."""
    stored: dict[str, list[str]] = {}
    for table in keeping.tables:
        stored.setdefault(table.schema, []).extend(table.stored_in)
    return stored


@dataclass(eq=False)
class _Reading:
    """A partition, how far it was read, and what of it is to be applied."""

    history: History
    heard: list[Incoming]
    at: int = 0
    rewound: bool = False


@dataclass(eq=False)
class _Beside:
    connection: asyncpg.Connection
    bootstrap: str
    keeping: Keeping
    applied: int = 0
    left_out: frozenset[Spoken] = frozenset()
    _readings: dict[tuple[Source, int], _Reading] = field(default_factory=dict)

    async def catch_up(self) -> None:
        """Apply, within the transaction, what the reader has heard by now. Raises `CannotCopy`."""
        reader = self.keeping.reader
        left_out = frozenset(map(tuple, await self.connection.fetch(_LEFT_OUT, *reader)))
        if decided := self.left_out - left_out:
            raise CannotCopy(f"{len(decided)} dead letters were decided upon meanwhile")
        self.left_out = left_out
        for place, standing in (await readers.stands(self.connection, reader)).items():
            if place not in self._readings:
                self._readings[place] = self._begin(place[0])
            reading = self._readings[place]
            if reading.history.mark < standing.mark:
                await self._read(place, reading, standing)

    def _begin(self, source: Source) -> _Reading:
        heard: list[Incoming] = []

        def forget() -> None:
            heard.clear()
            reading.rewound = True

        reading = _Reading(History(source, self.keeping.contracts, heard.append, forget), heard)
        return reading

    async def _read(self, place: tuple[Source, int], reading: _Reading, standing: Standing) -> None:
        source, partition = place
        until = None if standing.offset is None else standing.offset + 1

        async def take(records: Sequence[ConsumerRecord]) -> bool:
            more = reading.history.take(records)
            reading.at = records[-1].offset + 1
            await self._apply(source, reading)
            return more

        tp = TopicPartition(source.events, partition)
        await history.read(self.bootstrap, tp, reading.at, take, until)
        if reading.history.mark < standing.mark:
            stood = f"{reading.history.mark}, not {standing.mark}"
            raise CannotCopy(f"the topic of {source} reaches {stood}")
        for letter in reading.history.letters:
            if _spoken(letter.event) not in self.left_out:
                position = letter.event.position
                raise CannotCopy(f"{position} of {source} cannot be read: {letter.error}")

    async def _apply(self, source: Source, reading: _Reading) -> None:
        if reading.rewound:
            for table in map(_WHERE, self.keeping.tables):
                statement = f"DELETE FROM {table.name} WHERE source = $1"  # noqa: S608 - our own name
                await self.connection.execute(statement, str(source))
            reading.rewound = False
        events = [event for event in reading.heard if _spoken(event) not in self.left_out]
        reading.heard.clear()
        if events:
            await self.keeping.apply(self.connection, events, _WHERE)
            self.applied += len(events)

    async def switch(self) -> bool:
        """Let the copies serve; return False if readers of them leave no moment for it.

        The consumer waits meanwhile, so that both have heard as much.
        """
        async with self.connection.transaction():
            await self.connection.execute("SET LOCAL synchronous_commit = on")
            await self.connection.execute(_LOCK_MARKS, *self.keeping.reader)
            await self.catch_up()
            try:
                async with self.connection.transaction():
                    await _exchange(self.connection, self.keeping)
            except asyncpg.LockNotAvailableError:
                return False  # what was caught up with is kept
        return True


async def _exchange(connection: Connection, keeping: Keeping) -> None:
    names = [f"{schema}.{name}" for schema, of in _stored(keeping).items() for name in of]
    await connection.execute(f"SET LOCAL lock_timeout = '{GIVE_WAY}'")
    await connection.execute(f"LOCK TABLE {', '.join(names)} IN ACCESS EXCLUSIVE MODE")
    for schema, tables in _stored(keeping).items():
        gone = f"{schema}_replaced"
        await twins.exchange(connection, tables, f"{schema}_{NEXT}", of=schema, keep=gone)
        # Nobody goes back to it: it would be behind, and the topics have it all.
        await connection.execute(f"DROP SCHEMA {gone}, {schema}_{NEXT} CASCADE")


def _spoken(event: Incoming) -> Spoken:
    return str(event.source), event.storeepoch, event.position
