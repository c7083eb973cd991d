"""Check a store against its seals, and its tables against one another.

All in one transaction that sees one moment, beside a service that goes on.
"""

import asyncio
from collections.abc import AsyncIterator, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Final, NamedTuple

from kernel.postgres.pool import Connection, one_moment
from kernel.postgres.sealing import BLOCKS, RECORDS, block_of
from kernel.seals import (
    Block,
    Keys,
    checkpoint_faults,
    digest,
    event_faults,
    leaf,
    link_faults,
    root,
    signature_fault,
)

FETCHED: Final = 1000
"""Events at least that are read at a time: few enough for a socket to take them in, so that the
database goes on while those before are hashed; with four times as many it is a third slower."""
OVERDUE: Final = timedelta(minutes=10)
"""A service that runs has sealed its events long before; without a seal they prove nothing."""
_UNSEALED = """
SELECT count(*), min(recorded_at) FROM store.events
 WHERE position > $1 AND recorded_at < clock_timestamp() - $2::interval
"""
_BLOCKS_PAGE = f"{BLOCKS} WHERE first_position > $1 ORDER BY first_position LIMIT 256"
_META = "SELECT id, epoch FROM store.meta"

_AGREEMENT: Final[Mapping[str, str]] = {
    "event {} {}": """
        SELECT position, CASE WHEN position <> before + 1 THEN 'does not follow the one before it'
                         ELSE 'was recorded before the one in front of it' END
          FROM (SELECT position, recorded_at, lag(position, 1, 0::bigint) OVER one_by_one AS before,
                       lag(recorded_at) OVER one_by_one AS earlier
                  FROM store.events WINDOW one_by_one AS (ORDER BY position)) AS event
         WHERE position <> before + 1 OR recorded_at < earlier ORDER BY position""",
    "stream {}-{} has {} events up to version {}, and its present version is {}": """
        SELECT category, stream_id, coalesce(events, 0), coalesce(last, 0), coalesce(version, 0)
          FROM (SELECT category, stream_id, count(*) AS events, min(version) AS first,
                       max(version) AS last FROM store.events GROUP BY 1, 2) AS event
          FULL JOIN (SELECT category, stream_id, abs(version) AS version FROM store.streams)
            AS stream USING (category, stream_id)
         WHERE (events, first, last) IS DISTINCT FROM (version, 1::bigint, version)
         ORDER BY 1, 2""",
    "command {} was answered with the events {}-{}, which are not there": """
        SELECT command_id, first_position, last_position FROM store.receipts
         WHERE last_position > (SELECT coalesce(max(position), 0) FROM store.events)
            OR first_position < 1 OR last_position < first_position
         ORDER BY first_position, command_id""",
    "the view {} has applied {}, which is not there": """
        SELECT projection, position FROM store.checkpoints
         WHERE source = 'store'
           AND position > (SELECT coalesce(max(position), 0) FROM store.events)
         ORDER BY projection""",
    "{} has published {} of this epoch, which is not there": """
        SELECT relay.name, reached FROM store.relay
          JOIN store.meta ON meta.epoch = relay.store_epoch
         WHERE reached > (SELECT coalesce(max(position), 0) FROM store.events)
         ORDER BY relay.name""",
}
"""What must hold between the tables of a store: how a breach reads, and what finds it."""


@dataclass(slots=True)
class Verified:
    """What was looked at, and each fault in one line; `last` is a checkpoint to keep elsewhere."""

    events: int = 0
    blocks: int = 0
    last: Block | None = None
    faults: list[str] = field(default_factory=list)

    @property
    def unsealed(self) -> int:
        return self.events - self.last.last if self.last else self.events


class _Sealed(NamedTuple):
    block: Block
    leaves: bytes


async def verify_store(url: str, known: Keys, checkpoints: Iterable[Block] = ()) -> Verified:
    """Compare every event with its seal, the seals with one another, and the store's tables.

    `checkpoints` are blocks that were kept elsewhere. Raises what the database raises.
    """
    async with one_moment(url, name="verify") as connection:
        return await _verified(connection, known, checkpoints)


async def _verified(connection: Connection, known: Keys, kept: Iterable[Block]) -> Verified:
    events = await connection.fetchval("SELECT count(*) FROM store.events")
    found = Verified(events=events)
    digests: dict[int, bytes] = {}
    async for group, now in _groups(connection):
        for block, leaves in group:
            found.faults += link_faults(found.last, block)
            if fault := signature_fault(block, known):
                found.faults.append(fault)
            found.faults += _event_faults(block, leaves, now)
            found.last = block
            found.blocks += 1
            digests[block.last] = digest(block)
    epoch = await connection.fetchval("SELECT epoch FROM store.meta")
    found.faults += checkpoint_faults(kept, digests, epoch, known)
    found.faults += await _overdue(connection, found.last)
    found.faults += await disagreements(connection)
    return found


async def _overdue(connection: Connection, last: Block | None) -> list[str]:
    after = last.last if last else 0
    count, since = tuple(await connection.fetchrow(_UNSEALED, after, OVERDUE) or (0, None))
    if not count:
        return []
    return [f"{count} events after {after} are not sealed, since {since:%Y-%m-%d %H:%M} UTC"]


async def disagreements(connection: Connection) -> list[str]:
    """Return where the tables of a store say different things."""
    return [
        says.format(*row)
        for says, statement in _AGREEMENT.items()
        for row in await connection.fetch(statement)
    ]


class _Hashed(NamedTuple):
    """The hashes of events as they now are; `whole` when none is missing from `first` on."""

    first: int
    leaves: Sequence[bytes]
    by_position: Mapping[int, bytes] | None


def _event_faults(block: Block, leaves: bytes, now: _Hashed) -> Iterator[str]:
    """Compare at once where nothing is missing, and only what differs event by event."""
    if now.by_position is None:
        start = block.first - now.first
        present = now.leaves[start : start + block.last - block.first + 1]
        if b"".join(present) == leaves and root(present) == block.root:
            return iter(())
        return event_faults(block, leaves, dict(enumerate(present, block.first)))
    return event_faults(block, leaves, now.by_position)


def _hashed(first: int, rows: Sequence[Any]) -> _Hashed:
    leaves = [leaf(record) for _, record in rows]
    if rows and rows[0][0] == first and rows[-1][0] == first + len(rows) - 1:
        return _Hashed(first, leaves, None)
    positions = (row[0] for row in rows)
    return _Hashed(first, leaves, dict(zip(positions, leaves, strict=True)))


async def _groups(
    connection: Connection,
) -> AsyncIterator[tuple[Sequence[_Sealed], _Hashed]]:
    """Yield blocks with the hashes of their events; the next are fetched meanwhile."""
    records = await connection.prepare(RECORDS)
    waiting: tuple[Sequence[_Sealed], Sequence[Any]] | None = None
    async for group in _grouped(connection):
        first, last = group[0].block.first, group[-1].block.last
        fetching = asyncio.create_task(records.fetch(first - 1, last))
        await asyncio.sleep(0)  # so that it is asked before the hashing begins
        if waiting:
            yield waiting[0], _hashed(waiting[0][0].block.first, waiting[1])
        waiting = group, await fetching
    if waiting:
        yield waiting[0], _hashed(waiting[0][0].block.first, waiting[1])


async def _grouped(connection: Connection) -> AsyncIterator[Sequence[_Sealed]]:
    """Yield the blocks in order, as many together as are worth one question."""
    meta = await connection.fetchrow(_META)
    group: list[_Sealed] = []
    after = 0
    while meta and (rows := await connection.fetch(_BLOCKS_PAGE, after)):
        for row in rows:
            group.append(_Sealed(block_of(row, meta), row["leaves"]))
            if group[-1].block.last - group[0].block.first >= FETCHED - 1:
                yield group
                group = []
        after = rows[-1]["first_position"]
    if group:
        yield group
