"""`cic rebuild`: make a read model anew beside the one that serves."""

import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from typing import Annotated, Final

import typer

from cli.failure import fail
from deploy.local import databases
from deploy.local import state as states
from deploy.local.deployables import SERVICES, Deployable, gateway, services_of
from deploy.local.issuer import ISSUER, open_issuer
from deploy.local.layout import data_folder, is_held
from deploy.local.state import State

GATEWAY: Final = gateway().name


def rebuild(  # noqa: PLR0913 - one argument per option
    name: Annotated[str, typer.Argument(help=f"Whose: {GATEWAY}, {', '.join(SERVICES)}.")],
    projections: Annotated[
        list[str] | None, typer.Argument(help="Views of a service, as in /status; all without.")
    ] = None,
    units: Annotated[
        list[str] | None, typer.Option("--unit", help="A service's unit; all that run without.")
    ] = None,
    workers: Annotated[int, typer.Option(help="Processes that apply the gateway's events.")] = 2,
    *,
    back: Annotated[
        bool, typer.Option("--back", help="Let what served before serve again.")
    ] = False,
    compare: Annotated[
        bool, typer.Option("--compare", help="Only say where the gateway's differs from topics.")
    ] = False,
) -> None:
    """Make views of the running platform anew; meanwhile the old ones serve."""
    if name != GATEWAY and name not in SERVICES:
        fail(f"no read model of {name}; there are {GATEWAY}, {', '.join(SERVICES)}")
    layout = data_folder()
    state = states.read(layout.state) if is_held(layout) else None
    if state is None or state.postgres is None or state.kafka is None:
        fail("nothing runs: ./cic up")
    if name == GATEWAY:
        if projections or units:
            fail("the gateway's read model is one, of all units")
        asked = (
            ["--back"] if back else [f"--workers={workers}", *(["--compare"] if compare else [])]
        )
        raise typer.Exit(_run("gateway.rebuild", asked, _told(state, gateway())))
    if compare:
        fail("./cic verify compares the views of services")
    running = sorted({process.unit for process in state.processes.values() if process.unit})
    if missing := [unit for unit in units or () if unit not in running]:
        fail(f"no unit {', '.join(missing)} runs; there are {', '.join(running)}")
    asked = [*(projections or ()), *(["--back"] if back else [])]
    worst = 0
    for deployable in services_of(units or running, (name,)):
        print(f"{deployable.name}: ", end="", flush=True)
        worst = max(worst, abs(_run("kernel.rebuilding", asked, _told(state, deployable))))
    raise typer.Exit(worst)


def _told(state: State, deployable: Deployable) -> Mapping[str, str]:
    """Return the settings of a deployable of this machine."""
    assert state.postgres is not None  # noqa: S101 - it was looked at
    assert state.kafka is not None  # noqa: S101 - likewise
    told = {
        "CIC_DATABASE_URL": databases.url_of(state.postgres, deployable.database),
        "CIC_KAFKA_BOOTSTRAP": state.kafka,
        "CIC_JWKS": str(open_issuer(data_folder().keys).key_set),
        "CIC_ISSUER": ISSUER,
        "CIC_LOG_LEVEL": "WARNING",
    }
    if deployable.unit and deployable.service:
        told |= {"CIC_UNIT": deployable.unit, "CIC_DEPLOYABLE": f"services/{deployable.service}"}
    return told


def _run(module: str, asked: Sequence[str], told: Mapping[str, str]) -> int:
    command = [sys.executable, "-m", module, *asked]
    return subprocess.run(command, env=os.environ | told, check=False).returncode  # noqa: S603 - ourselves
