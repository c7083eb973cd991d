"""Do work in a transaction, again and again while the database fails in ways that pass."""

from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from typing import Protocol, TypeVar

import asyncpg
import structlog

from kernel.cancelling import pause
from kernel.kafka.pauses import Pauses
from kernel.kafka.topics import Source
from kernel.postgres.faults import TRANSIENT
from kernel.postgres.pool import Connection

_log = structlog.get_logger(__name__)
_T = TypeVar("_T")

_TOO_SLOW = (
    TimeoutError,
    asyncpg.QueryCanceledError,
    asyncpg.IdleInTransactionSessionTimeoutError,
)


class Connections(Protocol):
    """A pool, or what stands for one."""

    def acquire(self) -> AbstractAsyncContextManager[Connection]: ...


class Revoked(Exception):
    """The partition went to another consumer while the database was waited for."""


async def in_transaction(
    pool: Connections,
    work: Callable[[Connection], Awaitable[_T]],
    *,
    of: Source,
    revoked: Callable[[], bool] = lambda: False,
    whole: bool = True,
) -> _T:
    """Return what the work `of` a source returned, committed; wait for ever for the database.

    Raises `Revoked` once that is so, and what does not pass by itself. What takes too long is
    raised too unless it is `whole`: a smaller part may be quicker.
    """
    pauses = Pauses(0.1, 5.0)
    while True:
        try:
            async with pool.acquire() as connection, connection.transaction():
                return await work(connection)
        except TRANSIENT as error:
            passes = not isinstance(error, ValueError)
            if not passes or (isinstance(error, _TOO_SLOW) and not whole):
                raise
            _log.warning("consumer waits", source=str(of), error=repr(error))
        await pause(pauses.next())
        if revoked():
            raise Revoked
