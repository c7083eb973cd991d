"""`cic status`: what runs, where, how far, at what cost."""

import asyncio
import json
from dataclasses import asdict
from typing import Annotated

import typer
from rich import box
from rich.console import Console
from rich.table import Table

from deploy.local import state as states
from deploy.local.layout import data_folder, is_held
from deploy.local.overview import Line, overview
from deploy.local.state import State

_NOT_RUNNING = 3
_LEFT = ("process", "state", "URL")
_RIGHT = ("position", "lag", "parked", "MB")
# Where the output is no terminal, nothing is cut off.
_PRINTED_WIDTH = 120


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
        console = Console()
        if not console.is_terminal:
            console.width = _PRINTED_WIDTH
        console.print(_table(state, lines))
        for line in lines:
            for what, why in ((line.status or {}).get("troubles") or {}).items():
                console.print(f"[red]{line.process.name}[/], {what}: {why}", highlight=False)


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
    title = f"{state.phase}: {len(lines)} processes, {total:.0f} MB"
    table = Table(title=title, title_justify="left", box=box.SIMPLE, pad_edge=False)
    for name in _LEFT:
        table.add_column(name, no_wrap=True)
    for name in _RIGHT:
        table.add_column(name, justify="right", no_wrap=True)
    for line in lines:
        memory = f"{line.memory / 1e6:.0f}" if line.memory else ""
        table.add_row(line.process.name, _phase(line), _where(line), *_progress(line), memory)
    return table


def _where(line: Line) -> str:
    url = line.process.url or ""
    return "a socket under .cic" if url.startswith("postgresql:") else url


def _phase(line: Line) -> str:
    process = line.process
    again = f", restarted {process.restarts}" if process.restarts else ""
    if process.phase == "ready" and not line.alive:
        return f"[red]ended[/]{again}"
    if line.status and line.status.get("troubles"):
        return f"[red]in trouble[/]{again}"
    if process.phase == "ready" or process.name == "supervisor":
        return f"[green]runs[/]{again}"
    return f"[yellow]{process.phase}[/]{again}"


def _progress(line: Line) -> tuple[str, str, str]:
    """Return the position, how many events some view lags behind it, and the events parked."""
    said = line.status or {}
    if sources := said.get("sources"):  # the gateway
        lag = sum(source["lag_events"] for source in sources.values())
        parked = sum(source["held_back"] for source in sources.values())
        return ("", str(lag), str(parked or ""))
    if "relay" not in said:
        return ("", "", "")
    lag = max(said["relay"]["lag"], *(view["lag"] for view in said["projections"].values()), 0)
    return (str(said["head"]), str(lag), str(said["dead_letters"] or ""))
