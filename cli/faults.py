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
    check: Annotated[
        Path | None, typer.Option(help="Check a kept ledger.jsonl again, and run nothing.")
    ] = None,
) -> None:
    """Run clients against real processes and servers, break things by a seed, check the ledger.

    A run with violations is kept under .cic/faults/SEED: its ledger, its report and all logs.
    """
    arguments = ["--minutes", str(minutes)]
    if seed is not None:
        arguments += ["--seed", str(seed)]
    if check is not None:
        arguments += ["--check", str(check)]
    command = [sys.executable, "-m", "tests.faults", *arguments]
    ended = subprocess.run(command, cwd=CHECKOUT, check=False)  # noqa: S603
    raise typer.Exit(ended.returncode)
