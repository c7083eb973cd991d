"""Begin anew with a source whose store was put back: undo what it said, once for all partitions."""

from collections.abc import Awaitable, Callable
from typing import NamedTuple, TypeAlias

import structlog

from kernel.kafka import dead_letters
from kernel.kafka.chain import NOTHING
from kernel.kafka.dead_letters import Reader
from kernel.kafka.topics import Source
from kernel.postgres.pool import Connection

_log = structlog.get_logger(__name__)

Forget: TypeAlias = Callable[[Connection, Source], Awaitable[None]]
"""Undoes all that the source's events have done: its store was rewound, they come anew."""

_STOOD = """
SELECT partition, epoch, position FROM store.checkpoints
 WHERE projection = $1 AND version = $2 AND source = $3 AND epoch < $4
 ORDER BY partition FOR UPDATE
"""
_BEGIN = """
UPDATE store.checkpoints SET epoch = $4, position = 0, kafka_offset = NULL
 WHERE projection = $1 AND version = $2 AND source = $3 AND epoch < $4
"""
_REWOUND = """
INSERT INTO store.rewinds
  (projection, version, source, partition, epoch, position, new_epoch, rewound_to)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
"""


class Beginning(NamedTuple):
    """An epoch of a source's store; up to `rewound_to`, where known, its past is as before."""

    source: Source
    epoch: int
    rewound_to: int | None


async def begin_anew(
    connection: Connection, reader: Reader, begins: Beginning, forget: Forget
) -> None:
    """Bring every mark of the source to the beginning of the epoch, unless it is there already.

    All of them at once: what a partition has said in the new epoch would be undone again when
    another partition gets there. Whoever applies events of an older epoch meanwhile is waited for.
    """
    source = str(begins.source)
    stood = await connection.fetch(_STOOD, *reader, source, begins.epoch)
    await connection.execute(_BEGIN, *reader, source, begins.epoch)
    known = [row for row in stood if row["epoch"] > NOTHING.epoch]
    if not known:
        return
    await forget(connection, begins.source)
    await dead_letters.outdate(connection, reader, begins.source)
    new = (begins.epoch, begins.rewound_to)
    before = [(row["partition"], row["epoch"], row["position"]) for row in known]
    await connection.executemany(_REWOUND, [(*reader, source, *mark, *new) for mark in before])
    _log.warning(
        "source rewound, its events come anew",
        source=source,
        epoch=begins.epoch,
        knew=max(row["position"] for row in known),
        rewound_to=begins.rewound_to,
    )
