"""A launched program ends with whoever asked for it, also where the kernel does not help."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from deploy.local.launcher import main
from deploy.local.processes import LAUNCHER

pytestmark = pytest.mark.thorough

# Launches `sleep`, writes its process id to a file, and lives until it is killed.
PARENT = """
import os, subprocess, sys, time
launch = "import runpy, sys; sys.platform = sys.argv.pop(1); sys.argv.pop(0); " \
         "runpy.run_path(sys.argv[0], run_name='__main__')"
platform, launcher, note = sys.argv[1:]
child = subprocess.Popen(
    [sys.executable, "-c", launch, platform, launcher, str(os.getpid()), "15", "own",
     "/bin/sleep", "60"], start_new_session=True)
open(note + ".new", "w").write(str(child.pid))
os.rename(note + ".new", note)
child.wait()
"""


@pytest.mark.parametrize("platform", sorted({sys.platform, "darwin"}))
def test_a_program_ends_when_its_parent_is_killed_with_9(platform: str, tmp_path: Path) -> None:
    note = tmp_path / "pid"
    command = [sys.executable, "-c", PARENT, platform, str(LAUNCHER), str(note)]
    with subprocess.Popen(command) as parent:
        program = _launched(note)
        assert program.name() == "sleep"
        parent.kill()
    program.wait(10)


def test_a_program_whose_parent_has_gone_is_not_started(monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[object] = []
    monkeypatch.setattr(os, "execv", lambda *words: started.append(words))
    with pytest.raises(SystemExit) as end:
        main([str(os.getpid()), str(int(signal.SIGTERM)), "own", "/bin/sleep", "60"])
    assert end.value.code == 98
    assert started == []


def _launched(note: Path) -> psutil.Process:
    end = time.monotonic() + 10
    while time.monotonic() < end:
        if note.exists() and (process := psutil.Process(int(note.read_text()))).name() == "sleep":
            return process
        time.sleep(0.02)
    raise AssertionError("not launched")
