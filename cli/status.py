"""`cic status`: what runs, where, how far, at what cost."""

import asyncio
import json
from dataclasses import asdict
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from deploy.local import state as states
from deploy.local.layout import data_folder, is_held
from deploy.local.overview import Line, overview
from deploy.local.state import State

_NOT_RUNNING = 3
_LEFT = ("process", "state", "URL")
_RIGHT = ("pid", "restarts", "position", "behind", "published", "parked", "MB")


def status(
    *,
    as_json: Annotated[bool, typer.Option("--json", help="For programs.")] = False,
) -> None:
    """Show every process. Ends with status 3 when nothing runs."""
    layout = data_folder()
    state = states.read(layout.state) if is_held(layout) else None
    if state is None:
        print(json.dumps({"phase": "stopped"}) if as_json else "nothing runs: ./cic up")
        raise typer.Exit(_NOT_RUNNING)
    lines = asyncio.run(overview(state))
    if as_json:
        print(json.dumps(_document(state, lines), indent=1))
    else:
        Console(soft_wrap=True).print(_table(state, lines))


def _document(state: State, lines: list[Line]) -> dict[str, object]:
    return {
        "phase": state.phase,
        "gateway": state.gateway,
        "kafka": state.kafka,
        "memory": sum(line.memory or 0 for line in lines),
        "processes": {
            line.process.name: asdict(line.process)
            | {"alive": line.alive, "memory": line.memory, "status": line.status}
            for line in lines
        },
    }


def _table(state: State, lines: list[Line]) -> Table:
    total = sum(line.memory or 0 for line in lines) / 1e6
    table = Table(
        title=f"{state.phase}; {len(lines)} processes, {total:.0f} MB", title_style="bold"
    )
    for title in _LEFT:
        table.add_column(title, no_wrap=True)
    for title in _RIGHT:
        table.add_column(title, justify="right", no_wrap=True)
    for line in lines:
        process = line.process
        table.add_row(
            process.name,
            _phase(line),
            process.url or "",
            str(process.pid or ""),
            str(process.restarts or ""),
            *_progress(line),
            f"{line.memory / 1e6:.0f}" if line.memory else "",
        )
    return table


def _phase(line: Line) -> str:
    if not line.alive:
        return "[red]ended[/]" if line.process.phase == "ready" else line.process.phase
    if line.status and line.status.get("troubles"):
        return "[red]in trouble[/]"
    return "[green]runs[/]" if line.process.phase == "ready" else line.process.phase


def _progress(line: Line) -> tuple[str, str, str, str]:
    """Return position, events behind, events published and parked, as the process says."""
    said = line.status or {}
    if "relay" not in said:
        return ("", str(said.get("lag", "")), "", str(said.get("dead_letters", "") or ""))
    views = [view["lag"] for view in said["projections"].values()]
    behind = max([*views, said["relay"]["lag"]], default=0)
    return (
        str(said["head"]),
        str(behind),
        str(said["relay"]["published"]),
        str(said["dead_letters"] or ""),
    )
