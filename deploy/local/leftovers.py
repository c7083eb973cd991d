"""Processes of a supervisor that was killed: they end by themselves, or are ended here."""

import time

import psutil

from deploy.local.state import State

# Time for PostgreSQL and Kafka to shut down in an orderly way after their supervisor's death.
PATIENCE = 6.0


def clear(state: State | None) -> list[str]:
    """Wait until nothing that `state` lists runs, then kill the rest; return its names."""
    if state is None:
        return []
    left = [process for process in state.processes.values() if process.alive()]
    end = time.monotonic() + PATIENCE
    while left and time.monotonic() < end:
        time.sleep(0.05)
        left = [process for process in left if process.alive()]
    for process in left:
        if process.pid is not None:
            psutil.Process(process.pid).kill()
    return [process.name for process in left]
