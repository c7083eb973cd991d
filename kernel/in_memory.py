"""An event store for tests of pure rules: the same promises, nothing durable."""

import asyncio
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from kernel.clock import Clock, system_clock
from kernel.store import (
    Append,
    Outcome,
    Receipt,
    Recorded,
    Status,
    Stream,
    Write,
    refuse_unstorable,
)


class InMemoryStore:
    epoch = 1

    def __init__(self, clock: Clock = system_clock) -> None:
        self._clock = clock
        self._events: list[Recorded] = []
        self._versions: dict[Stream, int] = {}
        self._receipts: dict[UUID, Receipt] = {}
        self._grown = asyncio.Condition()

    async def append(self, append: Append) -> Outcome:
        refuse_unstorable(append)
        if earlier := self._receipts.get(append.command_id):
            same = earlier.fingerprint == append.fingerprint
            return self._outcome(append, "duplicate" if same else "key_reused", earlier)
        if refused := self._refusal(append.writes):
            return self._outcome(append, refused)
        first = len(self._events) + 1
        recorded_at = max([self._clock(), *(e.recorded_at for e in self._events[-1:])])
        for write in append.writes:
            for event in write.events:
                version = self._versions.get(write.stream, 0) + 1
                self._versions[write.stream] = version
                self._events.append(
                    Recorded(
                        len(self._events) + 1,
                        write.stream,
                        version,
                        *event,
                        recorded_at=recorded_at,
                    )
                )
        if first > len(self._events):
            return self._outcome(append, "ok")
        receipt = Receipt(append.fingerprint, first, len(self._events))
        self._receipts[append.command_id] = receipt
        async with self._grown:
            self._grown.notify_all()
        return self._outcome(append, "ok", receipt)

    def _refusal(self, writes: Sequence[Write]) -> Status | None:
        stored = [(write, self._versions.get(write.stream, 0)) for write in writes]
        if any(version < 0 for _, version in stored):
            return "archived"
        if any(write.expected not in (-1, version) for write, version in stored):
            return "conflict"
        return None

    def _outcome(self, append: Append, status: Status, receipt: Receipt | None = None) -> Outcome:
        versions = [abs(self._versions.get(write.stream, 0)) for write in append.writes]
        if receipt is None:
            return Outcome(status, None, None, versions)
        return Outcome(status, receipt.first_position, receipt.last_position, versions)

    async def archive(self, stream: Stream) -> None:
        if stream not in self._versions:
            raise LookupError(stream)
        self._versions[stream] = -abs(self._versions[stream])

    async def load(
        self, stream: Stream, after: int = 0, up_to: int | None = None
    ) -> Sequence[Recorded]:
        known = self._events if up_to is None else self._events[: max(0, up_to)]
        return [e for e in known if e.stream == stream and e.version > after]

    async def read(self, after: int, limit: int) -> Sequence[Recorded]:
        return self._events[after : after + limit]

    async def receipt(self, command_id: UUID) -> Receipt | None:
        return self._receipts.get(command_id)

    async def head(self) -> int:
        return len(self._events)

    async def position_at(self, moment: datetime) -> int:
        return sum(event.recorded_at <= moment for event in self._events)

    async def wait_beyond(self, position: int, timeout: float) -> None:  # noqa: ASYNC109
        try:
            async with asyncio.timeout(timeout), self._grown:
                await self._grown.wait_for(lambda: len(self._events) > position)
        except TimeoutError:
            return
