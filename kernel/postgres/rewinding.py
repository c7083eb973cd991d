"""A store whose past was put back begins a new epoch, and readers restored with it follow it."""

from collections.abc import Mapping, Sequence
from typing import Any, Final, NamedTuple

import asyncpg

from kernel.postgres.pool import Connection

_LAST = "SELECT epoch, rewound_to FROM store.epochs ORDER BY epoch DESC LIMIT 1"
# What a reader has not passed is the same in both epochs, so that it need not begin anew; what of
# the old one still lies in the topic is now a repetition to it. It must look for its place there.
_FOLLOW = """
UPDATE store.checkpoints SET epoch = $2, kafka_offset = NULL
 WHERE source = $1 AND epoch BETWEEN 1 AND $2 - 1 AND position <= $3
"""

_NOTICED = """
SELECT projection, version, source, epoch, position, new_epoch, rewound_to, noticed_at
  FROM store.rewinds ORDER BY id DESC LIMIT $1
"""
SHOWN: Final = 20


class Begun(NamedTuple):
    """An epoch, and the position up to which the store holds what it held in those before."""

    epoch: int
    rewound_to: int


async def begin_epoch(connection: Connection) -> Begun:
    """Announce that the past of the connection's store was put back."""
    await connection.execute("SELECT store.begin_epoch()")
    row = await connection.fetchrow(_LAST)
    assert row is not None  # noqa: S101 - it was written just now
    return Begun(*row)


async def follow(connection: Connection, source: str, begun: Begun) -> None:
    """Let the readers of the connection's database go on with a source that begins an epoch.

    For readers that were put back to the same moment. Those that know more than the source are
    left as they are: they find its history rewound, and begin anew.
    """
    await connection.execute(_FOLLOW, source, *begun)


async def noticed(pool: asyncpg.Pool) -> Sequence[Mapping[str, Any]]:
    """Return the last times that readers of this database found a source's history rewound.

    Each stood at `position` of an epoch that is no more, of which all up to `rewound_to` is as
    before; what it had applied after that is undone.
    """
    rows = await pool.fetch(_NOTICED, SHOWN)
    return [{**row, "noticed_at": row["noticed_at"].isoformat()} for row in rows]
