"""Real PostgreSQL and Kafka servers for tests, each on free ports and in a temporary folder."""

import asyncio
import tempfile
import uuid
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import asyncpg

from deploy.local.kafka import Kafka
from deploy.local.ports import free_port
from deploy.local.postgres import UNSAFE, Postgres
from deploy.local.processes import StartFailed

ATTEMPTS = 3


class OwnKafka:
    """A private broker that a test may kill, start again and deprive of its disk."""

    def __init__(self, kafka: Kafka) -> None:
        self._kafka = kafka

    @property
    def bootstrap(self) -> str:
        return self._kafka.bootstrap

    @property
    def data(self) -> Path:
        """Where its logs are, for tests that damage them while it is stopped."""
        return self._kafka.folder / "data"

    async def start(self) -> None:
        """Start on the same port with what is left on its disk."""
        await self._kafka.start()

    async def kill(self) -> None:
        """End it with -9."""
        await self._kafka.kill()

    async def wipe(self) -> None:
        """Kill it and lose its disk."""
        await self._kafka.kill()
        self._kafka.wipe()

    async def stop(self) -> None:
        """Shut it down in an orderly way."""
        await self._kafka.stop()


@contextmanager
def running_postgres() -> Iterator[str]:
    """Yield the DSN of the `postgres` database of a server of our own."""
    with (
        asyncio.Runner(loop_factory=asyncio.new_event_loop) as runner,
        tempfile.TemporaryDirectory(prefix="cic-postgres-") as folder,
    ):
        server = Postgres(Path(folder, "postgres"), Path(folder, "postgres.log"), **UNSAFE)
        runner.run(server.start())
        try:
            yield server.url()
        finally:
            runner.run(server.stop())


@contextmanager
def running_kafka() -> Iterator[OwnKafka]:
    """Yield a broker that outlives the event loops of single tests."""
    with (
        asyncio.Runner(loop_factory=asyncio.new_event_loop) as runner,
        tempfile.TemporaryDirectory(prefix="cic-kafka-") as folder,
    ):
        broker = runner.run(_started_kafka(Path(folder)))
        try:
            yield OwnKafka(broker)
        finally:
            runner.run(broker.stop())


@asynccontextmanager
async def private_kafka() -> AsyncIterator[OwnKafka]:
    """Yield a broker that belongs to the running event loop."""
    with tempfile.TemporaryDirectory(prefix="cic-kafka-") as folder:
        broker = await _started_kafka(Path(folder))
        try:
            yield OwnKafka(broker)
        finally:
            await broker.stop()


@asynccontextmanager
async def fresh_database(admin: str) -> AsyncIterator[str]:
    """Yield the DSN of an empty database, dropped afterwards whoever still uses it."""
    name = f"test_{uuid.uuid4().hex[:12]}"
    await _execute(admin, f'create database "{name}"')
    try:
        yield urlunsplit(urlsplit(admin)._replace(path=f"/{name}"))
    finally:
        await _execute(admin, f'drop database "{name}" with (force)')


async def _started_kafka(folder: Path) -> Kafka:
    """Try again on other ports when another test run was quicker to take ours."""
    for attempt in range(1, ATTEMPTS + 1):
        port = free_port()
        ports = (port, free_port(given={port}))
        broker = Kafka(folder / f"kafka{attempt}", folder / f"kafka{attempt}.log", ports)
        try:
            await broker.start()
        except StartFailed:
            await broker.kill()
            if attempt == ATTEMPTS:
                raise
        else:
            return broker
    raise AssertionError


async def _execute(url: str, statement: str) -> None:
    connection = await asyncpg.connect(url)
    try:
        await connection.execute(statement)
    finally:
        await connection.close()
