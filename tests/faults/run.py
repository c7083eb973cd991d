"""One run: a platform, clients, faults by a seed, healing, and the check of what was promised."""

import asyncio
import logging
import random
import shutil
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from deploy.local.layout import CHECKOUT
from kernel.crash_points import POINTS
from tests.faults import breaking, witness
from tests.faults.asking import NOTHING
from tests.faults.books import Finding
from tests.faults.checker import check
from tests.faults.ledger import OK, Ledger
from tests.faults.machines import Machines, running
from tests.faults.workload import Workload

KEPT = CHECKOUT / ".cic" / "faults"
READY_WITHIN = 60.0
SETTLING = 20.0


@dataclass(slots=True)
class Report:
    """What a run did and found."""

    seed: int
    seconds: float
    commands: int = 0
    outcomes: Counter[str] = field(default_factory=Counter)
    reads: int = 0
    events: int = 0
    faults: Counter[str] = field(default_factory=Counter)
    crashed_at: Counter[str] = field(default_factory=Counter)
    rested_after: float = 0.0
    findings: Sequence[Finding] = ()
    kept: Path | None = None

    def __str__(self) -> str:
        lines = [
            f"seed {self.seed}: {self.commands} commands in {self.seconds:.0f} s",
            f"  answers: {_listed(self.outcomes)}; {self.events} events, {self.reads} reads",
            f"  faults: {_listed(self.faults)}",
            f"  crashed at: {_listed(self.crashed_at)}",
            f"  at no time: {', '.join(never_reached(self.crashed_at)) or 'none'}",
            f"  at rest {self.rested_after:.1f} s after all were ready",
            f"  violations: {len(self.findings)}",
            *(f"  {finding.kind}: {finding.where}: {finding.found}" for finding in self.findings),
        ]
        if self.kept:
            lines.append(f"  kept in {self.kept}")
        return "\n".join(lines)


def never_reached(crashed_at: Counter[str]) -> list[str]:
    """Return the crash points at which nothing has crashed."""
    return [point for point in POINTS if not crashed_at[point]]


async def run(seed: int, seconds: float, *, faults: bool = True) -> Report:
    """Run once; the history of a run with findings is kept under `.cic/faults/SEED`."""
    folder = Path(tempfile.mkdtemp(prefix="cic-faults-"))
    logging.getLogger("aiokafka").setLevel(logging.CRITICAL)  # a broker that is away is the point
    ledger = Ledger()
    try:
        async with running(folder, seed) as machines:
            report = await _run(machines, ledger, seed, seconds, faults=faults)
        if report.findings:
            report.kept = _keep(folder, ledger, report)
        return report
    finally:
        shutil.rmtree(folder, ignore_errors=True)


async def _run(
    machines: Machines, ledger: Ledger, seed: int, seconds: float, *, faults: bool
) -> Report:
    workload = Workload(machines, ledger, random.Random(seed))  # noqa: S311 - a seed, no secret
    await ready(machines, workload)
    began = time.monotonic()
    async with asyncio.TaskGroup() as tasks:
        work = tasks.create_task(workload.run(seconds))
        if faults:
            breaker = breaking.Breaker(machines, ledger, random.Random(seed + 1))  # noqa: S311
            tasks.create_task(breaker.run(seconds))
        await work
    took = time.monotonic() - began
    await machines.heal()
    await ready(machines, workload)
    healed = time.monotonic()
    behind = await witness.at_rest(machines)
    rested = time.monotonic() - healed
    await workload.settle(SETTLING)
    behind |= await witness.at_rest(machines)
    await witness.take_down(machines, workload, ledger)
    workload.asking.close()
    findings = [Finding("not-at-rest", hop, f"{lag} behind") for hop, lag in behind.items()]
    if behind:
        findings += [Finding("not-at-rest", *each) for each in await stands(machines, workload)]
    if rested > witness.OF_RIGHT and not behind:
        findings.append(Finding("slow-to-rest", "all", f"{rested:.1f} s after all were ready"))
    return Report(
        seed=seed,
        seconds=took,
        commands=len({attempt.command for attempt in ledger.attempts}),
        outcomes=Counter(_outcome(each.status) for each in ledger.attempts),
        reads=len(ledger.reads),
        events=len(ledger.stored),
        faults=Counter(each.fault for each in ledger.faults),
        crashed_at=Counter(order.split(":")[0] for order in machines.crashed_at),
        rested_after=rested,
        findings=[*findings, *check(ledger)],
    )


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


def _listed(counts: Counter[str]) -> str:
    return ", ".join(f"{name} {count}" for name, count in counts.most_common()) or "none"


def _keep(folder: Path, ledger: Ledger, report: Report) -> Path:
    target = KEPT / str(report.seed)
    shutil.rmtree(target, ignore_errors=True)
    ledger.keep(target / "ledger.jsonl")
    (target / "report.txt").write_text(f"{report}\n")
    shutil.copytree(folder / "log", target / "log")
    return target
