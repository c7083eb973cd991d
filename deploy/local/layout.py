"""The data folder of one machine: what lies where, in which version, and who holds it."""

import fcntl
import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

Migration: TypeAlias = Callable[[Path], None]

CHECKOUT = Path(__file__).resolve().parents[2]


class AlreadyRunning(RuntimeError):
    """Another supervisor holds the data folder."""


class TooNew(RuntimeError):
    """The data folder was written by a later version of this program."""


@dataclass(frozen=True)
class Layout:
    """Paths inside the data folder."""

    root: Path

    @property
    def version(self) -> Path:
        return self.root / "version"

    @property
    def lock(self) -> Path:
        return self.root / "supervisor.lock"

    @property
    def state(self) -> Path:
        return self.root / "state.json"

    @property
    def keys(self) -> Path:
        return self.root / "keys"

    @property
    def loaded(self) -> Path:
        return self.root / "loaded.json"

    @property
    def postgres(self) -> Path:
        return self.root / "postgres"

    @property
    def kafka(self) -> Path:
        return self.root / "kafka"

    def documents(self, unit: str) -> Path:
        return self.root / "documents" / unit

    def log(self, name: str) -> Path:
        return self.root / "log" / f"{name}.log"


def data_folder() -> Layout:
    """Return the data folder: `CIC_DATA`, or `.cic` in the checkout."""
    return Layout(Path(os.environ.get("CIC_DATA") or CHECKOUT / ".cic").absolute())


def _arrange(root: Path) -> None:
    """From nothing (or a first start that broke off) to version 1: folders only we may read."""
    for folder in (root, root / "keys", root / "log"):
        folder.mkdir(parents=True, exist_ok=True)
        folder.chmod(0o700)


# The step at index n leads from version n to n + 1. A step may run twice, so it must allow that.
MIGRATIONS: tuple[Migration, ...] = (_arrange,)


def migrate(layout: Layout, steps: Sequence[Migration] = MIGRATIONS) -> tuple[int, int]:
    """Bring the folder to the present version; return the versions before and after.

    Each step is recorded when it is done, so a broken-off migration goes on where it stopped.
    Raises `TooNew`.
    """
    before = int(layout.version.read_text()) if layout.version.exists() else 0
    if before > len(steps):
        raise TooNew(
            f"{layout.root} has layout {before}; this version of cic knows up to {len(steps)}."
            " Update the checkout, or choose another folder with CIC_DATA"
        )
    for number, step in enumerate(steps[before:], before + 1):
        step(layout.root)
        draft = layout.version.with_suffix(".new")
        draft.write_text(f"{number}\n")
        draft.replace(layout.version)
    return before, len(steps)


@contextmanager
def held(layout: Layout) -> Iterator[None]:
    """Hold the data folder; the kernel lets it go when we end, however we end.

    Raises `AlreadyRunning` with the holder's process id.
    """
    layout.root.mkdir(parents=True, exist_ok=True)
    with layout.lock.open("a+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise AlreadyRunning(
                f"already running on {layout.root} (pid {holder(layout) or '?'}):"
                " `./cic status` shows it, `./cic down` stops it"
            ) from None
        file.truncate(0)
        file.write(str(os.getpid()))
        file.flush()
        yield
        file.truncate(0)


def is_held(layout: Layout) -> bool:
    """Say whether a supervisor runs on the data folder."""
    try:
        with layout.lock.open("r+") as file:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except FileNotFoundError:
        return False
    except BlockingIOError:
        return True
    return False


def holder(layout: Layout) -> int | None:
    """Return the process id of the supervisor that holds the folder, if it has said so."""
    with suppress(FileNotFoundError, ValueError):
        return int(layout.lock.read_text())
    return None


def wipe(layout: Layout) -> None:
    """Remove data, logs and keys of a platform that does not run. Raises `AlreadyRunning`."""
    if layout.root.exists():
        with held(layout):
            shutil.rmtree(layout.root)
