"""Runs under faults until the time is over, a seed after the other; `./cic faults` calls it."""

import argparse
import random
import sys
from collections import Counter
from pathlib import Path

import uvloop

from tests.faults.checker import check
from tests.faults.ledger import kept
from tests.faults.run import Report, never_reached, run

LONGEST = 300.0
"""Seconds of one run: the next one begins with an empty disk and another seed."""


def main() -> int:
    arguments = argparse.ArgumentParser(prog="./cic faults", description=__doc__)
    arguments.add_argument("--minutes", type=float, default=5.0)
    arguments.add_argument("--seed", type=int, help="of the first run; by default a new one")
    arguments.add_argument("--check", type=Path, help="a ledger that was kept; nothing is run")
    given = arguments.parse_args()
    if given.check:
        return _checked(given.check)
    seed = random.randrange(1, 1_000_000) if given.seed is None else given.seed  # noqa: S311
    left, reports = given.minutes * 60, []
    while left > 0:
        reports.append(uvloop.run(run(seed, min(left, LONGEST))))
        print(reports[-1], flush=True)
        left -= LONGEST
        seed += 1
    if len(reports) > 1:
        print(summary(reports))
    return int(any(report.findings for report in reports))


def summary(reports: list[Report]) -> str:
    crashed: Counter[str] = sum((report.crashed_at for report in reports), Counter())
    commands = sum(report.commands for report in reports)
    faults = sum(report.faults.total() for report in reports)
    violations = sum(len(report.findings) for report in reports)
    never = ", ".join(never_reached(crashed)) or "none"
    return (
        f"{len(reports)} runs: {commands} commands, {faults} faults,"
        f" {crashed.total()} crashes at a step (never: {never}), {violations} violations"
    )


def _checked(file: Path) -> int:
    findings = check(kept(file))
    for finding in findings:
        print(f"{finding.kind}: {finding.where}: {finding.found}")
    print(f"{len(findings)} violations")
    return int(bool(findings))


if __name__ == "__main__":
    sys.exit(main())
