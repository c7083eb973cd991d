"""One run: a platform, clients, faults by a seed, healing, and the check of what was promised."""

import asyncio
import logging
import os
import random
import shutil
import tempfile
import time
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

from deploy.local.layout import CHECKOUT
from tests.faults import amounts, lagging, roads, witness
from tests.faults.asking import NOTHING
from tests.faults.books import Finding
from tests.faults.breaker import HINDERED, Breaker
from tests.faults.breaking import FAULTS
from tests.faults.checker import check
from tests.faults.defects import defects
from tests.faults.ledger import OK, Happened, Ledger
from tests.faults.machines import Machines, running
from tests.faults.report import Report
from tests.faults.workload import Workload

KEPT = CHECKOUT / ".cic" / "faults"
READY_WITHIN = 120.0
SETTLING = 20.0
BUSY = 1.5
"""Load for each processor above which it is the machine that decides how long things take."""
OF_RIGHT_WHEN_BUSY = 150.0


async def run(seed: int, seconds: float, *, faults: bool = True) -> Report:
    """Run once; a run with findings, or late to rest, is kept under `.cic/faults/SEED`."""
    folder = Path(tempfile.mkdtemp(prefix="cic-faults-"))
    for name in ("aiokafka", "kafka"):
        logging.getLogger(name).setLevel(logging.CRITICAL)  # a broker that is away is the point
    ledger = Ledger(total=amounts.TOTAL)
    try:
        async with running(folder, seed) as machines:
            report = await _run(machines, ledger, seed, seconds, faults=faults)
        if report.findings or report.rested_after > lagging.OF_RIGHT:
            report.kept = _keep(folder, ledger, report)
        return report
    finally:
        shutil.rmtree(folder, ignore_errors=True)


async def _run(
    machines: Machines, ledger: Ledger, seed: int, seconds: float, *, faults: bool
) -> Report:
    workload = Workload(machines, ledger, random.Random(seed))  # noqa: S311 - a seed, no secret
    await ready(machines, workload)
    over = asyncio.Event()
    first = await roads.begin(workload, over)
    movers = amounts.Movers(random.Random(seed + 2), over)  # noqa: S311
    movers.found(first)
    began = time.monotonic()
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(workload.run(over))
        tasks.create_task(roads.walk(first, movers.found))
        tasks.create_task(movers.run())
        if faults:
            breaker = Breaker(machines, ledger, random.Random(seed + 1))  # noqa: S311
            await breaker.run(FAULTS, seconds)
        else:
            await asyncio.sleep(seconds)
        over.set()
    took = time.monotonic() - began
    await machines.heal()
    rested, late, findings = await _rest(machines, workload)
    if not findings:
        await witness.take_down(machines, workload, ledger, movers.budgets)
        findings = [*check(ledger), *defects(machines.folder / "log")]
    workload.asking.close()
    done = [each for each in ledger.faults if not each.target.startswith(HINDERED)]
    return Report(
        seed=seed,
        seconds=took,
        commands=len({each.command for each in ledger.attempts if each.accepted or each.refused}),
        outcomes=Counter(_outcome(each.status) for each in ledger.attempts),
        reads=len(ledger.reads),
        sums=sum(bool(each.amounts) for each in ledger.reads),
        events=len(ledger.stored),
        acted_upon=len(ledger.caused),
        faults=Counter(each.fault for each in done),
        hindered=Counter(map(_hindrance, ledger.faults)),
        crashes=Counter(machines.crashed_at),
        rested_after=rested,
        late=late,
        findings=findings,
    )


async def _rest(
    machines: Machines, workload: Workload
) -> tuple[float, Mapping[str, int], list[Finding]]:
    """Return how long after all were ready nothing lagged, what was late, and what is wrong."""
    try:
        await ready(machines, workload)
    except TimeoutError:
        stood = await stands(machines, workload)
        return 0.0, {}, [Finding("not-ready", *each) for each in stood]
    healed = time.monotonic()
    late = await lagging.at_rest(machines, lagging.OF_RIGHT)
    behind = await lagging.at_rest(machines)
    rested = time.monotonic() - healed
    await workload.settle(SETTLING)
    behind |= await lagging.at_rest(machines)
    findings = [Finding("not-at-rest", hop, f"{lag} behind") for hop, lag in behind.items()]
    if behind:
        findings += [Finding("not-at-rest", *each) for each in await stands(machines, workload)]
    elif rested > _of_right():
        findings.append(Finding("slow-to-rest", "all", f"{rested:.1f} s after all were ready"))
    return rested, late, findings


def _of_right() -> float:
    busy = os.getloadavg()[0] > BUSY * (os.cpu_count() or 1)
    return OF_RIGHT_WHEN_BUSY if busy else lagging.OF_RIGHT


async def ready(machines: Machines, workload: Workload) -> None:
    """Return when every process says that it is ready. Raises `TimeoutError`."""
    async with asyncio.timeout(READY_WITHIN):
        for place in machines.served:
            said = NOTHING
            while said.status != OK:
                await asyncio.sleep(0.1)
                said = await workload.asking.ask(machines.port_of(place), "GET", "/readyz", {})


async def stands(machines: Machines, workload: Workload) -> list[tuple[str, str]]:
    """Return what each process says of itself."""
    return [
        (place, (await workload.asking.ask(machines.port_of(place), "GET", "/status", {})).body)
        for place in machines.served
    ]


def _outcome(status: int) -> str:
    if status == 0:
        return "no answer"
    return {2: "accepted", 4: "refused", 5: "failed"}.get(status // 100, str(status))


def _hindrance(happened: Happened) -> str:
    if not happened.target.startswith(HINDERED):
        return ""
    return f"{happened.fault} ({happened.target.partition(': ')[2].partition('(')[0]})"


def _keep(folder: Path, ledger: Ledger, report: Report) -> Path:
    target = KEPT / str(report.seed)
    shutil.rmtree(target, ignore_errors=True)
    ledger.keep(target / "ledger.jsonl")
    (target / "report.txt").write_text(f"{report}\n")
    shutil.copytree(folder / "log", target / "log")
    return target
