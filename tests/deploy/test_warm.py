"""A module that the warm parent cannot import would be skipped silently; here it is not."""

import os
import subprocess
import sys
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[2]


def test_the_warm_parent_imports_every_deployable_and_what_serves_it() -> None:
    code = "import sys; from deploy.local.warm import MODULES as m; print(*set(m) - {*sys.modules})"
    assert _printed_by(code) == "\n"


def test_importing_the_deployables_starts_nothing() -> None:
    code = "import threading, deploy.local.warm; print(threading.active_count())"
    assert _printed_by(code) == "1\n"


def _printed_by(code: str) -> str:
    environment = os.environ | {"PYTHONPATH": str(CHECKOUT)}
    found = subprocess.run(
        [sys.executable, "-c", code], env=environment, check=True, capture_output=True, text=True
    )
    return found.stdout
