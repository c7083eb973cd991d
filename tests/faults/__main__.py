"""Runs under faults until the time is over, a seed after the other; `./cic faults` calls it."""

import argparse
import random
import resource
import signal
import subprocess
import sys
from pathlib import Path

import uvloop

from deploy.local.layout import CHECKOUT
from tests.faults import amounts, disks, records
from tests.faults.checker import check
from tests.faults.ledger import kept
from tests.faults.run import KEPT, run

LONGEST = 300.0
"""Seconds of one run: the next one begins with an empty disk and another seed."""
FILES = 8192
MADE = KEPT / "runs.jsonl"
TOLD_IN = CHECKOUT / "docs" / "reliability.md"


def main() -> int:
    arguments = argparse.ArgumentParser(prog="./cic faults", description=__doc__)
    arguments.add_argument("--minutes", type=float, default=5.0)
    arguments.add_argument("--seed", type=int, help="of the first run; by default a new one")
    arguments.add_argument("--record", type=Path, default=MADE, help="gets a line for each run")
    arguments.add_argument("--sum", action="store_true", help="of what is recorded; nothing is run")
    arguments.add_argument("--tell", action="store_true", help="it in docs/reliability.md")
    arguments.add_argument("--check", type=Path, help="a ledger that was kept; nothing is run")
    given = arguments.parse_args()
    if given.check:
        return _checked(given.check)
    if given.tell:
        made = records.read(records.COMMITTED)
        TOLD_IN.write_text(records.told(TOLD_IN.read_text(), made))
        return 0
    if given.sum:
        print(records.summed(records.read(given.record)))
        return 0
    disks.keep_mounts_to_oneself()
    _open_enough()
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    seed = random.randrange(1, 1_000_000) if given.seed is None else given.seed  # noqa: S311
    return _run(seed, given.minutes * 60, given.record)


def _open_enough() -> None:
    """Allow for a connection of each client and process, which take two more each in their line."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    enough = FILES if hard == resource.RLIM_INFINITY else min(hard, FILES)
    if soft != resource.RLIM_INFINITY:
        resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, enough), hard))


def _run(seed: int, left: float, file: Path) -> int:
    commit, made = _commit(), []
    while left > 0:
        report = uvloop.run(run(seed, min(left, LONGEST)))
        print(report, flush=True)
        made.append(records.record(report, commit))
        records.append(file, made[-1])
        left -= LONGEST
        seed += 1
    if len(made) > 1:
        print(records.summed(made))
    return int(any(each.violations for each in made))


def _commit() -> str:
    """Return what is tested, with a `+` for what is not committed; nothing outside a checkout."""
    command = ["git", "describe", "--always", "--abbrev=12", "--dirty=+"]
    try:
        told = subprocess.run(command, cwd=CHECKOUT, capture_output=True, text=True, check=False)
    except OSError:
        return ""
    return told.stdout.strip()


def _checked(file: Path) -> int:
    findings = check(kept(file, total=amounts.TOTAL))
    for finding in findings:
        print(f"{finding.kind}: {finding.where}: {finding.found}")
    print(f"{len(findings)} violations")
    return int(bool(findings))


if __name__ == "__main__":
    sys.exit(main())
