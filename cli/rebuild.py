"""`cic rebuild`: make a read model anew beside the one that serves."""

from typing import Annotated, Final

import typer

from cli.beside import running
from cli.failure import fail
from deploy.local.deployables import SERVICES, gateway

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
    copies: Annotated[
        bool, typer.Option("--copies", help="What a service keeps of other services.")
    ] = False,
) -> None:
    """Make views of the running platform anew; meanwhile the old ones serve."""
    if name != GATEWAY and name not in SERVICES:
        fail(f"no read model of {name}; there are {GATEWAY}, {', '.join(SERVICES)}")
    here = running()
    if name == GATEWAY:
        if projections or units or copies:
            fail("the gateway's read model is one, of all units")
        asked = (
            ["--back"] if back else [f"--workers={workers}", *(["--compare"] if compare else [])]
        )
        raise typer.Exit(here.run("gateway.rebuild", asked, gateway()))
    if compare:
        fail("./cic verify compares the views of services")
    services = here.services(units, (name,))
    if copies and (projections or back):
        fail("all copies of a service are made anew together, and nothing is kept to go back to")
    asked = [*(projections or ()), *(["--back"] if back else [])]
    asked += ["--copies"] if copies else []
    raise typer.Exit(here.run_beside_each("kernel.rebuilding", asked, services))
