"""A failure that nobody put into a process is found in its log."""

import json
from pathlib import Path

import pytest

from tests.faults.books import Finding
from tests.faults.defects import INJECTED, defects

DIED = "Traceback (most recent call last):\n  File …\n"


def error(event: str, exception: str) -> dict[str, str]:
    return {"level": "error", "event": event, "exception": exception}


def log(folder: Path, *lines: object) -> list[Finding]:
    text = "".join(f"{json.dumps(line)}\n" for line in lines)
    (folder / "ma-1.log").write_text(text + '{"event": "cut in the mi')
    return list(defects(folder))


def test_each_kind_of_failure_is_found_with_how_often_it_came(tmp_path: Path) -> None:
    died = error("background task died", f"{DIED}ValueError: Set is empty.")
    other = error("unexpected failure", f"{DIED}KeyError: 'a'\n")
    assert log(tmp_path, died, other, died) == [
        Finding("defect", "ma-1", "background task died, 2 times: ValueError: Set is empty."),
        Finding("defect", "ma-1", "unexpected failure, 1 times: KeyError: 'a'"),
    ]


def test_what_comes_of_several_failures_is_told_by_the_last(tmp_path: Path) -> None:
    several = "  + Exception Group\n  |   File …\n    | ValueError: no\n    +-------------\n"
    (found,) = log(tmp_path, error("background task died", several))
    assert found.found.endswith("ValueError: no")


@pytest.mark.parametrize(
    "line",
    [
        error("background task died", f"{DIED}{INJECTED}: relay.sent"),
        {"event": "projection stopped", "reason": "it says so without a traceback"},
        error("retrying", f"{DIED}ConnectionError: gone"),
        "something else that wrote a line of JSON",
    ],
)
def test_what_faults_lead_to_is_no_failure(tmp_path: Path, line: object) -> None:
    assert log(tmp_path, line) == []
