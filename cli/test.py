"""`cic test`: everything that CI runs, or a part of it."""

import shutil
import subprocess
import sys
import time

import typer

from cli.lint import CHECKS, passes
from deploy.local.layout import CHECKOUT

# Suites that need more than Python: their folder under tests/, and the programs they call.
TOOLCHAINS = {
    "clients": ("java", "node", "go"),
    "browser": ("chromium",),
    # Made by `cic bench peers`: other people's stores are not downloaded by the way.
    "peers": ("node", ".cic/peers/python/bin/python"),
}

EVERY_CORE = ("-n", "logical")
THREE_FILES = ("-n", "3", "--dist", "loadfile")
"""For tests that mostly wait for servers: those of a file share them."""


def test(context: typer.Context) -> None:
    """Run style, types, import rules and all tests; given arguments, pytest alone with them.

    `cic test -m fast` is the inner loop, `cic test tests/kernel -x` one folder.
    """
    began = time.monotonic()
    if context.args:
        fast = context.args[:2] == ["-m", "fast"]
        aside = any(word.startswith(("-n", "--pdb")) for word in context.args)
        how: tuple[str, ...] = EVERY_CORE if fast and not aside else ()
        failed = [] if _pytest([*context.args, *how]) else ["tests"]
    else:
        failed = [name for name in CHECKS if not passes(name)]
        for suite, how in (("fast", EVERY_CORE), (_slow_suites(), THREE_FILES), ("alone", ())):
            print(f"== tests: {suite}", flush=True)
            if not _pytest(["-m", suite, *how]):
                failed.append(f"tests: {suite}")
    print(
        f"{'failed: ' + ', '.join(failed) if failed else 'all passed'}"
        f" in {time.monotonic() - began:.0f} s"
    )
    if failed:
        raise typer.Exit(1)


def _pytest(arguments: list[str]) -> bool:
    command = [sys.executable, "-m", "pytest", *arguments]
    return subprocess.run(command, cwd=CHECKOUT, check=False).returncode == 0  # noqa: S603


def _program(tool: str) -> str:
    return str(CHECKOUT / tool) if "/" in tool else tool


def _slow_suites() -> str:
    """Return the markers of the rest; say in one line what this machine cannot run."""
    absent = {
        suite: [tool for tool in tools if shutil.which(_program(tool)) is None]
        for suite, tools in TOOLCHAINS.items()
        if (CHECKOUT / "tests" / suite).is_dir()
    }
    left_out = {suite: tools for suite, tools in absent.items() if tools}
    if left_out:
        reasons = (f"{suite} (needs {', '.join(tools)})" for suite, tools in left_out.items())
        print(f"not run on this machine: {'; '.join(reasons)}", flush=True)
    return " and ".join(f"not {suite}" for suite in ("fast", "alone", *left_out))
