"""The databases of one machine: one for each unit's service, one for the gateway."""

from collections.abc import Iterable
from urllib.parse import urlsplit, urlunsplit

import asyncpg


def url_of(server: str, database: str) -> str:
    """Return the DSN of a database on the server that `server` (a DSN) reaches."""
    return urlunsplit(urlsplit(server)._replace(path=f"/{database}"))


async def create_missing(server: str, names: Iterable[str]) -> list[str]:
    """Create the databases that do not exist; return their names. `server` may create some."""
    connection = await asyncpg.connect(server)
    try:
        rows = await connection.fetch("select datname from pg_database")
        missing = sorted(set(names) - {row["datname"] for row in rows})
        for name in missing:
            # Names are made of unit and service codes, which hold nothing to escape.
            await connection.execute(f'create database "{name}"')
    finally:
        await connection.close()
    return missing
