from collections.abc import AsyncIterator

import pytest

from tests.kernel.web import edge


@pytest.fixture
async def house() -> AsyncIterator[edge.House]:
    async with edge.house() as opened:
        yield opened
