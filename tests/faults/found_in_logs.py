"""What failed in a process in a way that nothing put there: a defect, though nothing was lost."""

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from tests.faults.books import Finding, Findings

INJECTED: Final = "kernel.crash_points.Crashed"
GIVEN_UP: Final = "Task cancelled, timeout graceful shutdown exceeded"
"""Of a request that was under way when a process was asked to end, and its database silent."""
ASKS_AGAIN: Final = "schedule failed"
"""Whatever it met, it asks again soon; it does not know what a database is."""


def failures(folder: Path) -> Findings:
    """Find each kind of error that a process of ours logged with its traceback.

    What servers and lines do is met without one, and what a crash point raises names itself.
    """
    for log in sorted(folder.glob("*.log")):
        found = Counter(
            (line["event"], _last_line(line["exception"]))
            for line in _lines(log)
            if line.get("level") == "error" and not _expected(line)
        )
        for (event, error), times in found.items():
            yield Finding("defect", log.stem, f"{event}, {times} times: {error}")


def _expected(line: dict[str, Any]) -> bool:
    traceback = line.get("exception", INJECTED)
    return INJECTED in traceback or GIVEN_UP in traceback or line["event"] == ASKS_AGAIN


def _lines(log: Path) -> Iterator[dict[str, Any]]:
    """Return what was logged; a process that is killed leaves a line in the middle."""
    with log.open(encoding="utf-8", errors="replace") as lines:
        for line in lines:
            try:
                said = json.loads(line)
            except ValueError:
                continue
            if isinstance(said, dict):
                yield said


def _last_line(traceback: str) -> str:
    return traceback.rstrip("+- \n|").rpartition("\n")[2].strip(" |")
