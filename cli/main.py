"""The `cic` command: which commands there are, and where each is written.

Only the module of the command that is asked for is imported, so that each starts quickly.
"""

import importlib
import sys
from collections.abc import Callable
from typing import Any

import typer

# name: (function, what it does). A new command is a module and a line here.
COMMANDS = {
    "up": ("cli.up:up", "Start everything, load the programme, print the URLs."),
    "down": ("cli.down:down", "Stop everything; --wipe also removes data, logs and keys."),
    "status": ("cli.status:status", "Show processes, URLs, positions, lags and memory."),
    "show": ("cli.show:show_command", "Show a country, or one partnership with its whole history."),
    "load": ("cli.load:load_command", "Check a programme's pack and enter it over HTTP."),
    "token": ("cli.token:token", "Print a token of the local issuer."),
    "logs": ("cli.logs:logs", "Print the log of a process, or the last lines of all."),
    "test": ("cli.test:test", "Run style, types, import rules and tests."),
    "lint": ("cli.lint:lint", "Run style, types and import rules."),
    "contracts": ("cli.contracts:contracts", "Write the schemas and pages made from contracts/."),
    "rebuild": ("cli.rebuild:rebuild", "Make views anew beside what serves; --back undoes it."),
    "archive": ("cli.archive:archive", "Close for good what is over and untouched since a day."),
    "dead-letters": ("cli.dead_letters:app", "What could not be applied: list, replay, discard."),
    "faults": ("cli.faults:faults", "Load the platform while it is broken; check every promise."),
    "backup": ("cli.backup:backup", "Copy all data, and keep from then on all that is written."),
    "restore": ("cli.restore:restore", "Put everything back to a moment or an event."),
    "lost": ("cli.lost:lost", "List what others had heard and a restore has taken away."),
    "verify": ("cli.verify:verify", "Is what was recorded still there, unchanged, and in views?"),
    "bench": ("cli.bench:bench", "Run the measurements in tests/bench."),
}
# These hand what they do not know to the tool that they run.
_PASS_ON = {"allow_extra_args": True, "ignore_unknown_options": True}
_PASSING = {"test", "bench"}


def application(asked: str | None) -> typer.Typer:
    """Return the command line with the command `asked` for, or with all of them as a list."""
    app = typer.Typer(
        help="Run, test and look at the CIC platform on one machine.",
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
        callback=_nothing,
    )
    for name, (reference, says) in COMMANDS.items():
        if asked in COMMANDS and name != asked:
            continue
        function = _function(reference) if name == asked else _nothing
        if isinstance(function, typer.Typer):
            app.add_typer(function, name=name, short_help=says)
            continue
        settings = _PASS_ON if name in _PASSING else None
        app.command(name, short_help=says, help=None, context_settings=settings)(function)
    return app


def main() -> None:
    """Run the command line."""
    asked = next((word for word in sys.argv[1:] if not word.startswith("-")), None)
    application(asked)(prog_name="cic")


def _function(reference: str) -> Callable[..., Any] | typer.Typer:
    module, _, name = reference.partition(":")
    function: Callable[..., Any] | typer.Typer = getattr(importlib.import_module(module), name)
    return function


def _nothing() -> None:
    """Stand in for what is not asked for."""
