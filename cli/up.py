"""`cic up`: the whole platform, here or in the background."""

import asyncio
import os
from functools import partial
from typing import Annotated

import typer

from cli import background
from cli.failure import fail
from cli.settling import settle
from deploy.local import platform
from deploy.local.deployables import UNITS, UnknownUnit, gateway, parse_units, services_of
from deploy.local.layout import AlreadyRunning, TooNew, data_folder
from deploy.local.platform import Plan
from deploy.local.processes import StartFailed
from deploy.local.progress import Progress


def up(
    units: Annotated[
        str, typer.Option(help="Country units to start, by ISO code, as ma,bj.")
    ] = ",".join(UNITS),
    *,
    detach: Annotated[
        bool, typer.Option("--detach", help="Return when everything is ready.")
    ] = False,
    empty: Annotated[bool, typer.Option("--empty", help="Load no programme.")] = False,
) -> None:
    """Start PostgreSQL, Kafka, the units' services and the gateway; Ctrl-C stops them.

    The real programme is loaded at the first start. CIC_POSTGRES_URL and CIC_KAFKA_BOOTSTRAP name
    servers that you run, CIC_DATA another data folder than .cic.
    """
    try:
        chosen = parse_units(units)
    except UnknownUnit as reason:
        fail(reason)
    if detach:
        words = ["--units", ",".join(chosen), *(["--empty"] if empty else [])]
        background.start(data_folder(), words)
        return
    plan = Plan(
        services=tuple(services_of(chosen)),
        gateway=gateway(),
        postgres_url=os.environ.get("CIC_POSTGRES_URL"),
        kafka_bootstrap=os.environ.get("CIC_KAFKA_BOOTSTRAP"),
    )
    try:
        ready = asyncio.run(
            platform.run(data_folder(), plan, partial(settle, empty=empty), Progress())
        )
    except (AlreadyRunning, TooNew, StartFailed) as reason:
        fail(reason)
    if not ready:
        raise typer.Exit(130)
