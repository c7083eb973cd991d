"""Does any process grow under a load that goes on and on.

One unit and the gateway, without the real programme. Communes are registered, given codes, read
and asked for at a steady rate, while the memory of every process is looked at: PSS, of which the
sum is what the machine has less, and USS, what would be free if the process ended. After a warm-up
of a fifth of the time, the mean of the last third is compared with that of the first.

PostgreSQL is told as one: its sessions come and go, and what they show of the shared buffers grows
to all of these. The drift of each process of ours, of Kafka, of PostgreSQL and of the sum is
reported; the sum and each of ours must stay below the target.

    python -m tests.bench.bench_drift [--minutes 30] [--rate 20]
"""

import argparse
import asyncio
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from statistics import mean
from typing import Final, NamedTuple

import httpx
import psutil
from uuid_utils.compat import uuid7

from tests.bench.measuring import say
from tests.system.running import Running
from vocabulary import roles

MINUTES, RATE = 30.0, 20.0
TARGET: Final = 0.05
WARM_UP: Final = 0.2
"""Of the time: pools, caches, heaps and shared buffers take what they are given."""
EVERY: Final = 5.0
KNOWN: Final = 200
"""So many of the latest communes are read and changed again."""
QUESTION: Final = "query Seen($id: ID!) { commune(id: $id) { id codes { value } } }"
MB: Final = 1e6


class Memory(NamedTuple):
    """Bytes."""

    pss: float
    uss: float


class Load:
    """Commands, reads and questions in turn; what is refused for now is only counted."""

    def __init__(self, platform: Running) -> None:
        self._platform = platform
        self._unit, self._gateway = (
            # A server closes what has been quiet for five seconds: the client does so before.
            httpx.AsyncClient(
                base_url=platform.url(name),
                timeout=60,
                limits=httpx.Limits(keepalive_expiry=2.0),
            )
            for name in ("ma-partnerships", "gateway")
        )
        self._communes: list[str] = []
        self._admitted: dict[str, dict[str, str]] = {}
        self._position = "0"
        self.asked = self.refused = self.failed = 0

    async def run(self, rate: float, seconds: float) -> None:
        self._admitted = {
            role: {"authorization": f"Bearer {self._platform.token(role, units)}"}
            for role, units in ((roles.COUNTRY_UNIT, ["ma"]), (roles.ASSOCIATION_READER, ["*"]))
        }
        began = time.perf_counter()
        turn = asyncio.Semaphore(16)
        async with asyncio.TaskGroup() as tasks:
            for number in range(int(rate * seconds)):
                await asyncio.sleep(max(0.0, began + number / rate - time.perf_counter()))
                await turn.acquire()
                task = tasks.create_task(self._ask(number))
                task.add_done_callback(lambda _: turn.release())
                if time.perf_counter() > began + seconds:
                    return

    async def _ask(self, number: int) -> None:
        self.asked += 1
        try:
            answer = await self._one(number)
        except httpx.TransportError as error:
            say(f"request {number}: {error!r}")
            self.failed += 1
            return
        self.refused += answer.status_code == 503
        self.failed += answer.status_code not in {200, 503}

    async def _one(self, number: int) -> httpx.Response:
        unit, reader = self._admitted.values()
        if number % 4 == 0 or not self._communes:
            commune = str(uuid7())
            body = {"kind": "commune", "country": "MA", "names": {"fr": f"Commune {commune}"}}
            entered = await self._unit.post(
                f"/v1/communes/{commune}/register", json=body, headers=unit
            )
            self._communes = [*self._communes[1 - KNOWN :], commune]
            self._position = f"{entered.json()['position']}"
            return entered
        commune = self._communes[number % len(self._communes)]
        if number % 4 == 1:
            body_of_code = {"code": {"scheme": f"essai-{number}", "value": str(number)}}
            return await self._unit.post(
                f"/v1/communes/{commune}/assign-code", json=body_of_code, headers=unit
            )
        if number % 4 == 2:
            seen = {**unit, "x-min-position": self._position}
            return await self._unit.get(f"/v1/communes/{commune}", headers=seen)
        question = {"query": QUESTION, "variables": {"id": commune}}
        return await self._gateway.post("/graphql", json=question, headers=reader)


def looked_at(platform: Running) -> dict[str, Memory]:
    """Return what each process holds, PostgreSQL's all as one."""
    state = platform.state
    names = {each.pid: name for name, each in state.processes.items()}
    found: dict[str, list[Memory]] = defaultdict(list)
    assert state.supervisor.pid is not None
    for process in _family(state.supervisor.pid):
        with suppress(psutil.NoSuchProcess):
            name = names.get(process.pid) or _name(process)
            memory = process.memory_full_info()
            found[name].append(Memory(memory.pss, memory.uss))
    return {name: _sum(each) for name, each in found.items()}


def _family(supervisor: int) -> Iterator[psutil.Process]:
    parent = psutil.Process(supervisor)
    yield parent
    yield from parent.children(recursive=True)


def _name(process: psutil.Process) -> str:
    words = " ".join(process.cmdline())
    if "postgres" in process.name():
        return "postgres"
    return "warm parent" if "forkserver" in words else "supervisor"


def _sum(memories: Sequence[Memory]) -> Memory:
    return Memory(sum(m.pss for m in memories), sum(m.uss for m in memories))


async def watched(platform: Running, seconds: float) -> list[dict[str, Memory]]:
    looks, end = [], time.monotonic() + seconds
    while time.monotonic() < end:
        looks.append(await asyncio.to_thread(looked_at, platform))
        await asyncio.sleep(EVERY)
    return looks


def judged(looks: Sequence[dict[str, Memory]]) -> bool:
    """Say how each has grown; return whether none has grown too much."""
    warm = looks[int(len(looks) * WARM_UP) :]
    third = len(warm) // 3
    for look in warm:
        look["all together"] = _sum([*look.values()])
    well = True
    for name in sorted(warm[-1], key=lambda name: -warm[-1][name].pss):
        held = [look[name] for look in warm if name in look]
        first, last = held[:third], held[-third:]
        pss = mean(m.pss for m in last) / mean(m.pss for m in first) - 1
        uss = mean(m.uss for m in last) / mean(m.uss for m in first) - 1
        ours = name not in {"postgres", "kafka"}
        well = well and not (ours and pss > TARGET)
        say(
            f"{name:<18} {mean(m.pss for m in last) / MB:8.1f} MB {pss:+7.1%},"
            f" its own {mean(m.uss for m in last) / MB:8.1f} MB {uss:+7.1%}"
            f"{'' if pss <= TARGET else '  <-'}"
        )
    return well


async def main(minutes: float, rate: float) -> bool:
    with tempfile.TemporaryDirectory(prefix="cic-bench-") as folder:
        platform = Running(Path(folder, ".cic"))
        try:
            platform.up("--units", "ma", "--empty")
            load = Load(platform)
            async with asyncio.TaskGroup() as tasks:
                looking = tasks.create_task(watched(platform, 60 * minutes))
                tasks.create_task(load.run(rate, 60 * minutes))
            say(
                f"{load.asked:,} requests in {minutes:g} minutes, {load.refused} told to come back,"
                f" {load.failed} failed; must grow by less than {TARGET:.0%}"
            )
            return judged(looking.result()) and not load.failed
        finally:
            platform.down()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=MINUTES)
    parser.add_argument("--rate", type=float, default=RATE)
    asked = parser.parse_args()
    sys.exit(0 if asyncio.run(main(asked.minutes, asked.rate)) else 1)
