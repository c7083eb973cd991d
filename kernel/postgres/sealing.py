"""Seal what the store has recorded: a task behind the committer that no command waits for."""

import asyncio
from contextlib import suppress
from typing import Any, Final

import asyncpg
import msgspec
import structlog

from kernel.cancelling import pause
from kernel.postgres.faults import TRANSIENT
from kernel.seals import Block, Signer, after, leaf
from kernel.store import EventStore

BLOCK_EVENTS: Final = 1024
"""At most in a block: some five milliseconds of work."""
PAUSE_SECONDS: Final = 10.0
"""How long events gather before they are sealed."""
_QUIET_SECONDS = 3600.0
_CHECKPOINT_SECONDS = 86_400.0
_log = structlog.get_logger(__name__)

RECORDS: Final = """
SELECT position,
       int8send(position) || int8send(version) || int2send(schema_version)
       || timestamptz_send(recorded_at) || uuid_send(stream_id) || uuid_send(event_id)
       || int4send(octet_length(category)) || int4send(octet_length(type))
       || int4send(octet_length(json_send(data))) || int4send(octet_length(json_send(meta)))
       || textsend(category) || textsend(type) || json_send(data) || json_send(meta) AS record
  FROM store.events
 WHERE position > $1 AND position <= $2
 ORDER BY position
"""
"""The record of an event: every column, numbers big-endian, the moment in microseconds since 2000,
ids as 16 bytes, then the lengths of the four texts and the texts in UTF-8.

The database writes it, which takes a third of the time that it takes here.
"""
_META = "SELECT id, epoch, clock_timestamp() AS now FROM store.meta"
BLOCKS: Final = """
SELECT first_position, last_position, root, previous, signature, key_id, sealed_at, epoch, leaves
  FROM store.blocks
"""
_LAST = f"{BLOCKS} ORDER BY first_position DESC LIMIT 1"
_KEEP = """
INSERT INTO store.blocks
  (first_position, last_position, root, previous, signature, key_id, sealed_at, epoch, leaves)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT DO NOTHING
"""


def block_of(row: asyncpg.Record, meta: asyncpg.Record) -> Block:
    """Return the block as its row and that of the store say it."""
    return Block(
        store=meta["id"],
        epoch=row["epoch"],
        first=row["first_position"],
        last=row["last_position"],
        root=row["root"],
        previous=row["previous"],
        sealed_at=row["sealed_at"],
        key_id=row["key_id"],
        signature=row["signature"],
    )


class Sealer:
    """Seals the store of one service; several processes may, each block is made once.

    A seal follows its events by `pause` seconds: what is altered sooner is not found by seals.
    """

    def __init__(
        self,
        pool: asyncpg.Pool,
        store: EventStore,
        signer: Signer,
        *,
        pause: float = PAUSE_SECONDS,
        most: int = BLOCK_EVENTS,
    ) -> None:
        self._pool, self._store, self._signer = pool, store, signer
        self._pause, self._most = pause, most
        self.position = 0
        self.trouble: str | None = None

    async def run(self) -> None:
        """Seal until cancelled; a database that is away is waited for.

        Once a day the last block goes to the log: read from there, it shows later that nothing
        up to it was taken away.
        """
        said = float("-inf")
        loop = asyncio.get_running_loop()
        while True:
            try:
                last = await self.seal()
            except TRANSIENT as error:
                _log.warning("the store is sealed later", error=type(error).__name__)
            else:
                if last and loop.time() - said >= _CHECKPOINT_SECONDS:
                    said = loop.time()
                    _log.info("store is sealed", checkpoint=to_json(last))
                await self._store.wait_beyond(self.position, _QUIET_SECONDS)
            await pause(self._pause)

    async def finish(self) -> None:
        """Seal what is left when the service ends; without a database, when it starts again."""
        with suppress(*TRANSIENT):
            await self.seal()

    async def seal(self) -> Block | None:
        """Seal all that is recorded and return the last block, None of an empty store.

        Nothing behind a hole is sealed: `trouble` says so, and verifying names it.
        """
        meta = await self._pool.fetchrow(_META)
        assert meta is not None  # noqa: S101 - the migration puts the one row there
        last = await self._last(meta)
        while block := await self._next(meta, last):
            last = block
        self.position = last.last if last else 0
        return last

    async def _next(self, meta: asyncpg.Record, last: Block | None) -> Block | None:
        start = last.last if last else 0
        rows = await self._pool.fetch(RECORDS, start, start + self._most)
        whole = not rows or rows[-1]["position"] == start + len(rows)
        self.trouble = None if whole else f"an event is missing after {start}"
        if not rows or not whole:
            return None
        leaves = [leaf(record) for _, record in rows]
        block = self._signer.seal(
            after(
                last,
                store=meta["id"],
                epoch=meta["epoch"],
                leaves=leaves,
                key_id=self._signer.key_id,
                sealed_at=meta["now"],
            )
        )
        if await self._keep(block, b"".join(leaves)):
            return block
        return await self._last(meta)  # another process was quicker

    async def _last(self, meta: asyncpg.Record) -> Block | None:
        row = await self._pool.fetchrow(_LAST)
        return block_of(row, meta) if row else None

    async def _keep(self, block: Block, leaves: bytes) -> bool:
        tag = await self._pool.execute(
            _KEEP,
            block.first,
            block.last,
            block.root,
            block.previous,
            block.signature,
            block.key_id,
            block.sealed_at,
            block.epoch,
            leaves,
        )
        return tag == "INSERT 0 1"


def to_json(block: Block) -> dict[str, Any]:
    """Return the block as a log or a file has it."""
    return dict(msgspec.to_builtins(block))
