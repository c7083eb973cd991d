"""`cic verify`: is what was recorded still there, unchanged, and what views show?

Each check is a line in `CHECKS`: its name and what it finds wrong with one unit.
"""

import asyncio
from collections.abc import Mapping, Sequence
from itertools import groupby
from operator import attrgetter
from pathlib import Path
from typing import Annotated, Final
from urllib.parse import urlsplit

import asyncpg
import typer

from cli.checking.found import Check, Unit
from cli.checking.stores import stores, views
from cli.failure import fail
from deploy.local import state as states
from deploy.local.databases import url_of
from deploy.local.deployables import services_of
from deploy.local.layout import data_folder
from deploy.local.sealing import sealing_key

FOUND_FAULTS: Final = 1
CHECKS: Final[Mapping[str, Check]] = {"stores": stores, "views": views}


def verify(
    *,
    database: Annotated[
        list[str] | None,
        typer.Option(help="DSN of a service's database that does not run here; repeat it."),
    ] = None,
    seals: Annotated[
        Path | None, typer.Option(help="The key set of its unit, the public halves suffice.")
    ] = None,
    checkpoints: Annotated[
        Path | None, typer.Option(help="Where checkpoints are kept: a file, or the service's log.")
    ] = None,
) -> None:
    """Check the units that run on this machine, or the one that the options name.

    Ends with status 1 when something was changed or is missing, and names it.
    """
    if (database is None) != (seals is None):
        fail("say both --database and --seals, or neither")
    try:
        if database and seals:
            units = _elsewhere(database, seals, checkpoints or Path("checkpoints.jsonl"))
        else:
            units = _here(checkpoints)
        faults = asyncio.run(_verified(units))
    except (OSError, ValueError, asyncpg.PostgresError) as reason:
        fail(f"cannot look: {reason}")
    if faults:
        raise typer.Exit(FOUND_FAULTS)


async def _verified(units: Sequence[Unit]) -> int:
    count = 0
    for unit in units:
        for name, check in CHECKS.items():
            found = await check(unit)
            count += len(found.faults)
            said = f"{len(found.faults)} faults" if found.faults else "all well"
            print(f"{unit.name} {name}: {found.looked_at}, {said}")
            for fault in found.faults:
                print(f"  {fault}")
    return count


def _here(checkpoints: Path | None) -> list[Unit]:
    layout = data_folder()
    state = states.read(layout.state)
    if state is None or state.postgres is None:
        fail("nothing runs here: ./cic up, or say --database and --seals")
    postgres = state.postgres
    running = sorted({process.unit for process in state.processes.values() if process.unit})
    return [
        Unit(
            unit,
            {str(each.service): url_of(postgres, each.database) for each in services},
            sealing_key(layout.keys, unit),
            checkpoints or layout.root / "checkpoints.jsonl",
        )
        for unit, services in groupby(services_of(running), attrgetter("unit"))
    ]


def _elsewhere(databases: Sequence[str], seals: Path, checkpoints: Path) -> list[Unit]:
    """Read unit and service from the name of each database, `cic_<unit>_<service>`."""
    named: dict[str, dict[str, str]] = {}
    for url in databases:
        name = urlsplit(url).path.removeprefix("/")
        prefix, _, rest = name.partition("_")
        unit, _, service = rest.partition("_")
        if prefix != "cic" or not unit or not service:
            raise ValueError(f"a service's database is called cic_<unit>_<service>, not {name}")
        named.setdefault(unit, {})[service] = url
    return [Unit(unit, urls, seals, checkpoints) for unit, urls in named.items()]
