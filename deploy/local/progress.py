"""Say what happens, one line a step with its time."""

import time
from collections.abc import Iterator
from contextlib import contextmanager


class Progress:
    """Prints lines such as `[  1.24 s] kafka         ready in 0.61 s`."""

    def __init__(self) -> None:
        self._began = time.monotonic()

    def say(self, who: str, what: str) -> None:
        print(f"[{self.elapsed:6.2f} s] {who:<16} {what}", flush=True)  # noqa: T201 - for people

    @contextmanager
    def step(self, who: str, done: str = "ready") -> Iterator[None]:
        """Time a step and say that it is done; a step that fails says nothing."""
        began = time.monotonic()
        yield
        self.say(who, f"{done} in {time.monotonic() - began:.2f} s")

    @property
    def elapsed(self) -> float:
        """Return the seconds since the start."""
        return time.monotonic() - self._began
