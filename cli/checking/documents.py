"""Is every document that an event names still kept, and are its bytes as they were?"""

import hashlib
import json
from collections.abc import AsyncIterator, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import asyncpg

from cli.checking.found import Found, Unit
from kernel.blobs import Blobs
from vocabulary.acts import digest_problem

FETCHED: Final = 2000
"""Events read at a time."""
_NAMING: Final = """
SELECT category, stream_id, version, type, data FROM store.events
 WHERE data::text LIKE '%"sha256"%' ORDER BY position
"""


@dataclass(slots=True)
class Reference:
    """A document that events name: where first, how often, and of which size if they say so."""

    where: str
    times: int = 1
    sizes: set[int] = field(default_factory=set)


async def documents(unit: Unit) -> Found:
    """Read every document that an event names, and compare its bytes with the hash and size."""
    assert unit.documents is not None  # noqa: S101 - else there is nothing to compare with
    named = await _named(unit)
    blobs = Blobs(unit.documents)
    faults: list[str] = []
    for sha256, reference in sorted(named.items()):
        if fault := await _fault(blobs, sha256, reference):
            more = f", and {reference.times - 1} more" if reference.times > 1 else ""
            faults.append(f"{sha256} {fault}; named by {reference.where}{more}")
    return Found(f"{len(named)} documents", faults)


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
