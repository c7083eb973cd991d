"""One platform with the Moroccan unit for all system tests, without the real programme in it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.system.road import Road
from tests.system.running import Running


@pytest.fixture(scope="module")
def platform(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    running = Running(Path(tmp_path_factory.mktemp("cic")))
    try:
        running.up("--units", "ma", "--empty")
        yield running
    finally:
        running.down()


@pytest.fixture
def road(platform: Running) -> Road:
    return Road(platform.url("ma-partnerships"), platform.url("gateway"), platform.token)
