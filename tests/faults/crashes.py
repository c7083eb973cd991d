"""At which steps processes have failed, as their logs tell."""

import os
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

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
