"""A supervisor as a program of its own, for tests that attack it from outside."""

import os
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

from deploy.local import state as states
from deploy.local.layout import Layout
from deploy.local.state import State

T = TypeVar("T")

CHECKOUT = Path(__file__).resolve().parents[2]
PATIENCE = 90.0


class Running:
    """The program, its data folder and what it has printed."""

    def __init__(self, data: Path, *servers: str, factory: str = "create") -> None:
        self.layout = Layout(data)
        self._printed = data.with_name(f"{data.name}-{time.monotonic_ns()}.out")
        with self._printed.open("wb") as out:
            self.program = subprocess.Popen(
                [sys.executable, "-m", "tests.deploy.toy_platform", str(data), factory, *servers],
                cwd="/",
                env=os.environ | {"PYTHONPATH": str(CHECKOUT)},
                stdout=out,
                stderr=out,
            )

    @property
    def printed(self) -> str:
        return self._printed.read_text()

    def until_ready(self) -> State:
        def ready() -> State | None:
            assert self.program.poll() is None, self.printed
            state = states.read(self.layout.state)
            return state if state and state.phase == "ready" else None

        return eventually(ready)

    def state(self) -> State:
        found = states.read(self.layout.state)
        assert found is not None
        return found


@contextmanager
def running(data: Path, *servers: str, factory: str = "create") -> Iterator[Running]:
    found = Running(data, *servers, factory=factory)
    try:
        yield found
    except BaseException as failure:
        failure.add_note(found.printed)
        raise
    finally:
        if found.program.poll() is None:
            found.program.terminate()
        found.program.wait(PATIENCE)


def eventually(question: Callable[[], T | None], within: float = PATIENCE) -> T:
    """Ask until there is an answer, at most `within` seconds."""
    end = time.monotonic() + within
    while time.monotonic() < end:
        answer = question()
        if answer:
            return answer
        time.sleep(0.02)
    raise AssertionError(f"no answer within {within} s")


def get(url: str) -> bytes:
    with urllib.request.urlopen(url, timeout=5) as answer:  # noqa: S310
        body: bytes = answer.read()
    return body
