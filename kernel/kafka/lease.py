"""Who may publish: a lease with an epoch, on the database's clock.

A process that was paused wakes up believing that it leads; the epoch in every statement here is
what tells it otherwise.
"""

import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

import asyncpg

TTL_SECONDS = 5.0

# Each but the first four names the epoch of a term: it does nothing once that has ended.
KNOW = "INSERT INTO store.relay (name) VALUES ($1) ON CONFLICT DO NOTHING"
TAILS = """
SELECT partition, position, kafka_offset FROM store.relay_tails WHERE name = $1 AND topic = $2
"""
REWOUND_TO = "SELECT rewound_to FROM store.epochs WHERE epoch = $1"
SINCE = "SELECT type, since_position FROM store.publications"
TAKE = """
UPDATE store.relay SET epoch = epoch + 1, owner = $2,
       lease_until = clock_timestamp() + make_interval(secs => $3)
 WHERE name = $1 AND lease_until < clock_timestamp()
RETURNING epoch, position, reached, store_epoch, cluster_id
"""
RENEW = """
UPDATE store.relay SET lease_until = clock_timestamp() + make_interval(secs => $3)
 WHERE name = $1 AND epoch = $2 RETURNING 1
"""
CHECKPOINT = """
WITH mine AS (
  UPDATE store.relay SET position = $3, reached = greatest(reached, $3),
         lease_until = clock_timestamp() + make_interval(secs => $8)
   WHERE name = $1 AND epoch = $2 RETURNING name)
, written AS (
  INSERT INTO store.relay_tails (name, topic, partition, position, kafka_offset)
  SELECT mine.name, $4, t.* FROM mine, unnest($5::int[], $6::bigint[], $7::bigint[]) t
  ON CONFLICT (name, topic, partition) DO UPDATE
     SET position = excluded.position, kafka_offset = excluded.kafka_offset)
SELECT 1 FROM mine
"""
START_FROM = """
WITH mine AS (
  UPDATE store.relay SET position = $3, reached = greatest(reached, $8),
         store_epoch = $9, cluster_id = $10,
         lease_until = clock_timestamp() + make_interval(secs => $11)
   WHERE name = $1 AND epoch = $2 RETURNING name)
, gone AS (
  DELETE FROM store.relay_tails r USING mine
   WHERE r.name = mine.name AND r.topic = $4 AND r.partition <> ALL ($5::int[]))
, written AS (
  INSERT INTO store.relay_tails (name, topic, partition, position, kafka_offset)
  SELECT mine.name, $4, t.* FROM mine, unnest($5::int[], $6::bigint[], $7::bigint[]) t
  ON CONFLICT (name, topic, partition) DO UPDATE
     SET position = excluded.position, kafka_offset = excluded.kafka_offset)
SELECT 1 FROM mine
"""
LIST_TYPE = """
WITH mine AS (SELECT 1 FROM store.relay WHERE name = $1 AND epoch = $2 FOR UPDATE)
, written AS (
  INSERT INTO store.publications (type, since_position) SELECT $3, $4 FROM mine
  ON CONFLICT DO NOTHING)
SELECT 1 FROM mine
"""
LISTED = "SELECT since_position FROM store.publications WHERE type = $1"
NOW = "SELECT clock_timestamp()"
RESIGN = "UPDATE store.relay SET lease_until = '-infinity' WHERE name = $1 AND epoch = $2"


class Deposed(Exception):
    """Another relay leads now: stop publishing at once."""


class Tail(NamedTuple):
    """The last record a partition acknowledged: its position in the store, its offset there."""

    position: int
    offset: int


@dataclass(frozen=True, slots=True)
class Term:
    """What a new leader takes over.

    Everything up to `position` was acknowledged by the cluster `cluster_id` in the epoch
    `store_epoch` of the store; `reached` is the highest that `position` has ever been.
    """

    epoch: int
    position: int
    reached: int
    store_epoch: int | None
    cluster_id: str | None
    tails: Mapping[int, Tail]
    since: Mapping[str, int]


class Lease:
    """The lease of one relay: `name` is one row, whoever competes for it."""

    def __init__(
        self, pool: asyncpg.Pool, name: str, topic: str, owner: str, *, ttl: float = TTL_SECONDS
    ) -> None:
        self._pool, self._name, self._topic, self._owner = pool, name, topic, owner
        self.ttl = ttl
        self._epoch = 0
        self._until = 0.0

    def check(self) -> None:
        """Raise `Deposed` when the lease may have run out while nobody looked."""
        if time.monotonic() >= self._until:
            raise Deposed

    async def take(self) -> Term | None:
        """Return the new term, None while another leads."""
        began = time.monotonic()
        await self._pool.execute(KNOW, self._name)
        row = await self._pool.fetchrow(TAKE, self._name, self._owner, self.ttl)
        if row is None:
            return None
        self._epoch, self._until = row["epoch"], began + self.ttl
        return Term(tails=await self._tails(), since=await self._since(), **row)

    async def renew(self) -> None:
        """Lead for another `ttl` seconds. Raises `Deposed`."""
        await self._ours(RENEW, self.ttl)

    async def checkpoint(self, position: int, tails: Mapping[int, Tail]) -> None:
        """Record what was acknowledged, and lead on. Raises `Deposed`."""
        partitions, positions, offsets = _columns(tails)
        await self._ours(
            CHECKPOINT,
            position,
            self._topic,
            partitions,
            positions,
            offsets,
            self.ttl,
        )

    async def start_from(
        self,
        position: int,
        tails: Mapping[int, Tail],
        *,
        reached: int,
        store_epoch: int,
        cluster_id: str,
    ) -> None:
        """Record what reconciling has found; partitions not in `tails` hold nothing of ours."""
        partitions, positions, offsets = _columns(tails)
        await self._ours(
            START_FROM,
            position,
            self._topic,
            partitions,
            positions,
            offsets,
            reached,
            store_epoch,
            cluster_id,
            self.ttl,
        )

    async def list_type(self, wire_type: str, after: int) -> int:
        """Record that the type is published after a position; return the position that holds."""
        await self._ours(LIST_TYPE, wire_type, after, renews=False)
        since: int = await self._pool.fetchval(LISTED, wire_type)
        return since

    async def rewound_to(self, store_epoch: int) -> int | None:
        """Return up to where the store holds what it held before that epoch; None: it says nothing.

        A first epoch has none before it.
        """
        position: int | None = await self._pool.fetchval(REWOUND_TO, store_epoch)
        return position

    async def now(self) -> datetime:
        """Return the present instant by the clock that dates the events of the store."""
        moment: datetime = await self._pool.fetchval(NOW)
        return moment

    async def resign(self) -> None:
        """Let another take over at once."""
        self._until = 0.0
        await self._pool.execute(RESIGN, self._name, self._epoch)

    async def _ours(self, statement: str, *values: Any, renews: bool = True) -> None:
        began = time.monotonic()
        found = await self._pool.fetchval(statement, self._name, self._epoch, *values)
        if found is None:
            self._until = 0.0
            raise Deposed
        if renews:
            self._until = began + self.ttl

    async def _tails(self) -> dict[int, Tail]:
        rows = await self._pool.fetch(TAILS, self._name, self._topic)
        return {row["partition"]: Tail(row["position"], row["kafka_offset"]) for row in rows}

    async def _since(self) -> dict[str, int]:
        rows = await self._pool.fetch(SINCE)
        return {row["type"]: row["since_position"] for row in rows}


def _columns(tails: Mapping[int, Tail]) -> tuple[list[int], list[int], list[int]]:
    return (
        list(tails),
        [tail.position for tail in tails.values()],
        [tail.offset for tail in tails.values()],
    )
