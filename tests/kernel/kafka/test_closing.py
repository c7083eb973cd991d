"""Who is cancelled while a client closes has been cancelled."""

import asyncio
from contextlib import suppress

import pytest

from kernel.kafka.closing import closed


class Deaf:
    """Closes as aiokafka's clients do."""

    def __init__(self) -> None:
        self.closing, self.goes_on = asyncio.Event(), False

    async def close(self) -> None:
        task = asyncio.create_task(asyncio.sleep(60))
        self.closing.set()
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task

    async def work(self) -> None:
        async with closed(self.close):
            pass
        self.goes_on = True


async def test_a_cancellation_while_a_client_closes_is_heeded() -> None:
    deaf = Deaf()
    working = asyncio.create_task(deaf.work())
    await deaf.closing.wait()
    working.cancel()
    with pytest.raises(asyncio.CancelledError):
        await working
    assert not deaf.goes_on


async def test_a_time_limit_that_ends_while_a_client_closes_is_a_timeout() -> None:
    deaf = Deaf()

    async def limited() -> None:
        async with asyncio.timeout(None) as limit:
            async with closed(deaf.close):
                limit.reschedule(0)
        deaf.goes_on = True

    with pytest.raises(TimeoutError):
        await limited()
    assert not deaf.goes_on


async def test_without_one_work_goes_on() -> None:
    deaf = Deaf()
    await deaf.work()
    assert deaf.goes_on
