"""`cic lost`: what the units had said and their stores, put back since, have no more."""

import asyncio
from collections.abc import Sequence
from typing import Any

import asyncpg

from cli.failure import fail
from deploy.local import databases
from deploy.local import state as states
from deploy.local.layout import data_folder, is_held
from deploy.local.state import State

_LOST = """
SELECT recorded_at, position, type, stream_id, topic, kafka_offset FROM store.lost_events
 ORDER BY epoch, position
"""


def lost() -> None:
    """List published events that were lost by a restore, so that they can be entered again."""
    layout = data_folder()
    state = states.read(layout.state) if is_held(layout) else None
    if state is None or state.postgres is None:
        fail("nothing runs: ./cic up")
    found = asyncio.run(_everywhere(state, state.postgres))
    for row in found:
        when = f"{row['recorded_at']:%Y-%m-%d %H:%M:%S%z}"
        where = f"{row['topic']}@{row['kafka_offset']}"
        print(f"{when}  {row['type']} {row['stream_id']}  {where}")
    print(f"{len(found)} events were lost" if found else "nothing is known to be lost")


async def _everywhere(state: State, server: str) -> Sequence[Any]:
    found = []
    for process in state.processes.values():
        if process.unit and process.service:
            name = f"cic_{process.unit}_{process.service}"
            connection = await asyncpg.connect(databases.url_of(server, name))
            try:
                found += await connection.fetch(_LOST)
            finally:
                await connection.close()
    return found
