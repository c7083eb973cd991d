"""One service, its topic and a reader in this process, for what needs no other."""

from collections.abc import AsyncIterator, Iterator

import asyncpg
import pytest

from kernel import crash_points
from tests import servers
from tests.faults.small import Small, small
from tests.kernel.kafka import conftest as kafkas

unit, service, reader = kafkas.unit, kafkas.service, kafkas.reader


@pytest.fixture
async def world(
    service: kafkas.Service, reader: asyncpg.Pool, kafka: servers.OwnKafka, unit: str
) -> AsyncIterator[Small]:
    async with small(service, reader, kafka.bootstrap, unit) as world:
        yield world


@pytest.fixture
def unarmed() -> Iterator[None]:
    yield
    crash_points.disarm()
