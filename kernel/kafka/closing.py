"""The end of a client of aiokafka, which takes whatever cancellation comes then for its own."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

from kernel.cancelling import end_if_cancelled


@asynccontextmanager
async def closed(close: Callable[[], Awaitable[object]]) -> AsyncIterator[None]:
    """Close a client at the end; who is cancelled meanwhile does not go on as if nothing were.

    Source: aiokafka 0.14, `AIOKafkaClient.close` and `Fetcher.close` await a task that they have
    cancelled, and suppress the `CancelledError` of whoever waits there too.
    """
    try:
        yield
    finally:
        await close()
        end_if_cancelled()
