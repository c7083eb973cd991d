"""What failed in a process in a way that nothing put there: a defect, though nothing was lost."""

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from tests.faults.books import Finding, Findings

INJECTED: Final = "kernel.crash_points.Crashed"
DEFECT: Final = "defect"
UNEXPECTED: Final = frozenset(
    {"append failed", "background task died", "projection stopped", "unexpected failure"}
)
"""What a process logs with a traceback when it meets what it was not made for.

Servers that are away and lines that break are met otherwise.
"""


def defects(folder: Path) -> Findings:
    """Find each kind of failure but those that crash points raise."""
    for log in sorted(folder.glob("*.log")):
        found = Counter(
            (line["event"], _last_line(line["exception"]))
            for line in _lines(log)
            if line.get("event") in UNEXPECTED and INJECTED not in line.get("exception", INJECTED)
        )
        for (event, error), times in found.items():
            yield Finding(DEFECT, log.stem, f"{event}, {times} times: {error}")


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
