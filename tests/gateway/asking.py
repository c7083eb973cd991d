"""Ask the gateway's schema as a caller who sees every country."""

from typing import Any

import asyncpg
import orjson

from gateway.plans.engine import Answer, Engine, Request
from gateway.plans.reading import Scope
from gateway.read_model import book, sources
from gateway.read_model.book import MIGRATIONS
from kernel.kafka.heartbeat import Heartbeat
from kernel.postgres.migrations import KERNEL, migrate
from tests.gateway.telling import Unit


async def migrated(url: str) -> str:
    """Return the DSN once its database has the tables of the read model."""
    await migrate(url, KERNEL, MIGRATIONS)
    return url


CHECKPOINT = """
INSERT INTO store.checkpoints (projection, version, source, epoch, position)
VALUES ('gateway', 1, $1, 1, $2)
ON CONFLICT (projection, version, source, partition) DO UPDATE SET position = excluded.position
"""


async def hear(pool: asyncpg.Pool, *units: Unit) -> None:
    """Apply all that the units said, as the projector does."""
    for unit in units:
        for service, said in unit.services.items():
            async with pool.acquire() as connection, connection.transaction():
                await book.apply(connection, said)
                progress = sources.Progress(
                    unit=unit.code,
                    service=service,
                    epoch=1,
                    position=said[-1].position,
                    first_at=said[0].at,
                    last_at=said[-1].at,
                )
                await sources.advance(connection, progress)
                source = f"{unit.code}.{service}"
                await connection.execute(CHECKPOINT, source, said[-1].position)


async def beat(pool: asyncpg.Pool, unit: Unit, **more: Any) -> None:
    """Hear a heartbeat of the unit's partnerships service."""
    heartbeat = Heartbeat(
        **{
            "unit": unit.code,
            "service": "partnerships",
            "scanned": unit.position,
            "published": unit.position,
            "storeepoch": 1,
            "at": unit.now,
            **more,
        }
    )
    async with pool.acquire() as connection:
        await sources.hear(connection, [heartbeat])


async def ask(
    engine: Engine, query: str, /, scope: Scope = None, **variables: Any
) -> dict[str, Any]:
    """Return the data of an answer that a plan gave."""
    answer = await engine.execute(Request(query, variables), scope)
    assert answer.path == "plan", (answer.path, answer.reason, answer.body)
    return dict(orjson.loads(answer.body)["data"])


async def refused(engine: Engine, query: str, /, **variables: Any) -> dict[str, Any]:
    """Return the only error of a request that was refused."""
    answer: Answer = await engine.execute(Request(query, variables), None)
    body = orjson.loads(answer.body)
    assert "data" not in body
    (error,) = body["errors"]
    return dict(error)
