"""A disk of its own for a server, so small that it can be filled; where a machine lets us mount."""

import ctypes
import os
import subprocess
from dataclasses import dataclass
from pathlib import Path

SIZE = "2g"
CLONE_NEWNS = 0x20000
"""unshare(2): mounts of one's own."""
BALLAST = "ballast"


@dataclass(eq=False)
class Disk:
    """A disk in memory at `folder`; `mounted` says whether there is one, or only the folder."""

    folder: Path
    mounted: bool = False

    def mount(self) -> None:
        """Mount it; without the right to, the folder stays on the disk that it is on."""
        self.folder.mkdir(parents=True, exist_ok=True)
        command = ["mount", "-t", "tmpfs", "-o", f"size={SIZE}", "tmpfs", str(self.folder)]
        self.mounted = _Mounts.own and _done(command)

    def unmount(self) -> None:
        if self.mounted:
            self.mounted = not _done(["umount", "-l", str(self.folder)])

    def fill(self) -> None:
        """Leave no byte."""
        if not self.mounted:
            raise PermissionError(f"{self.folder} is no disk of its own")
        with (self.folder / BALLAST).open("wb") as ballast:
            free = os.statvfs(self.folder)
            try:
                os.posix_fallocate(ballast.fileno(), 0, free.f_bavail * free.f_frsize)
            except OSError:  # another was faster: then it is as full as it gets
                return

    def free(self) -> None:
        (self.folder / BALLAST).unlink(missing_ok=True)


class _Mounts:
    own = False


def keep_mounts_to_oneself() -> None:
    """Let what this process mounts from now on be seen by its children alone, and end with them.

    To be called before there is a second thread.
    """
    private = ["mount", "--make-rprivate", "/"]
    try:
        alone = ctypes.CDLL(None).unshare(CLONE_NEWNS) == 0
    except AttributeError:  # not on every system
        alone = False
    _Mounts.own = alone and _done(private)


def _done(command: list[str]) -> bool:
    ended = subprocess.run(command, check=False, capture_output=True)
    return ended.returncode == 0
