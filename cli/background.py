"""Run `cic up` in the background, and wait for it as if it ran here."""

import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import BinaryIO

import typer

from cli.failure import fail
from deploy.local import state as states
from deploy.local.layout import AlreadyRunning, Layout, TooNew, held, migrate

_POLL = 0.05


def start(layout: Layout, words: Sequence[str]) -> None:
    """Start the supervisor, print what it says, return when it is ready.

    What it says goes to the log of the supervisor. Ctrl-C stops what has been started.
    """
    try:
        with held(layout):
            migrate(layout)
    except (AlreadyRunning, TooNew) as reason:
        fail(reason)
    log = layout.log("supervisor")
    with log.open("ab") as target, log.open("rb") as said:
        said.seek(0, 2)
        command = [sys.executable, "-m", "cli", "up", *words]
        supervisor = subprocess.Popen(  # noqa: S603 - ourselves
            command,
            stdin=subprocess.DEVNULL,
            stdout=target,
            stderr=target,
            start_new_session=True,
        )
        try:
            status = _follow(supervisor, said, layout.state)
        except KeyboardInterrupt:
            supervisor.terminate()
            status = supervisor.wait() or 130
            _print_new(said)
    if status:
        raise typer.Exit(status)
    print("running in the background: ./cic status, ./cic logs, ./cic down")


def _follow(supervisor: subprocess.Popen[bytes], said: BinaryIO, state: Path) -> int:
    """Print until the supervisor is ready (0) or has ended (its exit status)."""
    while supervisor.poll() is None:
        found = states.read(state)
        _print_new(said)
        if found and found.supervisor.pid == supervisor.pid and found.phase == "ready":
            _print_new(said)
            return 0
        time.sleep(_POLL)
    _print_new(said)
    return supervisor.returncode or 1


def _print_new(said: BinaryIO) -> None:
    print(said.read().decode(errors="replace"), end="", flush=True)
