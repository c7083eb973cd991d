"""Forget what old commands did, so that the idempotency record does not grow for ever."""

from datetime import timedelta

import asyncpg

KEPT = timedelta(days=30)
"""How long a client may repeat a command and get the same answer."""

_CHUNK = 10_000
_PURGE = """
DELETE FROM store.receipts
 WHERE ctid = ANY (ARRAY(SELECT ctid FROM store.receipts
                          WHERE created_at < clock_timestamp() - $1::interval LIMIT $2))
"""


async def purge_receipts(pool: asyncpg.Pool, kept: timedelta = KEPT) -> int:
    """Delete receipts older than `kept`, in transactions too short to hold up an append.

    Returns how many; call it about once a day.
    """
    purged = 0
    while True:
        tag = await pool.execute(_PURGE, kept, _CHUNK)
        count = int(tag.removeprefix("DELETE "))
        purged += count
        if count < _CHUNK:
            return purged
