"""What runs on this machine, as a file that other commands read."""

from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal

import msgspec
import psutil

Phase = Literal["starting", "ready", "stopping"]


@dataclass(frozen=True)
class Process:
    """One supervised process. `born` tells it from a later process with the same id."""

    name: str
    pid: int | None = None
    born: float | None = None
    port: int | None = None
    url: str | None = None
    unit: str | None = None
    service: str | None = None
    restarts: int = 0
    phase: Literal["starting", "ready", "restarting"] = "starting"

    def alive(self) -> bool:
        """Say whether this very process still runs."""
        if self.pid is None or self.born is None:
            return False
        try:
            found = psutil.Process(self.pid)
            same = abs(found.create_time() - self.born) < 1  # seconds
            return same and found.status() != psutil.STATUS_ZOMBIE
        except psutil.Error:
            return False


@dataclass(frozen=True)
class State:
    """The platform as its supervisor sees it."""

    supervisor: Process
    phase: Phase = "starting"
    gateway: str | None = None
    postgres: str | None = None
    kafka: str | None = None
    processes: dict[str, Process] = field(default_factory=dict)

    def with_process(self, process: Process) -> "State":
        return replace(self, processes=self.processes | {process.name: process})

    def services(self, service: str) -> dict[str, str]:
        """Return the URL of one service by unit."""
        return {
            process.unit: process.url
            for process in self.processes.values()
            if process.service == service and process.unit and process.url
        }


def read(path: Path) -> State | None:
    """Return the recorded state, or nothing if there is none that we understand."""
    try:
        return msgspec.json.decode(path.read_bytes(), type=State)
    except (FileNotFoundError, msgspec.DecodeError):
        return None


def write(path: Path, state: State) -> None:
    """Record the state; a reader sees the old or the new one, whole."""
    draft = path.with_suffix(".new")
    draft.write_bytes(msgspec.json.format(msgspec.json.encode(state), indent=1))
    draft.replace(path)


def born(pid: int) -> float | None:
    """Return when a process was started, in seconds since 1970."""
    try:
        return psutil.Process(pid).create_time()
    except psutil.Error:
        return None
