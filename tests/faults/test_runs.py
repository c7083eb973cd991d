"""The platform under mixed faults keeps every promise; `./cic faults` does the same for longer."""

import sys

import pytest
import uvloop

from tests.faults.run import run

pytestmark = [pytest.mark.faults, pytest.mark.timeout(600)]

SECONDS = 60.0
FEWEST = 1000
"""Commands; a run that hardly did anything proves nothing, however busy the machine is."""


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_nothing_is_lost_twice_or_out_of_order_whatever_fails(seed: int) -> None:
    report = uvloop.run(run(seed, SECONDS))
    sys.stdout.write(f"{report}\n")
    assert not report.findings, str(report)
    assert report.commands > FEWEST
    assert report.faults
