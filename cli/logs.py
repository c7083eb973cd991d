"""`cic logs`: what the processes have said."""

import time
from pathlib import Path
from typing import Annotated

import typer

from cli.failure import fail
from deploy.local.layout import Layout, data_folder
from deploy.local.processes import tail

LINES = 200
LINES_OF_EACH = 5
_POLL = 0.2


def logs(
    name: Annotated[
        str | None, typer.Argument(help="A process of ./cic status, as ma-partnerships.")
    ] = None,
    *,
    follow: Annotated[bool, typer.Option("-f", "--follow", help="Go on as lines come.")] = False,
) -> None:
    """Print the end of one log, or the last lines of every log."""
    layout = data_folder()
    found = _logs(layout)
    if name is not None and name not in found:
        fail(f"no log {name}; there are {', '.join(found) or 'none yet'}")
    chosen = found if name is None else {name: found[name]}
    # Read before printing, so that following misses nothing that is written meanwhile.
    ends = {each: path.stat().st_size for each, path in chosen.items()}
    for each, path in chosen.items():
        print(_labelled(each, tail(path, LINES if name else LINES_OF_EACH), alone=bool(name)))
    if follow:
        _follow(chosen, ends, alone=bool(name))


def _logs(layout: Layout) -> dict[str, Path]:
    return {path.stem: path for path in sorted(layout.log("any").parent.glob("*.log"))}


def _follow(logs: dict[str, Path], ends: dict[str, int], *, alone: bool) -> None:
    """Print what is added, until Ctrl-C; a log that has been put aside is read from its start."""
    while True:
        for name, path in logs.items():
            size = path.stat().st_size if path.exists() else 0
            start = ends[name] if size >= ends[name] else 0
            if size > start:
                with path.open("rb") as file:
                    file.seek(start)
                    added = file.read(size - start).decode(errors="replace")
                print(_labelled(name, added.removesuffix("\n"), alone=alone), flush=True)
            ends[name] = size
        time.sleep(_POLL)


def _labelled(name: str, text: str, *, alone: bool) -> str:
    if alone:
        return text
    return "\n".join(f"{name:<16} {line}" for line in text.splitlines() or [""])
