"""Places where a process can be told to die, so that tests prove that dying there costs nothing.

`CIC_CRASH_AT=NAME[:NTH][:MODE]` arms one place for the NTH time (1) that it is reached, once:

- `exit` (the default) kills the process as kill -9 does, before the step that follows;
- `raise` raises `Crashed` there;
- `done-then-raise` lets the step that follows happen, and raises at the next place of its stage.

Nobody sets it outside tests; unarmed, a place costs a comparison.
"""

import os
import signal
from dataclasses import dataclass, field
from typing import Final, Literal, TypeAlias, get_args

VARIABLE: Final = "CIC_CRASH_AT"

Mode: TypeAlias = Literal["exit", "raise", "done-then-raise"]

POINTS: Final = (
    "command.validated",
    "command.authorised",
    "batch.taken",
    "batch.sent",
    "batch.committed",
    "batch.settled",
    "answer.sent",
    "relay.leased",
    "relay.reconciled",
    "relay.selected",
    "relay.sent",
    "relay.acked",
    "relay.marked",
    "relay.resigned",
    "consumer.polled",
    "consumer.begun",
    "consumer.applied",
    "consumer.checkpointed",
    "consumer.committed",
    "consumer.hinted",
    "reaction.decided",
    "reaction.sent",
    "projection.read",
    "projection.begun",
    "projection.applied",
    "projection.checkpointed",
    "projection.committed",
    "rebuild.prepared",
    "rebuild.filled",
    "rebuild.completed",
    "rebuild.switched",
    "rebuild.committed",
)
"""Every place. The part before the dot is the stage; in a stage they follow one another."""


class Crashed(Exception):
    """Raised at an armed place, and nowhere else."""


@dataclass(slots=True)
class Armed:
    """One place that is to fail; `fired` once it has."""

    point: str
    nth: int
    mode: Mode
    seen: int = field(default=0, init=False)
    done: bool = field(default=False, init=False)
    fired: bool = field(default=False, init=False)

    def reached(self, point: str) -> None:
        if self.done:
            if _stage(point) == _stage(self.point):
                self._fire(point)
            return
        if point != self.point:
            return
        self.seen += 1
        if self.seen < self.nth:
            return
        if self.mode == "done-then-raise":
            self.done = True
            return
        self._fire(point)

    def _fire(self, point: str) -> None:
        global _armed
        _armed, self.fired = None, True
        # Straight to the descriptor: the process may be gone before a logger has written.
        os.write(2, f"crashing at {point}, armed {self.point}:{self.nth}:{self.mode}\n".encode())
        if self.mode == "exit":
            os.kill(os.getpid(), signal.SIGKILL)
        raise Crashed(point)


def arm(order: str) -> Armed:
    """Arm a place. Raises `ValueError` for a place or a mode that does not exist."""
    global _armed  # noqa: PLW0603 - see above
    point, *rest = order.split(":")
    nth = int(rest.pop(0)) if rest and rest[0].isdigit() else 1
    mode = rest.pop(0) if rest else "exit"
    if point not in POINTS or mode not in get_args(Mode) or rest or nth < 1:
        raise ValueError(f"{VARIABLE}={order}")
    _armed = Armed(point, nth, mode)  # type: ignore[arg-type]
    return _armed


def disarm() -> None:
    global _armed  # noqa: PLW0603 - see above
    _armed = None


def reach(point: str) -> None:
    """Fail here if this place is armed."""
    if _armed is not None:
        _armed.reached(point)


def _stage(point: str) -> str:
    return point.partition(".")[0]


_armed: Armed | None = None
if VARIABLE in os.environ:
    arm(os.environ[VARIABLE])
