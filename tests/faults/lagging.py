"""How far each hop is behind, and when nothing is any more."""

import asyncio
from typing import Final

import asyncpg

from tests.faults.machines import Machines
from tests.faults.places import ALL, HEARD, database

PATIENCE: Final = 180.0
OF_RIGHT: Final = 30.0
"""G8: once all is healed, views are up to date within so many seconds."""

_STANDS: Final = """
SELECT (SELECT coalesce(max(position), 0) FROM store.events) AS head,
       (SELECT coalesce(max(position), 0) FROM store.relay) AS relayed,
       (SELECT coalesce(max(position), 0) FROM store.relay_tails) AS told,
       (SELECT min(position) FROM store.checkpoints
         WHERE source = 'store' AND projection NOT LIKE '%\\_previous') AS viewed
"""
_HEARD: Final = r"""
SELECT source, position FROM store.checkpoints
 WHERE source <> 'store' AND projection !~ '_(next|previous)$'
"""
"""What is made anew, or was replaced, has marks of its own, which serve nobody."""


async def lags(machines: Machines) -> dict[str, int]:
    """Return how many events each hop is behind its store, or behind what was told of it."""
    found: dict[str, int] = {}
    told: dict[str, int] = {}
    for service in ALL:
        (stands,) = await _fetch(machines, service, _STANDS)
        told[service] = stands["told"]
        found[f"{service} relay"] = stands["head"] - stands["relayed"]
        if stands["viewed"] is not None:
            found[f"{service} projections"] = stands["head"] - stands["viewed"]
    for reader, services in HEARD.items():
        rows = await _fetch(machines, reader, _HEARD)
        known = {row["source"].replace(".", "-"): row["position"] for row in rows}
        for service in services:
            found[f"{service} {reader}"] = told[service] - known.get(service, 0)
    return found


async def _fetch(machines: Machines, name: str, query: str) -> list[asyncpg.Record]:
    connection = await asyncpg.connect(machines.url(database(name)), timeout=5)
    try:
        return list(await connection.fetch(query, timeout=5))
    finally:
        connection.terminate()


async def at_rest(machines: Machines, within: float = PATIENCE) -> dict[str, int]:
    """Wait until nothing lags; return what still does after so many seconds."""
    loop = asyncio.get_running_loop()
    until = loop.time() + within
    while True:
        try:
            behind = {hop: lag for hop, lag in (await lags(machines)).items() if lag}
        except (OSError, asyncpg.PostgresError) as error:
            behind = {repr(error): 1}
        if not behind or loop.time() > until:
            return behind
        await asyncio.sleep(0.1)
