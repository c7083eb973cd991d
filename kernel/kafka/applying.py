"""Apply a partition's records: their effects and the mark move in one transaction, or not at all.

The row of the mark is locked first. So a consumer that was paused, or lost the partition without
noticing, finds its records applied already; and what is delivered twice has its effect once.
"""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple, TypeAlias, TypeVar

import asyncpg
import structlog

from kernel.cancelling import end_if_cancelled
from kernel.crash_points import reach
from kernel.kafka import dead_letters
from kernel.kafka.beginning import Beginning, Forget, begin_anew
from kernel.kafka.chain import Followed, Mark, follow
from kernel.kafka.cloudevents import Garbage, Incoming, Record, parse
from kernel.kafka.contracts import Contracts, Unreadable
from kernel.kafka.dead_letters import Letter, Reader
from kernel.kafka.heartbeat import Heartbeat
from kernel.kafka.patience import Connections, Revoked, in_transaction
from kernel.kafka.place import Place
from kernel.postgres.pool import Connection
from kernel.telemetry import count, span

_log = structlog.get_logger(__name__)
_T = TypeVar("_T")

Handle: TypeAlias = Callable[[Connection, Sequence[Incoming]], Awaitable[None]]
"""Applies events of one source, in order, within the transaction of the connection."""

ATTEMPTS = 3
"""How often an event is tried alone before it is parked."""

_KNOW = """
INSERT INTO store.checkpoints (projection, version, source, partition) VALUES ($1, $2, $3, $4)
ON CONFLICT DO NOTHING
"""
_READ = """
SELECT epoch, position, kafka_offset FROM store.checkpoints
 WHERE projection = $1 AND version = $2 AND source = $3 AND partition = $4
"""
_MOVE = """
UPDATE store.checkpoints SET epoch = $5, position = $6, kafka_offset = $7
 WHERE projection = $1 AND version = $2 AND source = $3 AND partition = $4
"""
_STAND = f"""{_MOVE} AND epoch = $5 AND position = $6 AND kafka_offset IS DISTINCT FROM $7"""


class Unappliable(Exception):
    """The handler used its connection wrongly; doing the same again will not help."""


class _Done(NamedTuple):
    """What a transaction has committed."""

    followed: Followed[Incoming]
    mark: Mark
    applied: int = 0
    letters: Sequence[Letter] = ()
    skipped: Counter[str] = Counter()  # noqa: RUF012 - never written to


@dataclass(frozen=True, slots=True)
class Applier:
    """Applies the records of any partition for one reader.

    `copy` is offered the records that are no events, once they are put away.
    """

    pool: Connections
    reader: Reader
    handle: Handle
    forget: Forget
    contracts: Contracts | None
    copy: Callable[[Sequence[Garbage]], None] | None = None

    async def find(self, place: Place) -> int:
        """Read the place's mark; return the offset to read from: where the last record stood."""

        async def read(connection: Connection) -> asyncpg.Record | None:
            await connection.execute(_KNOW, *self.reader, *place.key)
            return await connection.fetchrow(_READ, *self.reader, *place.key)

        row = await self._patiently(place, read)
        if row is not None:
            place.stands(Mark(row["epoch"], row["position"]))
            place.expected = row["kafka_offset"]
        if not place.remembers:
            lately = await self._patiently(
                place, lambda c: dead_letters.lately(c, self.reader, place.source, place.partition)
            )
            place.breaker.remember(lately, place.mark.position)
            place.remembers = True
        return place.expected or 0

    async def take(self, place: Place, records: Sequence[Record]) -> bool:
        """Apply what is new; return whether the partition is to be read again from its start.

        Raises `TooManyParked`. A database that is away is waited for, for ever.
        """
        parsed = [parse(record, place.source) for record in records]
        events = [each for each in parsed if isinstance(each, Incoming)]
        try:
            if len(events) < len(parsed):
                garbage = [each for each in parsed if isinstance(each, Garbage)]
                if fresh := [each for each in garbage if each.record.offset >= place.seen]:
                    await self.quarantine(place, fresh)
            place.seen = max(place.seen, records[-1].offset + 1)
            if not _begins_as_expected(place, records[0], parsed[0]):
                return _again(place, "another record where the last one applied should be")
            with span("consumer.apply", source=str(place.source), records=len(records)):
                return await self._take(place, events)
        except Revoked:
            return False

    async def _take(self, place: Place, events: Sequence[Incoming]) -> bool:
        while events:
            followed = await self._apply(place, events)
            events = events[followed.read :]
            if followed.why == "loss":
                if place.rereading.due():
                    return _again(place, "what comes before this record is missing")
                place.rereading.missing = place.state.missing = True
        return False

    async def _apply(self, place: Place, events: Sequence[Incoming]) -> Followed[Incoming]:
        """Apply them, or a part of them from the front; an event that fails alone is parked."""
        attempts = 0
        while True:
            end_if_cancelled()
            try:
                done = await self._patiently(
                    place, lambda c: self._transaction(c, place, events), whole=len(events) == 1
                )
                reach("consumer.committed")
                break
            except Revoked:
                raise
            except Exception as error:  # noqa: BLE001 - whatever a handler raises, others must go on
                attempts += 1
                if len(events) > 1:
                    return await self._apply(place, events[: len(events) // 2])
                if attempts == ATTEMPTS:
                    done = await self._park(place, events[0], error)
                    break
                await asyncio.sleep(0.05 * attempts)
        self._note(place, done)
        return done.followed

    async def _transaction(
        self, connection: Connection, place: Place, events: Sequence[Incoming]
    ) -> _Done:
        mark = await self._lock(connection, place)
        reach("consumer.begun")
        followed = follow(mark, events, step_over_loss=place.rereading.missing)
        if followed.fresh:
            return await self._effects(connection, place, followed)
        if followed.why == "all read":
            await self._stand(connection, place, mark, events)
        if followed.why == "rewound":
            begins = events[followed.read]
            beginning = Beginning(place.source, begins.storeepoch, begins.rewoundto)
            await begin_anew(connection, self.reader, beginning, self.forget)
            mark = Mark(begins.storeepoch, 0)
        return _Done(followed, mark)

    async def _effects(
        self, connection: Connection, place: Place, followed: Followed[Incoming]
    ) -> _Done:
        behind = await dead_letters.blocked(connection, self.reader, place.source, followed.fresh)
        ready: list[Incoming] = []
        letters: list[Letter] = []
        skipped: Counter[str] = Counter()
        for event in followed.fresh:
            if behind and str(event.subject) in behind:
                letters.append(Letter(event, "blocked", "waits behind a parked event", 0))
                continue
            try:
                known = self.contracts.decode(event) if self.contracts else event
            except Unreadable as error:
                letters.append(Letter(event, "parked", str(error)))
                behind.add(str(event.subject))
                continue
            if known is None:
                skipped[event.type] += 1
            else:
                ready.append(known)
        if letters:
            await dead_letters.park(connection, self.reader, letters)
        if ready:
            await self.call(connection, ready)
        reach("consumer.applied")
        await self._move(connection, place, followed.mark, followed.fresh[-1].offset)
        reach("consumer.checkpointed")
        return _Done(followed, followed.mark, len(ready), letters, skipped)

    async def call(self, connection: Connection, events: Sequence[Incoming]) -> None:
        """Let the handler apply events; raises what it raises."""
        try:
            await self.handle(connection, events)
        except asyncpg.InterfaceError as error:
            if connection.is_closed():
                raise
            raise Unappliable(repr(error)) from error

    async def hear(self, beat: Heartbeat) -> None:
        """Begin anew with a source that says so and has nothing more to say: no event tells it.

        Raises what the database raises.
        """
        begins = Beginning(beat.source, beat.storeepoch, None)
        if beat.published == 0:
            await in_transaction(
                self.pool,
                lambda c: begin_anew(c, self.reader, begins, self.forget),
                of=beat.source,
            )

    async def _park(self, place: Place, event: Incoming, error: Exception) -> _Done:
        async def park(connection: Connection) -> _Done:
            mark = await self._lock(connection, place)
            followed = follow(mark, [event], step_over_loss=place.rereading.missing)
            letter = Letter(event, "parked", f"{type(error).__name__}: {error}", ATTEMPTS)
            if not followed.fresh:
                return _Done(followed, mark)
            await dead_letters.park(connection, self.reader, [letter])
            await self._move(connection, place, followed.mark, event.offset)
            return _Done(followed, followed.mark, letters=[letter])

        return await self._patiently(place, park)

    async def quarantine(self, place: Place, garbage: Sequence[Garbage]) -> None:
        """Put away records that are no events, and go on."""

        async def keep(connection: Connection) -> None:
            await dead_letters.quarantine(connection, self.reader, place.source, garbage)

        await self._patiently(place, keep)
        if self.copy is not None:
            self.copy(garbage)
        place.state.quarantined += len(garbage)
        count("consumer.quarantined", len(garbage), source=str(place.source))
        _log.warning(
            "records quarantined",
            source=str(place.source),
            records=len(garbage),
            reason=garbage[0].reason,
        )

    async def _patiently(
        self, place: Place, work: Callable[[Connection], Awaitable[_T]], *, whole: bool = True
    ) -> _T:
        return await in_transaction(
            self.pool, work, of=place.source, revoked=lambda: place.revoked, whole=whole
        )

    async def _lock(self, connection: Connection, place: Place) -> Mark:
        row = await connection.fetchrow(f"{_READ} FOR UPDATE", *self.reader, *place.key)
        if row is None:  # taken away since, as when a reader is made to begin anew
            await connection.execute(_KNOW, *self.reader, *place.key)
            return await self._lock(connection, place)
        return Mark(row["epoch"], row["position"])

    async def _move(
        self, connection: Connection, place: Place, mark: Mark, offset: int | None
    ) -> None:
        # While records are missing a restart must find what was stepped over.
        where = None if place.rereading.missing else offset
        await connection.execute(_MOVE, *self.reader, *place.key, *mark, where)

    async def _stand(
        self, connection: Connection, place: Place, mark: Mark, events: Sequence[Incoming]
    ) -> None:
        """Note where the last record applied stands now, or it is looked for from the start on."""
        here = [each.offset for each in events if (each.storeepoch, each.position) == mark]
        if here and not place.rereading.missing:
            await connection.execute(_STAND, *self.reader, *place.key, *mark, here[-1])

    def _note(self, place: Place, done: _Done) -> None:
        place.stands(done.mark)
        state = place.state
        state.applied += done.applied
        state.duplicates += done.followed.duplicates
        state.skipped.update(done.skipped)
        parked = [letter for letter in done.letters if letter.status == "parked"]
        state.blocked += len(done.letters) - len(parked)
        for letter in parked:
            _log.error("event parked", source=str(place.source), reason=letter.error)
        state.parked += len(parked)
        if parked:
            count("consumer.parked", len(parked), source=str(place.source))
        read = done.applied + len(done.letters) + done.skipped.total()
        place.breaker.count(read, len(parked))


def _begins_as_expected(place: Place, record: Record, parsed: Incoming | Garbage) -> bool:
    expected, place.expected = place.expected, None
    if expected is None:
        return True
    return (
        record.offset == expected
        and isinstance(parsed, Incoming)
        and Mark(parsed.storeepoch, parsed.position) == place.mark
    )


def _again(place: Place, why: str) -> bool:
    place.rereading.begin(place.end)
    place.seen = 0  # another log may lie there now
    place.state.rereads += 1
    place.state.missing = False
    count("consumer.rereads", source=str(place.source))
    _log.warning("partition is read again", source=str(place.source), reason=why)
    return True
