"""Connections for reading: many shapes of single statements, and sessions that hold nothing."""

import asyncpg

from kernel.postgres.pool import ANSWER_SECONDS, CONNECT_SECONDS, session

STATEMENTS = 256
"""Prepared statements kept by each connection; each holds memory of the server."""
LONGEST_STATEMENT = 256 * 1024
"""Longer ones are prepared at every call; the driver's own limit, 15 kB, is below our plans."""


async def open_pool(url: str, *, size: int, name: str = "gateway") -> asyncpg.Pool:
    """Open a pool that can only read, with two seconds for a statement.

    Raises `OSError` or `asyncpg.PostgresError` when the database cannot be reached.
    """
    return await asyncpg.create_pool(
        url,
        min_size=1,
        max_size=size,
        max_inactive_connection_lifetime=60.0,
        timeout=CONNECT_SECONDS,
        command_timeout=ANSWER_SECONDS,
        statement_cache_size=STATEMENTS,
        max_cached_statement_lifetime=0,
        max_cacheable_statement_size=LONGEST_STATEMENT,
        reset=_nothing_to_reset,
        server_settings={
            **session(name),
            "statement_timeout": "2s",
            "default_transaction_read_only": "on",
        },
    )


async def _nothing_to_reset(_: object) -> None:
    """Leave out the driver's reset: a round trip after each answer, for sessions that hold none."""
