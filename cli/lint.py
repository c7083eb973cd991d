"""`cic lint`: style, types and import rules."""

import subprocess
import sys

import typer

from deploy.local.layout import CHECKOUT

CHECKS = {
    "style": ("-m", "ruff", "check"),
    "format": ("-m", "ruff", "format", "--check"),
    "types": ("-m", "mypy"),
    # It has no module to run, and its script does not survive a move of the checkout.
    "import rules": ("-c", "from importlinter.cli import lint_imports_command as run; run()"),
}


def lint() -> None:
    """Run every check, also after one has failed."""
    failed = [name for name in CHECKS if not passes(name)]
    if failed:
        print(f"failed: {', '.join(failed)}")
        raise typer.Exit(1)


def passes(name: str) -> bool:
    """Run one check in the checkout and say whether it found nothing."""
    print(f"== {name}", flush=True)
    command = [sys.executable, *CHECKS[name]]
    return subprocess.run(command, cwd=CHECKOUT, check=False).returncode == 0  # noqa: S603
