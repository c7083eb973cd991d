"""Feeds the read model from every unit's topics: events to rows, heartbeats to the age of the data.

All that it writes follows from the topics alone: a database that was lost is built again, with
the same answers for every moment, by starting on an empty one.
"""

import asyncio
from collections import defaultdict
from collections.abc import Sequence
from functools import lru_cache
from typing import Final

import asyncpg

from contracts import partnerships, planning, reporting
from gateway import collector
from gateway.read_model import book, sources
from gateway.read_model.ids import text
from gateway.read_model.marks import Mark
from gateway.read_model.memory import Memory
from gateway.read_model.said import Said
from kernel.kafka import topics
from kernel.kafka.cloudevents import Incoming
from kernel.kafka.consumer import Consumer
from kernel.kafka.contracts import Contracts
from kernel.kafka.topics import Source
from kernel.postgres.pool import Connection

CHANNEL: Final = "rm"
"""Where listeners hear `<country>:<service>:<version>` after each change of a country's view."""

BATCH: Final = 3000
SIDE_BY_SIDE: Final = 2
"""Records of a source at a time, and how many sources; the pool has a connection for each."""


CONTRACTS: Final = Contracts(partnerships.Event, planning.Event, reporting.Event)
"""What units say."""


def projector(pool: asyncpg.Pool, bootstrap: str) -> Consumer:
    """Return the consumer of all units' topics; new units are found as they appear."""
    name, version = sources.READER
    projecting = Projecting()
    return Consumer(
        pool,
        bootstrap,
        name=name,
        version=version,
        topics=topics.EVERYTHING,
        contracts=CONTRACTS,
        handle=projecting.apply,
        forget=forget,
        on_status=sources.hear,
        batch=BATCH,
        side_by_side=SIDE_BY_SIDE,
    )


class Projecting:
    """Applies events of any source, and remembers what it has made of them."""

    def __init__(self) -> None:
        self._memories: defaultdict[Source, Memory] = defaultdict(Memory)
        self._turn = asyncio.Lock()

    async def apply(self, connection: Connection, events: Sequence[Incoming]) -> None:
        """Apply events of one source, and note how far it is known.

        Raises `NotOnFile` where an event rests on one that was never heard.
        """
        collector.expect(len(events))
        first, last = events[0], events[-1]
        memory = self._memories[last.source]
        memory.trust(await sources.last_written(connection, last.source))
        await book.apply(connection, [said(event) for event in events], memory, self._turn)
        news = await sources.advance(connection, sources.progress(first, last))
        await connection.execute("SELECT pg_notify($1, $2)", CHANNEL, news.text)
        memory.token = news.token


async def forget(connection: Connection, source: Source) -> None:
    """Undo all that came of a source whose store was rewound; it says everything anew."""
    await book.forget(connection, source)
    await sources.forget(connection, source)


def said(incoming: Incoming) -> Said:
    """Return what a unit said, from the event as it arrived."""
    unit, service = incoming.source
    return Said(
        country=unit.upper(),
        service=service,
        event=incoming.event,
        at=incoming.recordedtime,
        id=text(incoming.id),
        type=incoming.type,
        subject=text(incoming.subject),
        position=incoming.position,
        mark=_mark(incoming.demonstration, incoming.provenance),
    )


@lru_cache(maxsize=1024)
def _mark(demonstration: bool, provenance: str | None) -> Mark:  # noqa: FBT001 - a header's value
    return Mark(demonstration=demonstration, provenance=provenance)
