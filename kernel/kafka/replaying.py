"""Take up dead letters again, on someone's word: replay a stream, edit an event."""

from dataclasses import replace
from typing import NamedTuple

from kernel.kafka import dead_letters, settling
from kernel.kafka.applying import Applier
from kernel.kafka.cloudevents import Garbage, Incoming, Record, parse
from kernel.kafka.contracts import Unreadable
from kernel.kafka.dead_letters import Kept
from kernel.kafka.inspecting import Shown
from kernel.kafka.settling import Act, EditUnreadable
from kernel.kafka.topics import Source
from kernel.postgres.faults import TRANSIENT
from kernel.postgres.pool import Connection

_LOCK_SOURCE = """
SELECT 1 FROM store.checkpoints WHERE projection = $1 AND version = $2 AND source = $3 FOR UPDATE
"""


class Replayed(NamedTuple):
    """How many letters of a stream are applied; `stuck` is the next one, and why it failed."""

    applied: int
    stuck: int | None = None
    error: str | None = None


async def replay(applier: Applier, source: Source, stream: str, act: Act) -> Replayed:
    """Apply a stream's letters in order, past the mark, up to the first that fails again.

    Raises what passes by itself, as a database that is away, and then nothing has happened.
    """
    async with applier.pool.acquire() as connection, connection.transaction():
        # Whoever reads the source waits: an event of the stream is applied after these or parked.
        await connection.fetch(_LOCK_SOURCE, *applier.reader, str(source))
        applied: list[int] = []
        replayed = Replayed(0)
        for number, kept in await dead_letters.waiting(connection, applier.reader, source, stream):
            error = await _failure(applier, connection, kept, source)
            if error is not None:
                replayed = Replayed(0, number, error)
                await settling.failed_again(connection, number, error, act)
                break
            applied.append(number)
        await settling.close(connection, applied, "replayed", act)
        return replayed._replace(applied=len(applied))


async def _failure(
    applier: Applier, connection: Connection, kept: Kept, source: Source
) -> str | None:
    """Apply one letter, or nothing of it; return what is wrong with it."""
    try:
        async with connection.transaction():
            await _apply(applier, connection, kept, source)
    except TRANSIENT:
        raise
    except Exception as error:  # noqa: BLE001 - whatever a handler raises is told to who asked
        return dead_letters.text(f"{type(error).__name__}: {error}")
    return None


async def _apply(applier: Applier, connection: Connection, kept: Record, source: Source) -> None:
    event = _read(applier, kept, source)
    if event is not None:
        await applier.call(connection, [event])


def _read(applier: Applier, kept: Record, source: Source) -> Incoming | None:
    event = parse(kept, source)
    if isinstance(event, Garbage):
        raise Unreadable(event.reason)
    return applier.contracts.decode(event) if applier.contracts else event


async def edit(applier: Applier, letter: Shown, data: bytes, act: Act) -> None:
    """Let a letter's event say something else once it is replayed.

    Raises `EditUnreadable`, `LetterClosed`.
    """
    try:
        _read(applier, replace(letter.kept, value=data), letter.source)
    except Unreadable as error:
        raise EditUnreadable(why=str(error)) from error
    async with applier.pool.acquire() as connection, connection.transaction():
        await settling.edit(connection, letter.number, data, act)
