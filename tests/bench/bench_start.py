"""The whole platform: time of the first and of a later start, memory, idle CPU, connections.

All five units with three services each and the gateway, with the real programme in them. The
targets are those of two cores, so the times are compared only on such a machine or a better one.
"""

import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import asyncpg
import psutil
import pytest

from deploy.local import state as states
from deploy.local.layout import Layout
from deploy.local.state import State

CHECKOUT = Path(__file__).resolve().parents[2]
SETTLE_SECONDS = 25  # sessions that the start has opened are closed by then
IDLE_SECONDS = 20

FIRST_START = 30.0  # seconds, the programme's data included, downloads apart
WARM_START = 6.0  # seconds
MEMORY = 1.2e9  # bytes, the sum of PSS
IDLE_CPU = 0.10  # of one core
CONNECTIONS = 120


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("cic") / ".cic"
    try:
        yield folder
    finally:
        _cic(folder, "down")


def bench_first_start(data: Path) -> None:
    _report("first start, with data", _start(data), FIRST_START, "s")


def bench_memory_as_soon_as_all_is_loaded(data: Path) -> None:
    _report("memory, at once", sum(map(_pss, _family(data))) / 1e6, MEMORY / 1e6, "MB")


def bench_warm_start(data: Path) -> None:
    _cic(data, "down")
    _report("warm start", _start(data), WARM_START, "s")


def bench_memory(data: Path) -> None:
    time.sleep(SETTLE_SECONDS)
    _report("memory", sum(map(_pss, _family(data))) / 1e6, MEMORY / 1e6, "MB")


def bench_idle_cpu(data: Path) -> None:
    family = _family(data)
    before = {process: _cpu(process) for process in family}
    time.sleep(IDLE_SECONDS)
    used = sum(max(0.0, _cpu(process) - before[process]) for process in family) / IDLE_SECONDS
    _report("idle CPU", used * 100, IDLE_CPU * 100, "% of a core")


async def bench_connections(data: Path) -> None:
    connection = await asyncpg.connect(_state(data).postgres)
    try:
        found = await connection.fetchval(
            "select count(*) - 1 from pg_stat_activity where backend_type = 'client backend'"
        )
    finally:
        await connection.close()
    _report("PostgreSQL connections", found, CONNECTIONS, "")


def _start(data: Path) -> float:
    """Return the seconds that `up` says it took."""
    printed = _cic(data, "up", "--detach")
    ready = re.search(r"ready in ([0-9.]+) s\n\n", printed)
    assert ready, printed
    return float(ready.group(1))


def _cic(data: Path, *arguments: str) -> str:
    finished = subprocess.run(
        [sys.executable, "-m", "cli", *arguments],
        env=os.environ | {"CIC_DATA": str(data), "PYTHONPATH": str(CHECKOUT)},
        capture_output=True,
        text=True,
        check=False,
    )
    return finished.stdout + finished.stderr


def _state(data: Path) -> State:
    state = states.read(Layout(data).state)
    assert state is not None
    return state


def _family(data: Path) -> list[psutil.Process]:
    supervisor = psutil.Process(_state(data).supervisor.pid)
    return [supervisor, *supervisor.children(recursive=True)]


def _pss(process: psutil.Process) -> int:
    with suppress(psutil.NoSuchProcess):  # a backend whose connection was closed meanwhile
        return int(process.memory_full_info().pss)
    return 0


def _cpu(process: psutil.Process) -> float:
    with suppress(psutil.NoSuchProcess):
        times = process.cpu_times()
        return times.user + times.system
    return 0.0


def _report(what: str, found: float, target: float, unit: str) -> None:
    print(f"\n{what:<24} {found:8.2f} {unit} (target: at most {target:g})")  # noqa: T201
    assert found <= target
