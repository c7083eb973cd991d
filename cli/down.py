"""`cic down`: stop what `cic up` has started."""

import os
import signal
import time
from contextlib import suppress
from typing import Annotated

import typer

from cli.failure import fail
from deploy.local.layout import Layout, data_folder, holder, is_held, wipe

# Of which PostgreSQL may take a minute for its last checkpoint.
PATIENCE = 120.0


def down(
    *,
    wipe_data: Annotated[
        bool, typer.Option("--wipe", help="Also remove data, logs and keys (.cic).")
    ] = False,
) -> None:
    """Stop everything in order; nothing is lost."""
    layout = data_folder()
    if is_held(layout):
        _stop(layout)
    else:
        print("nothing runs")
    if wipe_data:
        wipe(layout)
        print(f"removed {layout.root}")


def _stop(layout: Layout) -> None:
    supervisor = holder(layout)
    if supervisor is None:
        fail(f"{layout.root} is held, but its holder has not said who it is; try again")
    began = time.monotonic()
    with suppress(ProcessLookupError):
        os.kill(supervisor, signal.SIGTERM)
    while is_held(layout):
        if time.monotonic() - began > PATIENCE:
            fail(f"process {supervisor} does not stop; ./cic logs supervisor may say why")
        time.sleep(0.05)
    print(f"stopped in {time.monotonic() - began:.1f} s")
