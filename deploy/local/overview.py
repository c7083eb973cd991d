"""What runs, how far it is and what it costs: the content of `cic status`."""

import asyncio
import json
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

import psutil

from deploy.local import loopback
from deploy.local.state import Process, State


@dataclass(frozen=True)
class Line:
    """One process. Positions and lags are what it says itself; memory is PSS in bytes.

    PSS counts a page that n processes share as one nth in each, so the sum is what all cost.
    """

    process: Process
    alive: bool
    memory: int | None
    status: dict[str, Any] | None


async def overview(state: State) -> list[Line]:
    """Ask every process how it is; one that does not answer is shown without status."""
    processes = [*state.processes.values(), state.supervisor]
    answers = await asyncio.gather(*(_status(process) for process in processes))
    alive = {process.pid: process for process in processes if process.pid and process.alive()}
    memory = _memory(alive.keys())
    return [
        Line(process, process.pid in alive, memory.get(process.pid or 0), answer)
        for process, answer in zip(processes, answers, strict=True)
    ]


async def _status(process: Process) -> dict[str, Any] | None:
    if process.url is None or not process.url.startswith("http:"):
        return None
    answer = await loopback.get(f"{process.url}/status", within=2)
    if answer is None or answer.status != 200:  # noqa: PLR2004 - it is called OK
        return None
    try:
        status = json.loads(answer.body)
    except ValueError:
        return None
    return status if isinstance(status, dict) else None


def _memory(recorded: Collection[int]) -> dict[int, int]:
    """Return the memory of each recorded process with what it has started that is not recorded."""
    children = defaultdict[int, list[psutil.Process]](list)
    for process in psutil.process_iter(["ppid"]):
        children[process.info["ppid"]].append(process)

    def family(pid: int) -> int:
        own = [child for child in children[pid] if child.pid not in recorded]
        return _pss(pid) + sum(family(child.pid) for child in own)

    return {pid: family(pid) for pid in recorded}


def _pss(pid: int) -> int:
    try:
        full = psutil.Process(pid).memory_full_info()
    except psutil.Error:
        return 0
    return int(getattr(full, "pss", full.uss))
