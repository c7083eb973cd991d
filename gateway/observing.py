"""What the running gateway says of itself."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Final

import asyncpg

from gateway.plans.engine import Engine
from kernel.background import Background
from kernel.kafka.consumer import Consumer
from kernel.postgres.faults import TRANSIENT

ANSWER_SECONDS: Final = 2.0
"""A database that takes longer than this is not ready."""

_SOURCES = """
SELECT unit || '.' || service AS source, known_until, lag_events, held_back, last_heartbeat, stale
FROM rm.source_state ORDER BY 1
"""


@dataclass(frozen=True, slots=True)
class Observed:
    reader: asyncpg.Pool
    engine: Engine
    projector: Consumer
    background: Background

    async def troubles(self) -> Mapping[str, str]:
        """Return what keeps the gateway from answering.

        A broker that is away does not, and no unit that is down: what is known is shown with
        its age.
        """
        try:
            await self.reader.fetchval("SELECT count(*) FROM rm.source", timeout=ANSWER_SECONDS)
        except (*TRANSIENT, asyncpg.UndefinedTableError) as error:
            return {"database": type(error).__name__, **self.background.troubles}
        return self.background.troubles

    async def status(self) -> Mapping[str, Any]:
        """Return how far each unit is known; raises what the database raises."""
        rows = await self.reader.fetch(_SOURCES)
        return {
            "sources": {row["source"]: _plain(row) for row in rows},
            "projector": asdict(self.projector.health()),
            "fallbacks": dict(self.engine.fallbacks),
            "troubles": await self.troubles(),
        }


def _plain(row: asyncpg.Record) -> dict[str, Any]:
    return {
        name: value.isoformat() if hasattr(value, "isoformat") else value
        for name, value in row.items()
        if name != "source"
    }
