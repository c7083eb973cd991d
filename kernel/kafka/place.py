"""One partition that a consumer reads: its mark, and how it is getting on."""

import asyncio
import time
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from kernel.kafka.breaker import Breaker
from kernel.kafka.chain import NOTHING, Mark, Rereading
from kernel.kafka.topics import Source


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

    `end` is the offset behind the partition's last record, when one was last asked for.
    Before the offset `seen` everything was looked at already.
    `revoked`: the partition is another consumer's now. `busy`: its records are being applied.
    `remembers`: its breaker has heard what was parked before this process began.
    """

    topic: str
    partition: int
    source: Source
    mark: Mark = NOTHING
    offset: int = 0
    end: int = 0
    expected: int | None = None
    seen: int = 0
    revoked: bool = False
    remembers: bool = False
    busy: asyncio.Lock = field(default_factory=asyncio.Lock)
    rereading: Rereading = field(default_factory=lambda: Rereading(time.monotonic))
    state: SourceState = field(default_factory=SourceState)
    breaker: Breaker = field(default_factory=Breaker)
    _quiet: tuple[int, float] = (-1, 0.0)

    @property
    def key(self) -> tuple[Any, ...]:
        """The last two columns of its checkpoint's key."""
        return str(self.source), self.partition

    def is_quiet(self, seconds: float) -> bool:
        """Tell whether nothing was read for so long; then not again for as long."""
        now = time.monotonic()
        where, since = self._quiet
        quiet = where == self.offset and now >= since + seconds
        if quiet or where != self.offset:
            self._quiet = (self.offset, now)
        return quiet

    def stands(self, mark: Mark) -> None:
        self.mark = mark
        self.state.epoch, self.state.position = mark
