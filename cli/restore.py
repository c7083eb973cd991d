"""`cic restore`: put the platform back to how it was at a moment."""

import asyncio
import re
from datetime import datetime
from pathlib import Path
from typing import Annotated, Final

import typer

from cli.backup import folder_beside
from cli.failure import fail
from deploy.local.backup import Backup, BackupFailed
from deploy.local.layout import AlreadyRunning, TooNew, data_folder, held, migrate
from deploy.local.processes import StartFailed
from deploy.local.restore import Position, Restored, Target
from deploy.local.restore import restore as put_back
from kernel.clock import system_clock

_POSITION: Final = re.compile("([a-z]{2})-([a-z]+):([1-9][0-9]{0,17})")


def restore(
    folder: Annotated[
        Path | None, typer.Argument(help="Where the backup is. (default: .cic-backup)")
    ] = None,
    at: Annotated[
        str | None,
        typer.Option(
            help="A moment as 2026-11-22T11:30:00+01:00, or the last event to keep as"
            " ma-partnerships:120. (default: all that there is)"
        ),
    ] = None,
) -> None:
    """Put all databases back, with what else is kept in the folder; nothing may run meanwhile.

    The present database is put aside. At the next ./cic up everyone who has heard of what is
    gone drops it; ./cic lost lists it.
    """
    target = target_of(at) if at is not None else None
    layout = data_folder()
    kept = Backup((folder or folder_beside(layout)).absolute())
    stamp = f"{system_clock():%Y%m%dT%H%M%SZ}"
    try:
        with held(layout):
            migrate(layout)
            restored = asyncio.run(put_back(layout, kept, target, stamp))
    except AlreadyRunning:
        fail("the platform runs: ./cic down")
    except (TooNew, BackupFailed, StartFailed) as reason:
        fail(reason)
    _say(restored, at)


def target_of(at: str) -> Target:
    """Read a moment or an event; end the command if it is neither."""
    if position := _POSITION.fullmatch(at):
        unit, service, number = position.groups()
        return Position(unit, service, int(number))
    try:
        moment = datetime.fromisoformat(at)
    except ValueError:
        fail(f"neither a moment nor an event: {at}")
    # Without an offset it is what the clock on this machine shows.
    return moment.astimezone()


def _say(restored: Restored, at: str | None) -> None:
    for source, begun in sorted(restored.stores.items()):
        print(f"{source:<20} up to position {begun.rewound_to}, epoch {begun.epoch}")
    if at and restored.all_there_was:
        print(f"nothing was written as late as {at}: this is all that there is")
    if restored.aside:
        print(f"what it replaces is in {restored.aside}")
    print("./cic up, then ./cic lost says what others had heard and is gone")
