"""The whole planning service on PostgreSQL, told by hand what partnerships says."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import asyncpg

from kernel.clock import system_clock
from kernel.kafka.cloudevents import Incoming
from kernel.kafka.consumer import Consumer
from kernel.settings import ServiceSettings
from kernel.web.service import Running
from services.planning import main
from services.planning.consumers import consumers
from services.planning.facts import Aggregates
from services.planning.projections.heard.knowledge import StoredKnowledge
from services.planning.projections.places import StoredRegister
from tests.partnerships.test_service import app, running, shown
from tests.partnerships.unit import Body, Unit
from tests.planning.hearing import arriving


@dataclass
class Service(Unit):
    """A unit whose service hears what `hear` is given, in the transaction of a consumer."""

    consumer: Consumer

    @property
    def pool(self) -> asyncpg.Pool:
        pool: asyncpg.Pool = self.app.state.pool
        return pool

    async def hear(self, *told: Any, first: int = 1) -> None:
        await self.receive(arriving(*told, first=first))

    async def receive(self, events: Sequence[Incoming]) -> None:
        async with self.pool.acquire() as connection, connection.transaction():
            await self.consumer.handle(connection, events)

    async def shown(self, path: str, position: int = 0) -> Body:
        return await shown(self, path, position)

    async def ids(self, path: str, position: int = 0) -> list[str]:
        return [each["id"] for each in (await self.shown(path, position))["items"]]


@asynccontextmanager
async def planning(database: str, folder: Path) -> AsyncIterator[Service]:
    async with running(app(database, folder, main.create)) as unit:
        state = unit.app.state
        knowledge, register = StoredKnowledge(lambda: state.pool), StoredRegister(lambda: state)
        settings = ServiceSettings(
            unit="ma",
            database_url=database,
            kafka_bootstrap="127.0.0.1:1",
            jwks="keys.json",
            issuer="test",
        )
        store, handling = state.handling.store, state.handling
        parts = Running(settings, state.pool, store, handling, state.applied, system_clock)
        (consumer,) = consumers(Aggregates(knowledge, register), parts)
        yield Service(unit.client, unit.app, consumer)
