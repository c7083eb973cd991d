"""How a command ends when it cannot do what it is asked: one line, and status 1."""

import sys
from typing import NoReturn

import typer


def fail(reason: object) -> NoReturn:
    """Print the reason as an error and end the command."""
    print(f"error: {reason}", file=sys.stderr)
    raise typer.Exit(1)
