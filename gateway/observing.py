"""What the running gateway says of itself: readiness, status, gauges."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Final

import asyncpg
from msgspec import to_builtins

from gateway.plans.engine import Engine
from kernel import telemetry
from kernel.background import Background
from kernel.cancelling import pause
from kernel.kafka.consumer import Consumer
from kernel.postgres.faults import TRANSIENT
from kernel.postgres.rewinding import noticed
from kernel.postgres.view_checks import differing, view_checks
from kernel.web.dead_letters import halted

ANSWER_SECONDS: Final = 2.0
"""A database that takes longer than this is not ready."""
EXPORT_SECONDS: Final = 10.0

GONE: Final = (*TRANSIENT, asyncpg.UndefinedTableError)
"""The database is away, or is being made anew."""

_SOURCES = """
SELECT s.unit || '.' || s.service AS source, s.known_until, s.lag_events, s.held_back,
  s.last_heartbeat, s.stale, coalesce(a.position, 0) AS applied,
  extract(epoch FROM now() - s.known_until)::float8 AS age_seconds
FROM rm.source_state s LEFT JOIN rm.applied a ON a.source = s.unit || '.' || s.service
ORDER BY 1
"""


@dataclass(slots=True)
class Observed:
    reader: asyncpg.Pool
    engine: Engine
    projector: Consumer
    background: Background
    _last: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)

    async def troubles(self) -> Mapping[str, str]:
        """Return what keeps the gateway from answering.

        A broker that is away does not, and no unit that is down: what is known is shown with
        its age.
        """
        try:
            await self.reader.fetchval("SELECT count(*) FROM rm.source", timeout=ANSWER_SECONDS)
        except GONE as error:
            return {"database": type(error).__name__, **self.background.troubles}
        return self.background.troubles

    async def degraded(self) -> Mapping[str, str]:
        """Return the units' services that are read no further until someone acts.

        And the tables that were not what the topics say when they were last compared.
        """
        try:
            wrong = await differing(self.reader)
        except GONE:
            wrong = {}
        return {**halted([self.projector]), **wrong}

    async def status(self) -> Mapping[str, Any]:
        """Return how far each unit is known; raises what the database raises."""
        return {
            "sources": await self._sources(),
            "projector": to_builtins(self.projector.health()),
            "rewinds": await noticed(self.reader),
            "view_checks": await view_checks(self.reader),
            "fallbacks": dict(self.engine.fallbacks),
            "troubles": {**await self.troubles(), **await self.degraded()},
        }

    async def _sources(self) -> Mapping[str, Mapping[str, Any]]:
        rows = await self.reader.fetch(_SOURCES)
        return {
            row["source"]: {name: _plain(value) for name, value in row.items() if name != "source"}
            for row in rows
        }

    def offer_gauges(self) -> None:
        """Let the exporter's thread read what `refresh` has left in memory."""
        for name in ("lag_events", "held_back", "age_seconds"):
            telemetry.gauge(f"gateway.{name}", partial(self._each, name))

    async def refresh(self) -> None:
        """Keep the gauges fresh, until cancelled."""
        while True:
            try:
                self._last = await self._sources()
            except GONE:
                self._last = {}
            await pause(EXPORT_SECONDS)

    def _each(self, name: str) -> Iterable[telemetry.Observation]:
        return [
            (state[name], {"source": source})
            for source, state in self._last.items()
            if state[name] is not None
        ]


def _plain(value: Any) -> Any:
    return value.isoformat() if hasattr(value, "isoformat") else value
