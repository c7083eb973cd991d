"""The wall clock of a process that is served, stepped from outside as by a bad time server.

What measures how long something takes has another clock, here as on any machine.
"""

import mmap
import struct
import time
from datetime import datetime, tzinfo
from pathlib import Path

from kernel import clock

_SECONDS = struct.Struct("d")


def step(file: Path, seconds: float) -> None:
    """Let the processes that keep this time be off by so many seconds from now on."""
    with file.open("r+b" if file.exists() else "wb") as out:
        out.write(_SECONDS.pack(seconds))


def keep(file: Path) -> None:
    """Keep this time from now on, in this process."""
    with file.open("rb") as opened:
        off = mmap.mmap(opened.fileno(), _SECONDS.size, prot=mmap.PROT_READ)
    right = time.time

    def stepped() -> float:
        return right() + float(_SECONDS.unpack(off[:])[0])

    class Stepped(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> datetime:  # type: ignore[override]
            return datetime.fromtimestamp(stepped(), tz)

    time.time = stepped
    vars(clock)["datetime"] = Stepped
