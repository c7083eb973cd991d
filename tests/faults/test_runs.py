"""The platform under mixed faults keeps every promise; `./cic faults` does the same for longer."""

import re
import subprocess
import sys

import pytest

from deploy.local.layout import CHECKOUT

pytestmark = [pytest.mark.faults, pytest.mark.alone, pytest.mark.timeout(600)]

FEWEST = 300
"""Commands; a run that hardly did anything proves nothing, however busy the machine is."""


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_nothing_is_lost_twice_or_out_of_order_whatever_fails(seed: int) -> None:
    # In a process of its own: what a run has broken must not be in the way of other tests.
    ended = subprocess.run(
        [sys.executable, "-m", "tests.faults", "--seed", str(seed), "--minutes", "1"],
        cwd=CHECKOUT,
        capture_output=True,
        text=True,
        check=False,
    )
    sys.stdout.write(ended.stdout)
    assert ended.returncode == 0, ended.stdout + ended.stderr[-4000:]
    commands = re.search(r": (\d+) commands", ended.stdout)
    assert commands
    assert int(commands[1]) > FEWEST
