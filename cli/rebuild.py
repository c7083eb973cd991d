"""`cic rebuild`: make a read model anew from what was published, beside the one that serves."""

import os
import subprocess
import sys
from typing import Annotated, Final

import typer

from cli.failure import fail
from deploy.local import databases
from deploy.local import state as states
from deploy.local.deployables import gateway
from deploy.local.issuer import ISSUER, open_issuer
from deploy.local.layout import data_folder, is_held

REBUILDS: Final = {gateway().name: (gateway(), "gateway.rebuild")}


def rebuild(
    name: Annotated[str, typer.Argument(help="Whose read model: gateway.")],
    workers: Annotated[int, typer.Option(help="Processes that apply events.")] = 2,
    *,
    back: Annotated[
        bool, typer.Option("--back", help="Let what served before serve again.")
    ] = False,
) -> None:
    """Make the read model of the running platform anew; meanwhile the old one serves."""
    if name not in REBUILDS:
        fail(f"no read model of {name}; there are {', '.join(REBUILDS)}")
    layout = data_folder()
    state = states.read(layout.state) if is_held(layout) else None
    if state is None or state.postgres is None or state.kafka is None:
        fail("nothing runs: ./cic up")
    deployable, module = REBUILDS[name]
    told = {
        "CIC_DATABASE_URL": databases.url_of(state.postgres, deployable.database),
        "CIC_KAFKA_BOOTSTRAP": state.kafka,
        "CIC_JWKS": str(open_issuer(layout.keys).key_set),
        "CIC_ISSUER": ISSUER,
        "CIC_LOG_LEVEL": "WARNING",
    }
    asked = ["--back"] if back else [f"--workers={workers}"]
    command = [sys.executable, "-m", module, *asked]
    raise typer.Exit(subprocess.run(command, env=os.environ | told, check=False).returncode)  # noqa: S603 - ourselves
