"""A process dies where it is told to, once; every place that is named is there."""

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from kernel.crash_points import POINTS, Crashed, arm, disarm, reach

ROOT = Path(__file__).parents[2]


@pytest.fixture(autouse=True)
def unarmed() -> Iterator[None]:
    yield
    disarm()


def test_every_place_is_reached_by_the_code_at_one_line() -> None:
    code = "".join(path.read_text() for path in sorted((ROOT / "kernel").rglob("*.py")))
    assert sorted(re.findall(r'\breach\("([a-z.]+)"\)', code)) == sorted(POINTS)


def test_an_unarmed_place_is_passed() -> None:
    reach("batch.sent")


def test_an_armed_place_raises_the_nth_time_and_only_then() -> None:
    armed = arm("batch.sent:2:raise")
    reach("batch.sent")
    reach("batch.committed")
    with pytest.raises(Crashed, match=r"batch\.sent"):
        reach("batch.sent")
    assert armed.fired
    reach("batch.sent")


def test_a_step_can_be_let_happen_before_its_stage_raises() -> None:
    arm("batch.sent:1:done-then-raise")
    reach("batch.sent")
    reach("relay.sent")
    with pytest.raises(Crashed, match=r"batch\.committed"):
        reach("batch.committed")


@pytest.mark.parametrize(
    "order", ["", "batch.lost", "batch.sent:0", "batch.sent:2:later", "batch.sent:2:raise:now"]
)
def test_what_cannot_be_armed_is_refused(order: str) -> None:
    with pytest.raises(ValueError, match="CIC_CRASH_AT"):
        arm(order)


def test_the_environment_arms_a_process_which_dies_as_by_kill_9() -> None:
    program = "from kernel.crash_points import reach; reach('relay.acked'); print('alive')"
    ended = subprocess.run(
        [sys.executable, "-c", program],
        env={**os.environ, "CIC_CRASH_AT": "relay.acked"},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == -signal.SIGKILL
    assert ended.stdout == ""
    assert "crashing at relay.acked" in ended.stderr
