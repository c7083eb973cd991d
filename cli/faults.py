"""`cic faults`: the platform under load while servers, processes and lines fail."""

import subprocess
import sys
from pathlib import Path
from typing import Annotated

import typer

from deploy.local.layout import CHECKOUT


def faults(
    minutes: Annotated[float, typer.Option(help="How long, in runs of five minutes.")] = 5.0,
    seed: Annotated[int | None, typer.Option(help="Of the first run; else a new one.")] = None,
    record: Annotated[
        Path | None,
        typer.Option(help="Gets a line of JSON for each run; else .cic/faults/runs.jsonl."),
    ] = None,
    check: Annotated[
        Path | None, typer.Option(help="Check a kept ledger.jsonl again, and run nothing.")
    ] = None,
    *,
    sums: Annotated[
        bool, typer.Option("--sum", help="Say what the recorded runs come to, and run nothing.")
    ] = False,
) -> None:
    """Run clients against real processes and servers, break things by a seed, check the ledger.

    A run with violations is kept under .cic/faults/SEED: its ledger, its report and all logs.
    """
    arguments = ["--minutes", str(minutes)]
    if seed is not None:
        arguments += ["--seed", str(seed)]
    for name, file in (("--record", record), ("--check", check)):
        if file is not None:
            arguments += [name, str(file.absolute())]
    if sums:
        arguments.append("--sum")
    command = [sys.executable, "-m", "tests.faults", *arguments]
    ended = subprocess.run(command, cwd=CHECKOUT, check=False)  # noqa: S603
    raise typer.Exit(ended.returncode)
