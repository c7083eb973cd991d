"""Connections to PostgreSQL, with the deadlines that keep one slow session from holding others."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TypeAlias

import asyncpg
from asyncpg.pool import PoolConnectionProxy

Connection: TypeAlias = asyncpg.Connection | PoolConnectionProxy

DEADLINES = {
    "statement_timeout": "10s",
    "lock_timeout": "5s",
    "idle_in_transaction_session_timeout": "10s",
}
CONNECT_SECONDS = 10.0
QUIET_SECONDS = 15.0
"""A session costs the server some megabytes: what a burst has opened goes soon after it."""
ANSWER_SECONDS = 15.0
"""A half-open connection answers nothing: longer than every deadline the server itself keeps."""


def session(name: str) -> dict[str, str]:
    """Return the settings of a session; `name` is how an operator finds it in pg_stat_activity."""
    shown = {"timezone": "UTC", "datestyle": "ISO"}
    return {"application_name": name, **shown, "jit": "off", **DEADLINES}


async def pool(url: str, *, size: int, name: str = "cic") -> asyncpg.Pool:
    """Open a pool of at most `size` connections; all but one are closed when quiet for a while.

    Raises `OSError` or `asyncpg.PostgresError` when the database cannot be reached.
    """
    return await asyncpg.create_pool(
        url,
        min_size=1,
        max_size=size,
        max_inactive_connection_lifetime=QUIET_SECONDS,
        timeout=CONNECT_SECONDS,
        command_timeout=ANSWER_SECONDS,
        reset=_as_it_is,
        server_settings=session(name),
    )


async def _as_it_is(_connection: asyncpg.Connection) -> None:
    """Save a round trip: nothing of ours changes a session for longer than its transaction."""


async def connect(url: str, *, name: str = "cic") -> asyncpg.Connection:
    """Open a connection of its own, with the same deadlines."""
    return await asyncpg.connect(
        url,
        timeout=CONNECT_SECONDS,
        command_timeout=ANSWER_SECONDS,
        server_settings=session(name),
    )


@asynccontextmanager
async def one_moment(url: str, *, name: str = "cic") -> AsyncIterator[asyncpg.Connection]:
    """Open a connection that only reads, as long as it likes, and sees one moment."""
    settings = {**session(name), "statement_timeout": "0"}
    settings["idle_in_transaction_session_timeout"] = "0"
    connection = await asyncpg.connect(url, timeout=CONNECT_SECONDS, server_settings=settings)
    try:
        async with connection.transaction(readonly=True, isolation="repeatable_read"):
            yield connection
    finally:
        await connection.close()


PATIENT = {
    "statement_timeout": "0",
    "idle_in_transaction_session_timeout": "0",
    "synchronous_commit": "off",
    "maintenance_work_mem": "128MB",
}
"""Of sessions for long work that is begun again when it is lost: their commits do not wait for
the disk, a later one of a session that does makes them last."""


async def patient(url: str, *, name: str = "cic") -> asyncpg.Connection:
    """Open a connection for long work."""
    settings = {**session(name), **PATIENT}
    return await asyncpg.connect(url, timeout=CONNECT_SECONDS, server_settings=settings)


async def patient_pool(url: str, *, size: int, name: str = "cic") -> asyncpg.Pool:
    """Open a pool of so many connections for long work."""
    settings = {**session(name), **PATIENT}
    return await asyncpg.create_pool(
        url, min_size=size, max_size=size, timeout=CONNECT_SECONDS, server_settings=settings
    )
