"""`cic verify`: is everything that events refer to still there, and unchanged?

Each check is a line in `CHECKS`: its name and what it finds wrong with one unit.
"""

import asyncio
import hashlib
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from operator import attrgetter
from typing import Annotated, Any, Final, TypeAlias

import asyncpg
import typer

from cli.failure import fail
from deploy.local import state as states
from deploy.local.databases import url_of
from deploy.local.deployables import services_of
from deploy.local.layout import data_folder
from kernel.blobs import Blobs, BlobsAway
from vocabulary.acts import digest_problem

FOUND_FAULTS: Final = 1
FETCHED: Final = 2000
"""Events read at a time."""
_NAMING: Final = """
SELECT category, stream_id, version, type, data FROM store.events
 WHERE data::text LIKE '%"sha256"%' ORDER BY position
"""


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit's stores, by the name of the service, and where its documents are kept."""

    name: str
    databases: Mapping[str, str]
    documents: str


@dataclass(slots=True)
class Reference:
    """A document that events name: where first, how often, and of which size if they say so."""

    where: str
    times: int = 1
    sizes: set[int] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class Found:
    """What a check has looked at, and each fault in one line."""

    looked_at: str
    faults: Sequence[str]


Check: TypeAlias = Callable[[Unit], Awaitable[Found]]


async def documents(unit: Unit) -> Found:
    """Read every document that an event names, and compare its bytes with the hash and size."""
    named = await _named(unit)
    blobs = Blobs(unit.documents)
    faults: list[str] = []
    for sha256, reference in sorted(named.items()):
        if fault := await _fault(blobs, sha256, reference):
            more = f", and {reference.times - 1} more" if reference.times > 1 else ""
            faults.append(f"{sha256} {fault}; named by {reference.where}{more}")
    return Found(f"{len(named)} documents", faults)


CHECKS: Final[Mapping[str, Check]] = {"documents": documents}


def verify(
    *,
    database: Annotated[
        list[str] | None,
        typer.Option(help="DSN of a service's database that does not run here; repeat it."),
    ] = None,
    documents: Annotated[
        str | None, typer.Option(help="Where its unit keeps documents: file:///… or s3://….")
    ] = None,
) -> None:
    """Check the units that run on this machine, or the one that the options name.

    Ends with status 1 when something is missing or broken, and names it with where it is used.
    """
    if (database is None) != (documents is None):
        fail("say both --database and --documents, or neither")
    units = [_elsewhere(database, documents)] if database and documents else _here()
    try:
        faults = asyncio.run(_verified(units))
    except (OSError, asyncpg.PostgresError, BlobsAway) as reason:
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


def _here() -> list[Unit]:
    layout = data_folder()
    state = states.read(layout.state)
    if state is None or state.postgres is None:
        fail("nothing runs here: ./cic up, or say --database and --documents")
    postgres = state.postgres
    running = sorted({process.unit for process in state.processes.values() if process.unit})
    return [
        Unit(
            unit,
            {str(each.service): url_of(postgres, each.database) for each in services},
            layout.documents(unit).as_uri(),
        )
        for unit, services in groupby(services_of(running), attrgetter("unit"))
    ]


def _elsewhere(databases: Sequence[str], documents: str) -> Unit:
    names = {url.rpartition("/")[2].partition("?")[0]: url for url in databases}
    return Unit("unit", names, documents)


async def _named(unit: Unit) -> dict[str, Reference]:
    """Return every document that an event of the unit names, by its hash."""
    named: dict[str, Reference] = {}
    for service, database in unit.databases.items():
        async for event in _events(database):
            where = f"{service} {event['category']}-{event['stream_id']} version {event['version']}"
            for sha256, size in _references(json.loads(event["data"])):
                reference = named.setdefault(sha256, Reference(f"{where} ({event['type']})", 0))
                reference.times += 1
                if size is not None:
                    reference.sizes.add(size)
    return named


async def _events(database: str) -> AsyncIterator[asyncpg.Record]:
    """Yield the events that name a hash; what is stored meanwhile is for the next time."""
    connection = await asyncpg.connect(database)
    try:
        async with connection.transaction(readonly=True, isolation="repeatable_read"):
            async for event in connection.cursor(_NAMING, prefetch=FETCHED):
                yield event
    finally:
        await connection.close()


def _references(said: Any) -> Iterator[tuple[str, int | None]]:
    """Yield the hashes of documents in an event, each with the size that stands beside it."""
    if isinstance(said, Mapping):
        sha256 = said.get("sha256")
        if isinstance(sha256, str) and digest_problem(sha256) is None:
            yield sha256, said.get("size")
        for value in said.values():
            yield from _references(value)
    elif isinstance(said, list):
        for value in said:
            yield from _references(value)


async def _fault(blobs: Blobs, sha256: str, reference: Reference) -> str | None:
    """Return what is wrong with the document, None if it is as it was."""
    digest, size = hashlib.sha256(), 0
    try:
        async for piece in blobs.read(sha256):
            digest.update(piece)
            size += len(piece)
    except FileNotFoundError:
        return "is missing"
    if digest.hexdigest() != sha256:
        return f"was changed: its bytes now have the hash {digest.hexdigest()}"
    if wrong := reference.sizes - {size}:
        return f"has {size} bytes, and is said to have {', '.join(map(str, sorted(wrong)))}"
    return None
