"""In which group of the broker the consumers of one reader share partitions.

A group can come to a halt for good: the broker waits for a member as long as that one said that it
may take, which a flipped bit makes days, and Kafka 4 deals nothing out any more where it could not
read what a member subscribes to. No restart of a member helps; all of them go to another group.
"""

from typing import NamedTuple, Self

import asyncpg

from kernel.kafka.dead_letters import Reader
from kernel.postgres.pool import Connection

_CURRENT = "SELECT id, reader_group FROM store.meta"
_NEXT = "UPDATE store.meta SET reader_group = $1 + 1 WHERE reader_group = $1"


class Undealt(Exception):
    """The group has not dealt out its partitions in time."""


class Left(Exception):
    """The reader's other processes have gone to another group, and share nothing with this one."""


class Group(NamedTuple):
    """Of all processes that keep the marks of one reader in one database.

    The same reader with another database, as a second gateway on one broker, is another group:
    sharing the partitions, each would see a part of the events.
    """

    name: str
    number: int

    @classmethod
    async def current(cls, database: asyncpg.Pool | Connection, reader: Reader) -> Self:
        """Return the one to join now."""
        ((id_, number),) = await database.fetch(_CURRENT)
        return cls(f"{reader.name}.v{reader.version}.{id_}.{number}", number)

    async def abandon(self, database: asyncpg.Pool) -> None:
        """Let all go to the next one, unless another process has been quicker to say so."""
        await database.execute(_NEXT, self.number)
