"""`cic backup`: copy what the platform holds, and from then on all that it writes."""

import asyncio
from pathlib import Path
from typing import Annotated

import typer

from cli.beside import running
from cli.failure import fail
from deploy.local.backup import Backup, BackupFailed, take
from deploy.local.layout import Layout
from deploy.local.postgres import Postgres


def folder_beside(layout: Layout) -> Path:
    """Return where a backup is if nothing else is said: `./cic down --wipe` leaves it alone."""
    return layout.root.with_name(f"{layout.root.name}-backup")


def backup(
    to: Annotated[
        Path | None, typer.Option(help="The folder, on another disk best. (default: .cic-backup)")
    ] = None,
) -> None:
    """Copy the databases, documents and keys of the running platform; commands go on meanwhile.

    From the first copy on the database's log is kept in the folder too, at the latest after five
    minutes, so that `./cic restore --at` can go back to any moment since.
    """
    here = running()
    layout = here.layout
    if here.postgres != Postgres(layout.postgres, layout.log("postgres")).url():
        fail("CIC_POSTGRES_URL names your own server: back it up with its tools")
    kept = Backup((to or folder_beside(layout)).absolute())
    try:
        base = asyncio.run(take(layout, kept, here.postgres))
    except BackupFailed as reason:
        fail(reason)
    size = sum(file.stat().st_size for file in base.folder.iterdir()) / 1e6
    print(f"kept {size:.0f} MB in {base.folder}; ./cic restore goes back to any moment since")
