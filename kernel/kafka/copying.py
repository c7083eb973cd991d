"""Keep here what rules need of other sources: rows that contract events alone write."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Protocol

from kernel.kafka.cloudevents import Incoming
from kernel.kafka.contracts import Contracts
from kernel.kafka.dead_letters import Reader
from kernel.kafka.topics import Source
from kernel.postgres.pool import Connection
from kernel.postgres.rows import Key, Rows, Table, Where, load, store

COPIED: Final[Mapping[str, str]] = {"source": "text NOT NULL", "position": "bigint NOT NULL"}
"""Columns that every copied row has: who said it, and the last event that changed it."""


def copied(event: Incoming) -> dict[str, Any]:
    """Return the values of `COPIED` for a row that the event changes."""
    return {"source": str(event.source), "position": event.position}


@dataclass(frozen=True)
class Copies:
    """Local copies of what other sources say, each row of exactly one source.

    `touches` names the rows that `reduce` reads; `reduce` is pure and fills the columns `COPIED`.
    `apply` and `forget` are what a `Consumer` asks for: they run in the transaction that moves
    its mark. Another shape of the tables is another version of the consumer, on emptied tables.
    """

    tables: tuple[Table, ...]
    touches: Callable[[Incoming], Iterable[Key]]
    reduce: Callable[[Rows, Incoming], None]

    def __post_init__(self) -> None:
        for table in self.tables:
            if not COPIED.keys() <= table.column_names:
                raise ValueError(f"{table.name} does not keep who said it")

    async def apply(
        self, connection: Connection, events: Sequence[Incoming], where: Where | None = None
    ) -> None:
        """Let the events change the rows, in order; with `where` those of a twin.

        Raises what `reduce` raises.
        """
        keys = {key: None for event in events for key in self.touches(event)}
        rows = await load(connection, keys, where)
        for event in events:
            self.reduce(rows, event)
        await store(connection, rows, where)

    async def forget(self, connection: Connection, source: Source) -> None:
        """Remove all that the source has said; it says everything anew."""
        for table in self.tables:
            statement = f"DELETE FROM {table.name} WHERE source = $1"  # noqa: S608 - our own name
            await connection.execute(statement, str(source))


class Keep(Protocol):
    """Applies events to the copies of a reader, with `where` to their twins."""

    async def __call__(
        self, connection: Connection, events: Sequence[Incoming], where: Where | None = None
    ) -> None: ...


@dataclass(frozen=True, kw_only=True)
class Keeping:
    """What one reader keeps of others: all that its consumer does, but for what it reacts to."""

    reader: Reader
    contracts: Contracts
    tables: Sequence[Table]
    apply: Keep
