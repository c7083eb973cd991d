"""What of a partition is new: the chain of positions by which a reader sees loss and repetition.

Every event names the position of the one published before it in its partition. A relay may send
events again, from any earlier point, and two relays may write at once for a moment; each run is
contiguous, so what is new always hangs on what is known. A link that does not is proof of loss.
"""

from collections.abc import Callable, Sequence
from typing import Generic, Literal, NamedTuple, Protocol, TypeAlias, TypeVar

Why: TypeAlias = Literal["all read", "loss", "rewound"]

FIRST_PAUSE, LONGEST_PAUSE, FORGIVEN_AFTER = 1.0, 20.0, 300.0
"""Seconds. A view is to be up to date within thirty once what was lost has come again."""


class Mark(NamedTuple):
    """Everything up to this position of the store, in this epoch of it, has been applied."""

    epoch: int
    position: int


NOTHING = Mark(0, 0)


class Link(Protocol):
    @property
    def storeepoch(self) -> int: ...
    @property
    def position(self) -> int: ...
    @property
    def prevposition(self) -> int: ...


LinkT = TypeVar("LinkT", bound=Link)


class Followed(NamedTuple, Generic[LinkT]):
    """`fresh` is to be applied, in order, and leads to `mark`; `read` records were looked at.

    `why` says what stopped it: the end, a record that proves a loss, or one of a newer epoch.
    """

    fresh: list[LinkT]
    mark: Mark
    read: int
    duplicates: int
    unlinked: int
    why: Why


def follow(mark: Mark, links: Sequence[LinkT], *, step_over_loss: bool = False) -> Followed[LinkT]:
    """Follow the chain from the mark on.

    With `step_over_loss` records that do not hang on the chain are left out, not applied: what
    they hang on may follow.
    """
    fresh: list[LinkT] = []
    duplicates = unlinked = 0
    epoch, position = mark
    for read, link in enumerate(links):
        if link.storeepoch > epoch:
            return Followed(fresh, Mark(epoch, position), read, duplicates, unlinked, "rewound")
        if link.storeepoch < epoch or link.position <= position:
            duplicates += 1
        elif link.prevposition <= position:
            fresh.append(link)
            position = link.position
        elif step_over_loss:
            unlinked += 1
        else:
            return Followed(fresh, Mark(epoch, position), read, duplicates, unlinked, "loss")
    return Followed(fresh, Mark(epoch, position), len(links), duplicates, unlinked, "all read")


class Rereading:
    """When a loss is a reason to read the partition again from its start.

    At once the first time; then after pauses that double up to `LONGEST_PAUSE`, so that forged
    records, which hang on nothing for ever, cannot keep a reader busy. A quiet time forgives.

    A pause begins once the partition has been read again to where it ended: however long that
    takes, what is behind a loss is come to.
    """

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._over = float("-inf")
        self._pause = 0.0
        self._end: int | None = None
        self.missing = False
        """Records were stepped over and wait for what they hang on."""

    def due(self) -> bool:
        return self._end is None and self._clock() >= self._over + self._pause

    def begin(self, end: int) -> None:
        """Read again, up to the offset `end`."""
        calm = self._clock() - self._over > FORGIVEN_AFTER
        self._pause = FIRST_PAUSE if calm else min(self._pause * 2, LONGEST_PAUSE)
        self._end = end
        self.missing = False

    def come_to(self, offset: int, end: int) -> None:
        """Note how far it has been read, and where it ends now: it may have lost a part."""
        if self._end is not None and offset >= min(self._end, end):
            self.leave_off()

    def leave_off(self) -> None:
        """Wait for nothing more to come: what is here has been read."""
        if self._end is not None:
            self._end, self._over = None, self._clock()
