"""A disk of its own for a server, so small that it can be filled; where a machine lets us mount."""

import os
import subprocess
from dataclasses import dataclass
from pathlib import Path

SIZE = "2g"
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
        self.mounted = os.geteuid() == 0 and _done(command)

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


def _done(command: list[str]) -> bool:
    ended = subprocess.run(command, check=False, capture_output=True)
    return ended.returncode == 0
