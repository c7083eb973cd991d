"""Start and stop programs that never outlive us."""

import asyncio
import os
import signal
import subprocess
import sys
from asyncio.subprocess import Process
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

Identity = Literal["own", "namespace", "nobody"]
LAUNCHER = Path(__file__).with_name("launcher.py")


class StartFailed(RuntimeError):
    """A program did not become ready; the message ends with the last lines of its log."""


@dataclass(frozen=True)
class Program:
    """A command line, where its output goes, and the signal that ends it if we die."""

    command: Sequence[str | Path]
    log: Path
    dies_by: signal.Signals = signal.SIGTERM
    identity: Identity = "own"
    environment: Mapping[str, str] | None = None


async def spawn(program: Program) -> Process:
    """Start in a session of its own, so that Ctrl-C in the terminal reaches only us.

    Call it from the main thread: on Linux the child dies with the thread that started it.
    """
    program.log.parent.mkdir(parents=True, exist_ok=True)
    with program.log.open("ab") as log:
        return await asyncio.create_subprocess_exec(
            *_launched(program.dies_by, program.identity, program.command),
            stdin=asyncio.subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
            cwd="/",
            env=program.environment,
        )


async def run(program: Program) -> int:
    """Run a short-lived program and return its exit status; cancelled, it is killed."""
    process = await spawn(program)
    try:
        return await process.wait()
    finally:
        if process.returncode is None:
            process.kill()


async def stop(process: Process, by: signal.Signals, patience: float) -> bool:
    """Ask to end, after `patience` seconds kill its group; return whether it ended by itself."""
    if process.returncode is not None:
        return False
    process.send_signal(by)
    try:
        await asyncio.wait_for(process.wait(), patience)
    except TimeoutError:
        await kill(process)
        return False
    return True


async def kill(process: Process) -> None:
    """End a program and what it started, at once."""
    if process.returncode is None:
        os.killpg(process.pid, signal.SIGKILL)
        await process.wait()


def tail(log: Path, lines: int = 5, since: int = 0) -> str:
    """Return the last lines that a log has got after its first `since` bytes, or nothing."""
    if not log.exists():
        return ""
    with log.open("rb") as file:
        file.seek(since)
        said = file.read().decode(errors="replace").splitlines()
    return "\n".join(said[-lines:])


@cache
def identity_for_servers() -> Identity:
    """Say how a server that refuses root is started by this user.

    A user namespace needs no change to any file; where containers forbid it, the server runs
    as `nobody` and the caller hands its data folder over.
    """
    if not sys.platform.startswith("linux") or os.geteuid() != 0:
        return "own"
    probe = _launched(signal.SIGKILL, "namespace", [sys.executable, "-I", "-S", "-c", ""])
    return "nobody" if subprocess.run(probe, check=False).returncode else "namespace"  # noqa: S603


def _launched(
    dies_by: signal.Signals, identity: Identity, command: Sequence[str | Path]
) -> list[str]:
    launcher = [sys.executable, "-I", "-S", str(LAUNCHER), str(os.getpid()), str(int(dies_by))]
    return [*launcher, identity, *map(str, command)]
