"""A module that the warm parent cannot import would be skipped silently; here it is not."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.thorough

CHECKOUT = Path(__file__).resolve().parents[2]


def test_the_warm_parent_imports_every_deployable_and_starts_nothing() -> None:
    code = (
        "import sys, threading; from deploy.local.warm import MODULES as wanted;"
        "print({*wanted} - {*sys.modules} or 'all', threading.active_count(), 'thread')"
    )
    found = subprocess.run(
        [sys.executable, "-c", code],
        env=os.environ | {"PYTHONPATH": str(CHECKOUT)},
        check=True,
        capture_output=True,
        text=True,
    )
    assert found.stdout == "all 1 thread\n"
