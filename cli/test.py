"""`cic test`: everything that CI runs, or a part of it."""

import shutil
import subprocess
import sys
import time

import typer

from cli.lint import CHECKS, passes
from deploy.local.layout import CHECKOUT

# Suites that need more than Python: their folder under tests/, and the programs they call.
TOOLCHAINS = {"clients": ("java", "node", "go"), "browser": ("chromium",)}


def test(context: typer.Context) -> None:
    """Run style, types, import rules and all tests; given arguments, pytest alone with them.

    `cic test -m fast` is the inner loop, `cic test tests/kernel -x` one folder.
    """
    began = time.monotonic()
    if context.args:
        failed = [] if _pytest(context.args) else ["tests"]
    else:
        failed = [name for name in CHECKS if not passes(name)]
        print("== tests", flush=True)
        if not _pytest(_without_absent_toolchains()):
            failed.append("tests")
    print(
        f"{'failed: ' + ', '.join(failed) if failed else 'all passed'}"
        f" in {time.monotonic() - began:.0f} s"
    )
    if failed:
        raise typer.Exit(1)


def _pytest(arguments: list[str]) -> bool:
    command = [sys.executable, "-m", "pytest", *arguments]
    return subprocess.run(command, cwd=CHECKOUT, check=False).returncode == 0  # noqa: S603


def _without_absent_toolchains() -> list[str]:
    """Leave out what this machine cannot run, and say so in one line."""
    absent = {
        suite: [tool for tool in tools if shutil.which(tool) is None]
        for suite, tools in TOOLCHAINS.items()
        if (CHECKOUT / "tests" / suite).is_dir()
    }
    left_out = {suite: tools for suite, tools in absent.items() if tools}
    if not left_out:
        return []
    reasons = (f"{suite} (needs {', '.join(tools)})" for suite, tools in left_out.items())
    print(f"not run on this machine: {'; '.join(reasons)}", flush=True)
    return ["-m", " and ".join(f"not {suite}" for suite in left_out)]
