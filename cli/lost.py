"""`cic lost`: what the units had said and their stores, put back since, have no more."""

import asyncio
from collections.abc import Sequence
from typing import Any

import asyncpg

from cli.beside import Running, running
from deploy.local import databases
from deploy.local.deployables import SERVICES

_LOST = """
SELECT recorded_at, position, type, stream_id, topic, kafka_offset FROM store.lost_events
 ORDER BY epoch, position
"""


def lost() -> None:
    """List published events that were lost by a restore, so that they can be entered again."""
    found = asyncio.run(_everywhere(running()))
    for row in found:
        when = f"{row['recorded_at']:%Y-%m-%d %H:%M:%S%z}"
        where = f"{row['topic']}@{row['kafka_offset']}"
        print(f"{when}  {row['type']} {row['stream_id']}  {where}")
    print(f"{len(found)} events were lost" if found else "nothing is known to be lost")


async def _everywhere(here: Running) -> Sequence[Any]:
    found = []
    for service in here.services(None, SERVICES):
        connection = await asyncpg.connect(databases.url_of(here.postgres, service.database))
        try:
            found += await connection.fetch(_LOST)
        finally:
            await connection.close()
    return found
