"""When so many events of one source fail that it is a bug, not an event that is at fault."""

import time
from collections import deque
from collections.abc import Callable, Sequence
from typing import Final, NamedTuple

MOST_PARKED: Final = 100
FEW_PARKED: Final = 10
"""So many may be parked of however few events: a share says nothing then."""
ONE_IN: Final = 100
WITHIN_SECONDS: Final = 300.0
_STEP: Final = WITHIN_SECONDS / 30


class TooManyParked(Exception):
    """So many events of one source fail that it is a bug: that source waits for someone."""


class Lately(NamedTuple):
    """A letter that was parked so many seconds ago and is open still, and its position."""

    seconds: float
    position: int


class Breaker:
    """Counts what was read of a source, and parked, in the last five minutes."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._steps: deque[list[float]] = deque()  # since when, events, parked

    def remember(self, letters: Sequence[Lately], position: int) -> None:
        """Count what was parked by a process before this one, which has come to a position.

        It does not judge: whoever has mended the reader restarts it. At most so many events were
        read since the first of the letters as there are positions.
        """
        if letters:
            now, first = self._clock(), min(letter.position for letter in letters)
            read = max(len(letters), position - first + 1)
            oldest = max(letter.seconds for letter in letters)
            self._steps.appendleft([now - oldest, read, len(letters)])

    def count(self, events: int, parked: int) -> None:
        """Raise `TooManyParked` above a hundred, or above ten that are more than one percent."""
        now = self._clock()
        while self._steps and self._steps[0][0] <= now - WITHIN_SECONDS:
            self._steps.popleft()
        if not self._steps or self._steps[-1][0] <= now - _STEP:
            self._steps.append([now, 0, 0])
        self._steps[-1][1] += events
        self._steps[-1][2] += parked
        if parked:
            self._judge(int(sum(step[1] for step in self._steps)))

    def _judge(self, read: int) -> None:
        parked = int(sum(step[2] for step in self._steps))
        many = parked > MOST_PARKED or (parked > FEW_PARKED and parked * ONE_IN > read)
        if many:
            raise TooManyParked(
                f"{parked} of {read} events could not be applied"
                f" within {WITHIN_SECONDS / 60:.0f} minutes"
            )
