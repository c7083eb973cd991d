"""One partition that a consumer reads: its mark, and how it is getting on."""

import asyncio
import time
from collections import Counter, deque
from dataclasses import dataclass, field
from typing import Any

from kernel.kafka.chain import NOTHING, Mark, Rereading
from kernel.kafka.topics import Source

MOST_PARKED, WITHIN_SECONDS = 100, 300.0


class TooManyParked(Exception):
    """So many events of one source fail that it is a bug: that source waits for someone."""


@dataclass(slots=True)
class SourceState:
    """How a partition of a source is getting on; counts are since it was last assigned.

    `missing`: records wait for others that are not in the log. `halted`: someone must act.
    `lag` is in records of the topic, as far as the client knows.
    """

    epoch: int = 0
    position: int = 0
    lag: int = 0
    applied: int = 0
    duplicates: int = 0
    quarantined: int = 0
    parked: int = 0
    blocked: int = 0
    rereads: int = 0
    missing: bool = False
    halted: str | None = None
    skipped: Counter[str] = field(default_factory=Counter)


@dataclass(slots=True)
class Place:
    """`offset` is what to read next; `expected` where the last applied record should still be.

    `revoked`: the partition is another consumer's now. `busy`: its records are being applied.
    """

    topic: str
    partition: int
    source: Source
    mark: Mark = NOTHING
    offset: int = 0
    expected: int | None = None
    revoked: bool = False
    busy: asyncio.Lock = field(default_factory=asyncio.Lock)
    rereading: Rereading = field(default_factory=lambda: Rereading(time.monotonic))
    state: SourceState = field(default_factory=SourceState)
    _parked_at: deque[float] = field(default_factory=lambda: deque(maxlen=MOST_PARKED + 1))

    @property
    def key(self) -> tuple[Any, ...]:
        """The last two columns of its checkpoint's key."""
        return str(self.source), self.partition

    def stands(self, mark: Mark) -> None:
        self.mark = mark
        self.state.epoch, self.state.position = mark

    def count_parked(self, number: int) -> None:
        """Raise `TooManyParked` when more than `MOST_PARKED` came within `WITHIN_SECONDS`."""
        self.state.parked += number
        now = time.monotonic()
        self._parked_at.extend([now] * min(number, MOST_PARKED + 1))
        if len(self._parked_at) > MOST_PARKED and self._parked_at[0] > now - WITHIN_SECONDS:
            raise TooManyParked(f"more than {MOST_PARKED} within {WITHIN_SECONDS:.0f} seconds")
