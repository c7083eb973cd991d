"""Work that waits for its database ends when it is told to, whatever its connection does then."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, cast

import asyncpg
import pytest

from kernel.kafka.patience import in_transaction
from kernel.kafka.topics import Source


class Dying:
    """A pool of connections on which nothing can be rolled back any more."""

    def __init__(self) -> None:
        self.begun = 0

    @asynccontextmanager
    async def acquire(self) -> AsyncIterator[Any]:
        yield self

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[None]:
        self.begun += 1
        try:
            yield
        except asyncio.CancelledError as error:
            raise asyncpg.InterfaceError("connection is closed") from error


async def test_what_fails_while_it_is_rolled_back_does_not_hide_that_it_was_cancelled() -> None:
    pool = Dying()

    async def for_ever(_connection: object) -> None:
        await asyncio.Event().wait()

    working = in_transaction(cast("Any", pool), for_ever, of=Source("ma", "partnerships"))
    task = asyncio.create_task(working)
    await asyncio.sleep(0.01)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asyncio.wait_for(task, 5)
    assert pool.begun == 1
