"""Are the stores what was sealed, and the views what the stores say?"""

import time
from importlib import import_module

from cli.checking.found import Found, Unit
from deploy.local.deployables import SERVICES
from kernel import checkpoints
from kernel.postgres.replayed import compare_views
from kernel.postgres.verifying import verify_store
from kernel.seals import keys
from kernel.settings import ServiceSettings
from kernel.web.service import Parts


async def stores(unit: Unit) -> Found:
    """Compare each event with its seal, seals with one another and with kept checkpoints.

    A store without fault leaves a checkpoint. Raises `OSError`, and `ValueError` for a broken key
    or checkpoint.
    """
    assert unit.seals is not None  # noqa: S101 - else there is nothing to compare with
    known = keys(unit.seals.read_text(encoding="utf-8"))
    began = time.perf_counter()
    faults: list[str] = []
    events = blocks = unsealed = 0
    for service, database in unit.databases.items():
        kept = checkpoints.kept(unit.checkpoints, unit.name, service)
        found = await verify_store(database, known, kept)
        faults += (f"{service}: {fault}" for fault in found.faults)
        events += found.events
        blocks += found.blocks
        unsealed += found.unsealed
        if found.last and not found.faults:
            checkpoints.keep(unit.checkpoints, unit.name, service, found.last)
    open_ = f", not sealed yet: {unsealed}" if unsealed else ""
    return Found(f"{_pace(events, began)}, blocks: {blocks:,}{open_}", faults)


async def views(unit: Unit) -> Found:
    """Compare each row of the services' views with what the events say."""
    parts_of = {service: _parts(service, unit.name) for service in unit.databases}
    began = time.perf_counter()
    faults: list[str] = []
    events = count = 0
    for service, database in unit.databases.items():
        parts = parts_of[service]
        found = await compare_views(database, parts.projections, parts.codecs)
        faults += (f"{service}: {fault}" for fault in found.faults)
        events += found.events
        count += len(parts.projections)
    return Found(f"{count} views of {_pace(events, began)}", faults)


def _pace(events: int, began: float) -> str:
    took = time.perf_counter() - began
    return f"{events:,} events in {took:.1f} s"


def _parts(service: str, unit: str) -> Parts:
    """Return what a service is made of; nothing is opened."""
    if service not in SERVICES:
        raise ValueError(f"no service {service}; there are {', '.join(SERVICES)}")
    nowhere = ServiceSettings(
        unit=unit, database_url="none", kafka_bootstrap="none", jwks="none", issuer="none"
    )
    parts: Parts = import_module(f"services.{service}.main").create(nowhere).state.parts
    return parts
