"""Feeds the read model from every unit's topics: events to rows, heartbeats to the age of the data.

All that it writes follows from the topics alone: a database that was lost is built again, with
the same answers for every moment, by starting on an empty one.
"""

import socket
from collections.abc import Sequence

import asyncpg

from contracts import partnerships
from gateway.read_model import book, sources
from gateway.read_model.marks import Mark
from gateway.read_model.said import Said
from kernel.kafka import topics
from kernel.kafka.cloudevents import Incoming
from kernel.kafka.consumer import Consumer
from kernel.kafka.contracts import Contracts
from kernel.kafka.topics import Source
from kernel.postgres.pool import Connection

CHANNEL = "rm"
"""Where listeners hear `<country>:<service>:<version>` after each change of a country's view."""


def projector(pool: asyncpg.Pool, bootstrap: str) -> Consumer:
    """Return the consumer of all units' topics; new units are found as they appear."""
    name, version = sources.READER
    return Consumer(
        pool,
        bootstrap,
        name=name,
        version=version,
        topics=topics.EVERYTHING,
        contracts=Contracts(partnerships.Event),
        handle=apply,
        forget=forget,
        on_status=sources.hear,
        instance=f"{name}-{socket.gethostname()}",
    )


async def apply(connection: Connection, events: Sequence[Incoming]) -> None:
    """Apply events of one source, and note how far it is known.

    Raises `NotOnFile` where an event rests on one that was never heard.
    """
    await book.apply(connection, [said(event) for event in events])
    first, last = events[0], events[-1]
    progress = sources.Progress(
        unit=last.unit,
        service=last.service,
        epoch=last.storeepoch,
        position=last.position,
        first_at=first.recordedtime,
        last_at=last.recordedtime,
    )
    news = await sources.advance(connection, progress)
    await connection.execute("SELECT pg_notify($1, $2)", CHANNEL, news)


async def forget(connection: Connection, source: Source) -> None:
    """Undo all that came of a source whose store was rewound; it says everything anew."""
    await book.forget(connection, source)
    await sources.forget(connection, source)


def said(incoming: Incoming) -> Said:
    """Return what a unit said, from the event as it arrived."""
    return Said(
        unit=incoming.unit,
        service=incoming.service,
        event=incoming.event,
        at=incoming.recordedtime,
        id=str(incoming.id),
        type=incoming.type,
        subject=str(incoming.subject),
        position=incoming.position,
        mark=Mark(demonstration=incoming.demonstration, provenance=incoming.provenance),
    )
