"""`cic verify`: is what was recorded still there, unchanged, and what views show?"""

import asyncio
import re
from collections.abc import Iterator, Sequence
from itertools import groupby
from operator import attrgetter
from pathlib import Path
from typing import Annotated, Final
from urllib.parse import urlsplit

import asyncpg
import typer

from cli.checking.documents import documents as documents_of
from cli.checking.found import Check, Unit
from cli.checking.stores import stores, views
from cli.failure import fail
from deploy.local import state as states
from deploy.local.databases import url_of
from deploy.local.deployables import services_of
from deploy.local.layout import data_folder
from deploy.local.sealing import sealing_key
from kernel.blobs import BlobsAway

FOUND_FAULTS: Final = 1


def verify(
    *,
    database: Annotated[
        list[str] | None,
        typer.Option(help="DSN of a service's database that does not run here; repeat it."),
    ] = None,
    documents: Annotated[
        str | None, typer.Option(help="Where its unit keeps documents: file:///… or s3://….")
    ] = None,
    seals: Annotated[
        Path | None, typer.Option(help="The key set of its unit, the public halves suffice.")
    ] = None,
    checkpoints: Annotated[
        Path | None, typer.Option(help="Where checkpoints are kept: a file, or the service's log.")
    ] = None,
) -> None:
    """Check the units that run on this machine, or the one that the options name.

    Elsewhere documents are compared with `--documents`, stores and their views with `--seals`.
    Ends with status 1 when something was changed or is missing, and names it.
    """
    if (database is None) != (documents is None and seals is None):
        fail("say --database with --documents, --seals or both, or none of them")
    try:
        if database:
            kept = checkpoints or Path("checkpoints.jsonl")
            units = _elsewhere(database, documents, seals, kept)
        else:
            units = _here(checkpoints)
        faults = asyncio.run(_verified(units))
    except (OSError, ValueError, asyncpg.PostgresError, BlobsAway) as reason:
        fail(f"cannot look: {reason}")
    if faults:
        raise typer.Exit(FOUND_FAULTS)


async def _verified(units: Sequence[Unit]) -> int:
    count = 0
    for unit in units:
        for name, check in _checks(unit):
            found = await check(unit)
            count += len(found.faults)
            said = f"{len(found.faults)} faults" if found.faults else "all well"
            print(f"{unit.name} {name}: {found.looked_at}, {said}")
            for fault in found.faults:
                print(f"  {fault}")
    return count


def _checks(unit: Unit) -> Iterator[tuple[str, Check]]:
    if unit.documents is not None:
        yield "documents", documents_of
    if unit.seals is not None:
        yield "stores", stores
        yield "views", views


def _here(checkpoints: Path | None) -> list[Unit]:
    layout = data_folder()
    state = states.read(layout.state)
    if state is None or state.postgres is None:
        fail("nothing runs here: ./cic up, or say what to look at with --database")
    postgres = state.postgres
    running = sorted({process.unit for process in state.processes.values() if process.unit})
    return [
        Unit(
            unit,
            {str(each.service): url_of(postgres, each.database) for each in services},
            layout.documents(unit).as_uri(),
            sealing_key(layout.keys, unit),
            checkpoints or layout.root / "checkpoints.jsonl",
        )
        for unit, services in groupby(services_of(running), attrgetter("unit"))
    ]


def _elsewhere(
    databases: Sequence[str], documents: str | None, seals: Path | None, checkpoints: Path
) -> list[Unit]:
    """Read unit and service from the name of each database, `cic_<unit>_<service>`.

    Raises `ValueError` for a name that says neither, where seals are to be looked at.
    """
    named: dict[str, dict[str, str]] = {}
    for url in databases:
        name = urlsplit(url).path.removeprefix("/")
        found = re.fullmatch("cic_([^_]+)_(.+)", name)
        if found is None and seals is not None:
            raise ValueError(f"a service's database is called cic_<unit>_<service>, not {name}")
        unit, service = found.groups() if found else ("unit", name)
        named.setdefault(unit, {})[service] = url
    return [Unit(unit, urls, documents, seals, checkpoints) for unit, urls in named.items()]
