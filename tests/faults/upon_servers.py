"""What goes wrong with PostgreSQL and Kafka: killed, stopped, full, locked, or short of memory."""

import asyncio
from collections.abc import Sequence
from typing import Final

import asyncpg

from tests.faults.breaker import Breaker, Faults

SERVERS: Final = ("postgres", "kafka")
LOCKED: Final = ("store.events", "store.streams", "store.relay", "store.checkpoints")
LOCKED_IN_GATEWAY: Final = ("store.checkpoints", "store.dead_letters")
KEPT_OPEN: Final = "CREATE TABLE IF NOT EXISTS public.kept_open (at timestamptz)"
ALL_OF_THEM: Final = 400
"""More sessions than the server gives."""


async def kill_postgres(breaker: Breaker) -> str:
    await breaker.machines.kill_postgres()
    return "postgres"


async def stop(breaker: Breaker) -> str:
    """Stop all processes of a server, as an overloaded or suspended machine does."""
    server, seconds = breaker.chance.choice(SERVERS), breaker.chance.uniform(0.5, 7.0)
    await breaker.machines.stop_server(server, seconds)
    return f"{server} {seconds:.1f} s"


async def fill(breaker: Breaker) -> str:
    """Leave a server no byte on its disk, for a while."""
    server, seconds = breaker.chance.choice(SERVERS), breaker.chance.uniform(0.5, 5.0)
    await breaker.machines.fill_disk(server, seconds)
    return f"{server} {seconds:.1f} s"


async def end_sessions(breaker: Breaker) -> str:
    where = breaker.database()
    for _ in range(breaker.chance.randint(1, 5)):
        await breaker.execute(
            where,
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()",
        )
        await asyncio.sleep(0.2)
    return where


async def exhaust(breaker: Breaker) -> str:
    """Take every session that the server gives."""
    taken: list[asyncpg.Connection] = []
    try:
        for _ in range(ALL_OF_THEM):
            connection = await asyncpg.connect(breaker.machines.url("postgres"), timeout=5)
            taken.append(connection)
    except asyncpg.TooManyConnectionsError:
        await asyncio.sleep(breaker.chance.uniform(0.5, 3.0))
    finally:
        for connection in taken:
            connection.terminate()
    return f"{len(taken)} sessions"


async def lock(breaker: Breaker) -> str:
    """Hold what every append, read and relay needs, or what the gateway's readers do."""
    where = breaker.database()
    table = breaker.chance.choice(LOCKED_IN_GATEWAY if where == "gateway" else LOCKED)
    seconds = breaker.chance.uniform(0.5, 6.0)
    await breaker.execute(where, f"LOCK TABLE {table} IN ACCESS EXCLUSIVE MODE", lasting=seconds)
    return f"{where} {table}"


async def change_table(breaker: Breaker) -> str:
    """Change a table that is in use, as a migration does, in a transaction that takes its time."""
    service = breaker.service()
    table = breaker.chance.choice(LOCKED)
    statements = (
        f"ALTER TABLE {table} ADD COLUMN passing int",
        f"ALTER TABLE {table} DROP COLUMN passing",
    )
    await breaker.execute(service, *statements, lasting=breaker.chance.uniform(0.1, 2.0))
    return f"{service} {table}"


async def keep_open(breaker: Breaker) -> str:
    """Keep a transaction open that has written: nothing is cleaned up, all else goes on."""
    where = breaker.database()
    statements: Sequence[str] = (
        "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ",
        KEPT_OPEN,
        "INSERT INTO public.kept_open VALUES (now())",
    )
    await breaker.execute(where, *statements, lasting=breaker.chance.uniform(2.0, 12.0))
    return where


async def kill_broker(breaker: Breaker) -> str:
    await breaker.machines.kill_broker()
    return "kafka"


async def lose_suffix(breaker: Breaker) -> str:
    share = breaker.chance.uniform(0.05, 0.6)
    await breaker.machines.kill_broker(loses=share)
    return f"{share:.0%}"


async def lose_disk(breaker: Breaker) -> str:
    await breaker.machines.kill_broker(loses=1)
    return "kafka"


FAULTS: Final[Faults] = {
    "PostgreSQL killed": (kill_postgres, 2),
    "server stopped": (stop, 1),
    "disk full": (fill, 1),
    "sessions ended": (end_sessions, 2),
    "sessions exhausted": (exhaust, 1),
    "table locked": (lock, 2),
    "table changed": (change_table, 1),
    "transaction kept open": (keep_open, 1),
    "broker killed": (kill_broker, 1),
    "broker lost a suffix": (lose_suffix, 3),
    "broker lost its disk": (lose_disk, 2),
}
