"""The database of a reader: marks, dead letters, and a view that writes down what it is told.

It understands the statements of the consumer by what they do to which table. A transaction sees
what it has written, others see it once it is committed; the row of a mark is locked until then.
"""

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any, NamedTuple, TypeAlias
from uuid import UUID

from kernel.kafka.chain import NOTHING, Mark
from kernel.kafka.cloudevents import Incoming
from kernel.kafka.dead_letters import Letter
from kernel.kafka.topics import Source
from tests.simulation.wire import Server

IDLE_IN_TRANSACTION_SECONDS = 10.0


class Applied(NamedTuple):
    epoch: int
    position: int
    id: UUID
    stream: str


class Parked(NamedTuple):
    position: int
    id: UUID
    stream: str
    status: str


def applied(event: Incoming) -> Applied:
    return Applied(event.storeepoch, event.position, event.id, str(event.subject))


def parked(letter: Letter) -> Parked:
    event = letter.event
    return Parked(event.position, event.id, str(event.subject), letter.status)


@dataclass(slots=True)
class Part:
    """What a reader has of one partition: its mark, its dead letters, its rows."""

    mark: Mark = NOTHING
    offset: int | None = None
    letters: list[Parked] = field(default_factory=list)
    applied: list[Applied] = field(default_factory=list)

    def copy(self) -> "Part":
        return Part(self.mark, self.offset, list(self.letters), list(self.applied))


Parts: TypeAlias = dict[int, Part]


@dataclass(eq=False)
class Database:
    """`readers` by their version: a rebuild fills another one, and then they change places."""

    server: Server
    violated: Callable[[str], None]
    fails: Callable[[Incoming], bool] = lambda _: False
    readers: dict[int, Parts] = field(default_factory=lambda: {1: {}})
    quarantined: set[tuple[int, int]] = field(default_factory=set)
    commits: int = 0
    reader_group: int = 1
    _locks: dict[tuple[int, int], "Transaction"] = field(default_factory=dict)
    _backups: list[tuple[Parts, int]] = field(default_factory=list)

    def refuse(self, event: Incoming) -> None:
        """Raise `ArithmeticError` for an event that the view cannot apply."""
        if self.fails(event):
            raise ArithmeticError("this event is poison")

    async def handle(self, connection: Any, events: Sequence[Incoming]) -> None:
        await connection.apply(1, events)

    async def forget(self, connection: Any, source: Source) -> None:
        await connection.forget(1, source)

    @property
    def view(self) -> Parts:
        """What serves."""
        return self.readers[1]

    def back_up(self) -> None:
        self._backups.append((deepcopy(self.view), self.reader_group))

    def restore(self, number: int) -> None:
        """Go back to a backup; whatever is under way is lost."""
        for transaction in self._locks.values():
            transaction.aborted = True
        self._locks.clear()
        parts, self.reader_group = self._backups[number % len(self._backups)]
        self.readers[1] = deepcopy(parts)

    async def fetchval(self, _statement: str) -> int:
        return await self.server.ask(lambda: 1)

    # Statements of `group`.

    async def fetch(self, _statement: str) -> list[tuple[str, int]]:
        return await self.server.ask(lambda: [("view", self.reader_group)])

    async def execute(self, _statement: str, left: int) -> None:
        await self.server.ask(lambda: self._leave_group(left))

    def _leave_group(self, left: int) -> None:
        if self.reader_group == left:
            self.reader_group += 1

    @asynccontextmanager
    async def acquire(self) -> AsyncIterator["Transaction"]:
        self.server.check()
        yield Transaction(self)

    async def lock(self, transaction: "Transaction", key: tuple[int, int]) -> None:
        """Wait for a row; who holds it and does nothing loses it after a while."""
        loop = self.server.loop
        until = loop.now + IDLE_IN_TRANSACTION_SECONDS
        while (holder := self._locks.get(key)) not in {None, transaction}:
            await asyncio.sleep(0.1)
            if holder and loop.now > until:
                holder.aborted = True
                self.unlock(holder)
        self._locks[key] = transaction

    def unlock(self, transaction: "Transaction") -> None:
        for key in [key for key, holder in self._locks.items() if holder is transaction]:
            del self._locks[key]

    def commit(self, transaction: "Transaction") -> None:
        if transaction.aborted:
            raise self.server.fault()
        for version in transaction.forgotten:
            for part in self.readers.get(version, {}).values():
                part.applied, part.letters = [], []
        for (version, partition), part in transaction.written.items():
            self.readers.setdefault(version, {})[partition] = part
        self.commits += 1
        self.unlock(transaction)


class Transaction:
    """A connection, with the transaction that it has open."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self.written: dict[tuple[int, int], Part] = {}
        self.forgotten: set[int] = set()
        self.rewinds: list[tuple[int, int, int]] = []
        self.aborted = self._open = False

    def is_closed(self) -> bool:
        return self.aborted

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[None]:
        """Commit, or leave no trace; within another it is a part that can be taken back."""
        database, kept = self._database, deepcopy(self.written) if self._open else None
        if kept is not None:
            try:
                yield
            except BaseException:
                self.written = kept
                raise
            return
        self._open = True
        try:
            yield
            await database.server.ask(lambda: database.commit(self))
        finally:
            database.unlock(self)

    def read(self, version: int, partition: int) -> Part | None:
        written = self.written.get((version, partition))
        return written or self._database.readers.get(version, {}).get(partition)

    def write(self, version: int, partition: int) -> Part:
        """Return the reader's part, to be written to."""
        written = self.written.get((version, partition))
        if written is None:
            written = (self.read(version, partition) or Part()).copy()
            if version in self.forgotten:
                written.applied, written.letters = [], []
            self.written[version, partition] = written
        return written

    def _check(self) -> None:
        if self.aborted:
            raise self._database.server.fault()
        self._database.server.check()

    # Statements of `applying` and `dead_letters`.

    async def execute(self, statement: str, *values: Any) -> None:
        self._check()
        _name, version, _source, *rest = values
        match _does(statement):
            case "INSERT", "store.checkpoints":
                self._database.readers.setdefault(version, {}).setdefault(rest[0], Part())
            case "UPDATE", "store.checkpoints" if len(rest) == 1:
                for partition in self._behind(version, rest[0]):
                    part = self.write(version, partition)
                    part.mark, part.offset = Mark(rest[0], 0), None
            case "UPDATE", "store.checkpoints":
                part = self.write(version, rest[0])
                part.mark, part.offset = Mark(rest[1], rest[2]), rest[3]
            case "UPDATE", "store.dead_letters":
                self._forget(version, lambda part: part.letters.clear())
            case other:
                raise NotImplementedError(other)

    async def fetchrow(self, statement: str, *values: Any) -> dict[str, Any] | None:
        self._check()
        _name, version, _source, partition = values
        if statement.endswith("FOR UPDATE"):
            await self._lock(version, partition)
        part = self.read(version, partition)
        if part is None:
            return None
        epoch, position = part.mark
        return {"epoch": epoch, "position": position, "kafka_offset": part.offset}

    async def _lock(self, version: int, partition: int) -> None:
        await self._database.lock(self, (version, partition))
        await self._database.server.ask(lambda: None)
        self._check()

    async def fetch(self, statement: str, *values: Any) -> list[dict[str, Any]]:
        self._check()
        _name, version, _source, asked, *_ = values
        if "store.checkpoints" in statement:
            return await self._stood(version, asked)
        if "parked_at" in statement:
            return []  # no story is about what is parked again and again
        behind = {letter.stream for letter in self._letters(version)} & set(asked)
        return [{"stream_id": stream} for stream in sorted(behind)]

    async def _stood(self, version: int, epoch: int) -> list[dict[str, Any]]:
        """Lock the marks of older epochs, and return them."""
        for partition in self._behind(version, epoch):
            await self._lock(version, partition)
        found = {each: self.read(version, each) for each in self._behind(version, epoch)}
        return [
            {"partition": partition, "epoch": part.mark.epoch, "position": part.mark.position}
            for partition, part in found.items()
            if part
        ]

    def _behind(self, version: int, epoch: int) -> list[int]:
        parts = {each: self.read(version, each) for each in self._database.readers.get(version, {})}
        return sorted(each for each, part in parts.items() if part and part.mark.epoch < epoch)

    def _letters(self, version: int) -> list[Parked]:
        partitions = self._database.readers.get(version, {})
        parts = [self.read(version, partition) for partition in partitions]
        return [letter for part in parts if part for letter in part.letters]

    async def executemany(self, statement: str, rows: Sequence[Sequence[Any]]) -> None:
        self._check()
        if "'quarantined'" in statement:
            self._database.quarantined.update((row[4], row[5]) for row in rows)
            return
        if "store.rewinds" in statement:
            self.rewinds += [(row[3], row[4], row[6]) for row in rows]
            return
        for row in rows:
            _, version, _, _, partition, _, _, position, stream, *_ = row
            headers = dict(json.loads(row[12]))
            letter = Parked(position, UUID(headers["ce_id"]), stream, row[13])
            self.write(version, partition).letters.append(letter)

    # What a view does with events.

    async def apply(self, version: int, events: Sequence[Incoming]) -> None:
        """Write the events down. Raises `ArithmeticError` for one that cannot be applied."""
        self._check()
        for event in events:
            self._database.refuse(event)
            one, before = applied(event), self.write(version, event.partition).applied
            if before and before[-1][:2] >= one[:2]:
                self._database.violated(f"{one} is applied after {before[-1]}")
            before.append(one)

    async def forget(self, version: int, _source: Source) -> None:
        self._check()
        self._forget(version, lambda part: part.applied.clear())

    def _forget(self, version: int, clear: Callable[[Part], None]) -> None:
        self.forgotten.add(version)
        for (number, _), part in self.written.items():
            if number == version:
                clear(part)


def _does(statement: str) -> tuple[str, str]:
    """Return the verb of a statement and the table that it is about."""
    words = statement.split()
    return words[0], next(word for word in words if word.startswith("store."))
