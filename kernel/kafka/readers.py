"""Where readers stand: their marks and dead letters, given to another or taken over."""

from collections.abc import Mapping
from typing import NamedTuple

from kernel.kafka.chain import Mark
from kernel.kafka.dead_letters import Reader
from kernel.kafka.topics import Source
from kernel.postgres.pool import Connection

_STAND = """
INSERT INTO store.checkpoints
  (projection, version, source, partition, epoch, position, kafka_offset)
VALUES ($1, $2, $3, $4, $5, $6, $7)
"""
_STANDS = """
SELECT source, partition, epoch, position, kafka_offset FROM store.checkpoints
WHERE projection = $1 AND version = $2
"""


class Standing(NamedTuple):
    """A mark, and where the last record that was applied stood; None: not known."""

    mark: Mark
    offset: int | None


async def stand(
    connection: Connection,
    reader: Reader,
    place: tuple[Source, int],
    mark: Mark,
    offset: int | None,
) -> None:
    """Note where a reader stands that has not stood there before."""
    source, partition = place
    await connection.execute(_STAND, *reader, str(source), partition, *mark, offset)


async def stands(connection: Connection, reader: Reader) -> Mapping[tuple[Source, int], Standing]:
    """Return where a reader stands in each partition."""
    rows = await connection.fetch(_STANDS, *reader)
    return {
        (Source.parse(row["source"]), row["partition"]): Standing(
            Mark(row["epoch"], row["position"]), row["kafka_offset"]
        )
        for row in rows
    }


async def forget(connection: Connection, reader: Reader) -> None:
    """Undo that there ever was such a reader."""
    for table in ("checkpoints", "dead_letters"):
        statement = f"DELETE FROM store.{table} WHERE projection = $1 AND version = $2"  # noqa: S608
        await connection.execute(statement, *reader)


async def rename(connection: Connection, reader: Reader, to: Reader) -> None:
    """Give all that a reader has to another, which has nothing."""
    for table in ("checkpoints", "dead_letters"):
        statement = (
            f"UPDATE store.{table} SET projection = $3, version = $4"  # noqa: S608
            " WHERE projection = $1 AND version = $2"
        )
        await connection.execute(statement, *reader, *to)
