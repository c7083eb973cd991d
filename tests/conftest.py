"""Servers that tests ask for by name, and the marker of the inner loop."""

import gc
from collections.abc import AsyncIterator, Iterator

import pytest
from hypothesis import HealthCheck, settings

from tests import servers

# A busy machine is no failure: no test here fails for being slow.
settings.register_profile("cic", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("cic")

NOT_FAST = {"thorough", "postgres", "kafka", "system", "faults", "clients", "browser", "peers"}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Call `fast` every test that has no marker of something slower."""
    for item in items:
        if not any(marker.name in NOT_FAST for marker in item.iter_markers()):
            item.add_marker(pytest.mark.fast)


def pytest_collection_finish() -> None:
    """Let the garbage collector leave thousands of collected tests alone: a fifth of the time."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """Yield the administrator's DSN of a PostgreSQL server of this test process."""
    with servers.running_postgres() as url:
        yield url


@pytest.fixture
async def database(postgres_server: str) -> AsyncIterator[str]:
    """Yield the DSN of an empty database of this test alone."""
    async with servers.fresh_database(postgres_server) as url:
        yield url


@pytest.fixture(scope="session")
def kafka() -> Iterator[servers.OwnKafka]:
    """Yield a broker of this test process; topics are the tests' own, by unique names."""
    with servers.running_kafka() as broker:
        yield broker


@pytest.fixture
async def own_kafka() -> AsyncIterator[servers.OwnKafka]:
    """Yield a broker of this test alone, which it may kill and wipe."""
    async with servers.private_kafka() as broker:
        yield broker
