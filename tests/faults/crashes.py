"""At which steps processes have failed, as their logs tell, and at which one is to fail next."""

import os
import random
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from kernel.crash_points import POINTS, Mode

MODES: Final[tuple[Mode, ...]] = ("exit", "raise", "done-then-raise")
ONCE: Final = {"relay.leased", "relay.reconciled", "relay.resigned", "consumer.hinted"}
"""Steps that are taken once in a while."""
NEVER_KILLED: Final = 8
"""By so much rather a process is killed where none was yet."""
CRASHING: Final = b"crashing at "
OF_SERVERS: Final = ("postgres", "kafka")


@dataclass(eq=False)
class Crashes:
    """What the logs in a folder say of crash points that fired; each line is read once."""

    folder: Path
    _orders: list[str] = field(default_factory=list)
    _read: dict[int, int] = field(default_factory=dict)
    """Bytes by inode: a log that has grown long goes on under another name."""

    def seen(self) -> list[str]:
        """Return `POINT:NTH:MODE` of each, as it was armed."""
        for log in self.folder.glob("*.log*"):
            if not log.name.startswith(OF_SERVERS):
                with suppress(FileNotFoundError):  # put aside at this moment
                    self._orders += self._news(log)
        return self._orders

    def _news(self, log: Path) -> Iterator[str]:
        with log.open("rb") as file:
            inode = os.fstat(file.fileno()).st_ino
            file.seek(self._read.get(inode, 0))
            whole, end, _ = file.read().rpartition(b"\n")
            self._read[inode] = self._read.get(inode, 0) + len(whole) + len(end)
        for line in whole.splitlines():
            if CRASHING in line:
                yield line.rpartition(b"armed ")[2].decode()


def choose(stages: Sequence[str], orders: Sequence[str], chance: random.Random) -> str:
    """Choose a step of these stages and how to fail there, rather as these orders have least."""
    crashed = Counter(order.partition(":")[0] for order in orders)
    killed = {order.partition(":")[0] for order in orders if order.endswith(":exit")}
    points = [point for point in POINTS if point.partition(".")[0] in stages]
    weights = [(1 if point in killed else NEVER_KILLED) / (1 + crashed[point]) for point in points]
    point = chance.choices(points, weights)[0]
    if point not in killed:
        return f"{point}:1:exit"
    nth = 1 if point in ONCE else chance.choice((1, 1, 2, 5))
    # Once at each step; then readers rather fail and stay: their group waits for who is gone.
    kills = 1 if point.startswith("consumer.") else 2
    mode = chance.choices(MODES, (kills, 2, 2))[0]
    return f"{point}:{nth}:{mode}"
