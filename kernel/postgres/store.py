"""The event store on PostgreSQL: one database per service and unit."""

import asyncio
from collections.abc import AsyncIterator, Iterable, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

import asyncpg

from kernel.codec import EventCodec
from kernel.events import Readers, Seen
from kernel.postgres.committer import Committer
from kernel.postgres.pool import connect
from kernel.postgres.tail import Tail
from kernel.store import Append, Outcome, Receipt, Recorded, Stream, refuse_unstorable

# The moment as text: asyncpg takes four times as long to make one of it than all else here does.
_COLUMNS = """
SELECT position, category, stream_id, version, event_id, type, schema_version, data, meta,
       recorded_at::text
  FROM store.events
"""
_LOAD = f"{_COLUMNS} WHERE category = $1 AND stream_id = $2 AND version > $3 ORDER BY version"
_LOAD_AS_OF = f"""{_COLUMNS}
 WHERE category = $1 AND stream_id = $2 AND version > $3 AND position <= $4 ORDER BY version
"""
READ = f"{_COLUMNS} WHERE position > $1 ORDER BY position LIMIT $2"
_RECEIPT = """
SELECT fingerprint, first_position, last_position FROM store.receipts WHERE command_id = $1
"""


class PostgresStore:
    """`kernel.store.EventStore` in the schema `store`.

    Reads borrow a connection of the pool; the committer and the tail have one each.
    """

    def __init__(self, pool: asyncpg.Pool, committer: Committer, tail: Tail) -> None:
        self._pool = pool
        self._committer = committer
        self._tail = tail

    @classmethod
    @asynccontextmanager
    async def open(
        cls, url: str, pool: asyncpg.Pool, *, name: str = "cic"
    ) -> AsyncIterator["PostgresStore"]:
        """Open the store of a migrated database; on leaving, what waits is committed first.

        Raises `OSError` or `asyncpg.PostgresError` when the database cannot be reached.
        """
        tail = Tail(partial(connect, url, name=f"{name} tail"))
        async with pool.acquire() as connection:
            await tail.look(connection)
        following = asyncio.create_task(tail.run(), name="tail of the store")
        try:
            async with Committer(partial(connect, url, name=f"{name} committer")) as committer:
                yield cls(pool, committer, tail)
        finally:
            following.cancel()
            with suppress(asyncio.CancelledError):
                await following

    @property
    def epoch(self) -> int:
        return self._tail.epoch

    async def append(self, append: Append) -> Outcome:
        refuse_unstorable(append)
        outcome = await self._committer.append(append)
        self._tail.appended(outcome.last_position or 0)
        return outcome

    async def archive(self, stream: Stream) -> None:
        if not await self._pool.fetchval("SELECT store.archive($1, $2)", *stream):
            raise LookupError(stream)

    async def load(
        self, stream: Stream, after: int = 0, up_to: int | None = None
    ) -> Sequence[Recorded]:
        if up_to is None:
            return recorded(await self._pool.fetch(_LOAD, *stream, after))
        return recorded(await self._pool.fetch(_LOAD_AS_OF, *stream, after, up_to))

    async def read(self, after: int, limit: int) -> Sequence[Recorded]:
        return recorded(await self._pool.fetch(READ, after, limit))

    async def receipt(self, command_id: UUID) -> Receipt | None:
        row = await self._pool.fetchrow(_RECEIPT, command_id)
        return Receipt(*row) if row else None

    async def head(self) -> int:
        return int(await self._pool.fetchval("SELECT coalesce(max(position), 0) FROM store.events"))

    async def position_at(self, moment: datetime) -> int:
        return int(await self._pool.fetchval("SELECT store.position_at($1)", moment))

    async def wait_beyond(self, position: int, timeout: float) -> None:  # noqa: ASYNC109
        await self._tail.wait_beyond(position, timeout)


def recorded(rows: Iterable[asyncpg.Record]) -> list[Recorded]:
    """Return the rows of `READ` as events."""
    new = tuple.__new__  # of named tuples, without the Python function around it
    moment = datetime.fromisoformat
    return [
        new(
            Recorded,
            (
                position,
                new(Stream, (category, id_)),
                version,
                event,
                type_,
                schema_version,
                data,
                meta,
                moment(at),
            ),
        )
        for position, category, id_, version, event, type_, schema_version, data, meta, at in rows
    ]


def seen(
    codecs: Mapping[str, EventCodec[Any]], rows: Iterable[asyncpg.Record]
) -> Iterator[Seen[Any]]:
    """Decode the rows of `READ`, as `kernel.events.decode` does what they are recorded as.

    For pages of a catch-up: a `Recorded` in between, for each event, is a tenth of its time.
    """
    readers, new, moment = Readers(codecs), tuple.__new__, datetime.fromisoformat
    for position, category, id_, version, event, type_, schema_version, data, meta, at in rows:
        read = readers[category, type_, schema_version]
        if read is not None:
            stream = new(Stream, (category, id_))
            yield Seen(position, stream, version, event, read(data), meta, moment(at))
