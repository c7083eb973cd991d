"""`cic bench`: measurements, each a ratio against a peer or a floor in the same run."""

import subprocess
import sys
from typing import Annotated

import typer

from cli.failure import fail
from deploy.local.layout import CHECKOUT

BENCHES = CHECKOUT / "tests" / "bench"


def bench(
    context: typer.Context,
    name: Annotated[str | None, typer.Argument(help="One of them, as append.")] = None,
) -> None:
    """Run the measurements in tests/bench one after the other, or the one that is named."""
    found = {path.stem.removeprefix("bench_"): path for path in sorted(BENCHES.glob("bench_*.py"))}
    if name is not None and name not in found:
        fail(f"no measurement {name}; there are {', '.join(found)}")
    chosen = found.values() if name is None else [found[name]]
    command = [
        *(sys.executable, "-m", "pytest", "-q", "-s", "-o", "python_files=bench_*.py"),
        # A measurement of many runs is no test that hangs.
        *("-o", "timeout=0", *context.args, *map(str, chosen)),
    ]
    status = subprocess.run(command, cwd=CHECKOUT, check=False).returncode  # noqa: S603
    raise typer.Exit(status)
