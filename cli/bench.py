"""`cic bench`: measurements, each a ratio against a peer or a floor in the same run."""

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
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
    failed = [path.stem for path in chosen if not _passes(path, context.args)]
    if failed:
        fail(f"below target: {', '.join(failed)}")


def _passes(path: Path, arguments: Sequence[str]) -> bool:
    """Run a measurement: a program of its own, or functions for pytest."""
    print(f"== {path.stem}", flush=True)
    if '__name__ == "__main__"' in path.read_text():
        command = [sys.executable, "-m", f"tests.bench.{path.stem}", *arguments]
    else:
        options = ("-q", "-s", "-o", "python_files=bench_*.py", "-o", "python_functions=bench_*")
        # A measurement of many rounds is no test that hangs.
        command = [sys.executable, "-m", "pytest", *options, "-o", "timeout=0", *arguments]
        command.append(str(path))
    return subprocess.run(command, cwd=CHECKOUT, check=False).returncode == 0  # noqa: S603
