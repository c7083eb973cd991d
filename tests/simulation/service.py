"""The database of a service: its events, and the rows by which its relays know who leads.

The pool understands the statements of `kernel.kafka.lease` and nothing else. What `restore` brings
back is all of it together, as a backup does.
"""

import asyncio
from collections.abc import Callable, Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from kernel.kafka import lease
from kernel.store import NewEvent, Recorded, Stream
from tests.kernel.kafka import toy
from tests.simulation.wire import Server

FOR_EVER_AGO = float("-inf")
_ANSWERS = {
    lease.KNOW: "_know",
    lease.TAILS: "_tails",
    lease.SINCE: "_since",
    lease.TAKE: "_take",
    lease.RENEW: "_renew",
    lease.CHECKPOINT: "_checkpoint",
    lease.START_FROM: "_start_from",
    lease.LIST_TYPE: "_list",
    lease.LISTED: "_listed",
    lease.NOW: "_now",
    lease.RESIGN: "_resign",
}


@dataclass(slots=True)
class Row:
    """`store.relay`, with `store.relay_tails` and `store.publications` beside it."""

    epoch: int = 0
    position: int = 0
    reached: int = 0
    store_epoch: int | None = None
    cluster_id: str | None = None
    until: float = FOR_EVER_AGO
    tails: dict[int, tuple[int, int]] = field(default_factory=dict)
    publications: dict[str, int] = field(default_factory=dict)


@dataclass(eq=False)
class Service:
    """The store's port as relays use it, and the pool of its database.

    `clock` is how far the database's clock is from the time that passes.
    """

    server: Server
    violated: Callable[[str], None]
    epoch: int = 1
    clock: float = 0.0
    events: list[Recorded] = field(default_factory=list)
    row: Row = field(default_factory=Row)
    rewinds: dict[int, int] = field(default_factory=dict)
    _versions: dict[Stream, int] = field(default_factory=dict)
    _waiting: "list[asyncio.Future[None]]" = field(default_factory=list)
    _backups: list[tuple[int, Row]] = field(default_factory=list)

    # What the workload does.

    def append(self, stream: Stream, event: NewEvent) -> Recorded:
        version = self._versions.get(stream, 0) + 1
        self._versions[stream] = version
        position = len(self.events) + 1
        self.events.append(Recorded(position, stream, version, *event, recorded_at=toy.NOON))
        for waiting in self._waiting:
            if not waiting.done():
                waiting.set_result(None)
        self._waiting.clear()
        return self.events[-1]

    def back_up(self) -> None:
        self._backups.append((len(self.events), deepcopy(self.row)))

    def restore(self, number: int, *, announced: bool) -> int:
        """Go back to a backup and return its position; later positions are given out anew."""
        position, row = self._backups[number % len(self._backups)]
        del self.events[position:]
        self._versions = {}
        for event in self.events:
            self._versions[event.stream] = event.version
        # Who led is known of the clients, which a restore cuts off; terms go on from the highest.
        self.row = deepcopy(row)
        self.row.until = FOR_EVER_AGO
        self._backups = self._backups[: 1 + number % len(self._backups)]
        if announced:
            self.epoch += 1
            self.rewinds[self.epoch] = position
        return position

    def begin_epoch(self) -> None:
        """Do what `store.begin_epoch()` does: say that the past was put back, to where it is."""
        self.epoch += 1
        self.rewinds[self.epoch] = len(self.events)
        self.row.epoch += 1
        self.row.until = FOR_EVER_AGO

    @property
    def now(self) -> float:
        return self.server.loop.now + self.clock

    # The port of the store.

    async def read(self, after: int, limit: int) -> Sequence[Recorded]:
        return await self.server.ask(lambda: self.events[after : after + limit])

    async def head(self) -> int:
        return await self.server.ask(lambda: len(self.events))

    async def wait_beyond(self, position: int, timeout: float) -> None:  # noqa: ASYNC109 - the port
        if len(self.events) > position:
            return
        waiting: asyncio.Future[None] = self.server.loop.create_future()
        self._waiting.append(waiting)
        await asyncio.wait({waiting}, timeout=timeout)

    # The pool.

    async def execute(self, statement: str, *values: Any) -> None:
        await self.server.ask(lambda: self._answer(statement, values))

    async def fetchval(self, statement: str, *values: Any) -> Any:
        return await self.server.ask(lambda: self._answer(statement, values))

    fetchrow = fetch = fetchval

    def _answer(self, statement: str, values: Sequence[Any]) -> Any:
        if "store.epochs" in statement:
            # Up to where the past was kept; what was lost, relays find out on the real broker.
            return None if "examined_at" in statement else self.rewinds.get(values[0])
        return getattr(self, _ANSWERS[statement])(*values)

    def _know(self, _name: str) -> None:
        return

    def _tails(self, _name: str, _topic: str) -> list[dict[str, int]]:
        return [
            {"partition": partition, "position": position, "kafka_offset": offset}
            for partition, (position, offset) in self.row.tails.items()
        ]

    def _since(self) -> list[dict[str, Any]]:
        known = self.row.publications
        return [{"type": type_, "since_position": since} for type_, since in known.items()]

    def _take(self, _name: str, _owner: str, ttl: float) -> dict[str, Any] | None:
        row = self.row
        if row.until >= self.now:
            return None
        row.epoch += 1
        row.until = self.now + ttl
        names = ("epoch", "position", "reached", "store_epoch", "cluster_id")
        return {name: getattr(row, name) for name in names}

    def _mine(self, epoch: int, ttl: float | None) -> bool:
        if epoch != self.row.epoch:
            return False
        if ttl is not None:
            self.row.until = self.now + ttl
        return True

    def _renew(self, _name: str, epoch: int, ttl: float) -> int | None:
        return 1 if self._mine(epoch, ttl) else None

    def _checkpoint(self, _name: str, epoch: int, position: int, *more: Any) -> int | None:
        _topic, partitions, positions, offsets, ttl = more
        if not self._mine(epoch, ttl):
            return None
        self._stand(position, position)
        self.row.tails.update(_by_partition(partitions, positions, offsets))
        return 1

    def _start_from(self, _name: str, epoch: int, position: int, *more: Any) -> int | None:
        _topic, partitions, positions, offsets, reached, store_epoch, cluster_id, ttl = more
        if not self._mine(epoch, ttl):
            return None
        self._stand(position, reached)
        self.row.store_epoch, self.row.cluster_id = store_epoch, cluster_id
        self.row.tails = _by_partition(partitions, positions, offsets)
        return 1

    def _stand(self, position: int, reached: int) -> None:
        if position > len(self.events):
            self.violated(f"a mark at {position}, the store ends at {len(self.events)}")
        self.row.position = position
        self.row.reached = max(self.row.reached, reached)

    def _list(self, _name: str, epoch: int, type_: str, after: int) -> int | None:
        if not self._mine(epoch, None):
            return None
        self.row.publications.setdefault(type_, after)
        return 1

    def _listed(self, type_: str) -> int | None:
        return self.row.publications.get(type_)

    def _now(self) -> datetime:
        return datetime.fromtimestamp(max(0.0, self.now), UTC)

    def _resign(self, _name: str, epoch: int) -> None:
        if epoch == self.row.epoch:
            self.row.until = FOR_EVER_AGO


def stream_of(number: int) -> Stream:
    return Stream("light", UUID(int=number))


def _by_partition(
    partitions: Sequence[int], positions: Sequence[int], offsets: Sequence[int]
) -> dict[int, tuple[int, int]]:
    return dict(zip(partitions, zip(positions, offsets, strict=True), strict=True))
