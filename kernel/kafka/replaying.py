"""Take up dead letters again, on someone's word: replay a stream, or give one letter up."""

from kernel.kafka import dead_letters
from kernel.kafka.applying import Applier
from kernel.kafka.cloudevents import Garbage, parse
from kernel.kafka.contracts import Unreadable
from kernel.kafka.topics import Source

_LOCK_SOURCE = """
SELECT 1 FROM store.checkpoints WHERE projection = $1 AND version = $2 AND source = $3 FOR UPDATE
"""


async def replay(applier: Applier, source: Source, stream: str, by: str) -> int:
    """Apply a stream's letters in order, past the mark; return how many there were.

    All or none: raises what the handler raises, or `Unreadable`.
    """
    async with applier.pool.acquire() as connection, connection.transaction():
        # Whoever reads the source waits: an event of the stream is applied after these or parked.
        await connection.fetch(_LOCK_SOURCE, *applier.reader, str(source))
        letters = await dead_letters.waiting(connection, applier.reader, source, stream)
        events = []
        for _, kept in letters:
            event = parse(kept, source)
            if isinstance(event, Garbage):
                raise Unreadable(event.reason)
            known = applier.contracts.decode(event) if applier.contracts else event
            events += [known] if known is not None else []
        if events:
            await applier.handle(connection, events)
        numbers = [number for number, _ in letters]
        await dead_letters.settle(connection, numbers, "replayed", by, None)
        return len(letters)


async def discard(applier: Applier, letter: int, by: str, reason: str) -> None:
    """Give up on one letter; those behind it stay until they are replayed."""
    async with applier.pool.acquire() as connection, connection.transaction():
        await dead_letters.settle(connection, [letter], "discarded", by, reason)
