"""What a running service says of itself: readiness, status, gauges."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from asyncpg import Pool
from msgspec import to_builtins

from kernel import telemetry
from kernel.background import Background
from kernel.cancelling import pause
from kernel.kafka.consumer import Consumer
from kernel.kafka.relay import Relay
from kernel.postgres.faults import TRANSIENT
from kernel.postgres.projections import ProjectionRunner
from kernel.postgres.rewinding import noticed
from kernel.postgres.sealing import Sealer
from kernel.postgres.view_checks import differing, view_checks
from kernel.store import EventStore
from kernel.web.dead_letters import halted

ANSWER_SECONDS: Final = 2.0
"""A database that takes longer than this is not ready."""
EXPORT_SECONDS: Final = 10.0

_DEAD_LETTERS = """
SELECT count(*) FROM store.dead_letters WHERE status IN ('parked', 'blocked', 'quarantined')
"""

_LOST_EVENTS = "SELECT count(*) FROM store.lost_events"


@dataclass(slots=True)
class Observed:
    """The parts of a running service that have something to say."""

    pool: Pool
    store: EventStore
    projections: ProjectionRunner
    relay: Relay
    consumers: Sequence[Consumer]
    background: Background
    sealer: Sealer | None = None
    _last: Mapping[str, Any] = field(default_factory=dict)

    async def troubles(self) -> Mapping[str, str]:
        """Return what keeps the service from answering well.

        A broker that is away does not: commands and queries work without it.
        """
        troubles = {
            f"projection {name}": f"stopped at {stopped.position}"
            for name, stopped in self.projections.stopped.items()
        }
        try:
            await self.pool.fetchval("SELECT 1", timeout=ANSWER_SECONDS)
        except TRANSIENT as error:
            troubles["database"] = type(error).__name__
        return {**troubles, **self.background.troubles}

    async def degraded(self) -> Mapping[str, str]:
        """Return what someone has to look at, while commands and queries work on.

        Sources that are read no further, and views that are not what the events say.
        """
        try:
            wrong = await differing(self.pool)
        except TRANSIENT:  # then that is the trouble
            wrong = {}
        return {**halted(self.consumers), **wrong}

    async def status(self) -> Mapping[str, Any]:
        """Return positions and lags; raises what the database raises."""
        head = await self.store.head()
        return {
            "head": head,
            "epoch": self.store.epoch,
            "projections": {
                name: {"position": position, "lag": max(0, head - position)}
                for name, position in self.projections.positions.items()
            },
            "relay": to_builtins(self.relay.health()),
            "consumers": {each.name: to_builtins(each.health()) for each in self.consumers},
            "seals": self._seals(head),
            "dead_letters": await self.pool.fetchval(_DEAD_LETTERS),
            "lost_events": await self.pool.fetchval(_LOST_EVENTS),
            "rewinds": await noticed(self.pool),
            "view_checks": await view_checks(self.pool),
            "troubles": {**await self.troubles(), **await self.degraded()},
        }

    def _seals(self, head: int) -> Mapping[str, Any] | None:
        """Say how far the store is sealed, nothing where it is not."""
        if self.sealer is None:
            return None
        position = self.sealer.position
        return {"position": position, "lag": head - position, "trouble": self.sealer.trouble}

    def offer_gauges(self) -> None:
        """Let the exporter's thread read what `refresh` has left in memory."""
        telemetry.gauge("relay.lag", self._relay_lag)
        telemetry.gauge("projection.lag", self._projection_lag)
        telemetry.gauge("projection.differing", self._differing)
        telemetry.gauge("dead_letters", self._dead_letters)

    async def refresh(self) -> None:
        """Keep the gauges fresh, until cancelled."""
        while True:
            try:
                self._last = await self.status()
            except TRANSIENT:
                self._last = {}
            await pause(EXPORT_SECONDS)

    def _relay_lag(self) -> Iterable[telemetry.Observation]:
        return [(self._last["relay"]["lag"], {})] if self._last else []

    def _projection_lag(self) -> Iterable[telemetry.Observation]:
        views = self._last.get("projections", {})
        return [(view["lag"], {"projection": name}) for name, view in views.items()]

    def _differing(self) -> Iterable[telemetry.Observation]:
        checks = self._last.get("view_checks", {})
        return [(check["differing"], {"projection": name}) for name, check in checks.items()]

    def _dead_letters(self) -> Iterable[telemetry.Observation]:
        return [(self._last["dead_letters"], {})] if self._last else []
