"""The service listens to its unit's topics on a real broker, from wherever it had come to."""

import asyncio
import json
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

import msgspec
import pytest
from aiokafka import AIOKafkaProducer
from fastapi import FastAPI
from joserfc.jwk import KeySet

from kernel.events import Meta, Seen
from kernel.kafka import topics
from kernel.kafka.cloudevents import Envelope
from kernel.kafka.topics import Source
from kernel.settings import ServiceSettings
from kernel.store import Stream
from services.reporting import main as reporting
from services.reporting.consumers import report_of
from tests import servers
from tests.kernel.web import edge
from tests.reporting.cases import ACTION_PLAN, NOW
from tests.reporting.hearing import OPENED, PLAN, RATIFIED, VALIDATED

pytestmark = [pytest.mark.kafka, pytest.mark.postgres]


@pytest.fixture
def unit() -> str:
    """Return a unit that no other test has."""
    return f"u{uuid4().hex[:10]}"


async def publish(bootstrap: str, source: Source, events: Sequence[Any], after: int = 0) -> None:
    """Send events as the relay of the source does, at the positions after one."""
    await topics.create(bootstrap, source)
    envelope = Envelope(source)
    async with AIOKafkaProducer(bootstrap_servers=bootstrap) as producer:
        for position, event in enumerate(events, start=after + 1):
            id_ = uuid4()
            meta = Meta(command_id=id_, actor="tests", occurred_at=NOW, correlation_id=id_)
            seen = Seen(position, Stream("any", id_), 1, id_, event, meta, NOW)
            headers = envelope.headers(seen, event.wire_type, position - 1, 1)
            value = msgspec.json.encode(event)
            await producer.send_and_wait(source.events, value, str(id_).encode(), headers=headers)


@asynccontextmanager
async def running(
    unit: str, database: str, kafka: servers.OwnKafka, folder: Path
) -> AsyncIterator[FastAPI]:
    keys = folder / "keys.json"
    keys.write_text(json.dumps(KeySet(list(edge.KEYS.values())).as_dict(private=False)))
    settings = ServiceSettings(
        unit=unit,
        database_url=database,
        kafka_bootstrap=kafka.bootstrap,
        jwks=str(keys),
        issuer=edge.ISSUER,
        audience=edge.AUDIENCE,
        log_level="ERROR",
    )
    app = reporting.create(settings)
    async with app.router.lifespan_context(app):
        yield app


async def shows(app: FastAPI, statement: str, expected: Any) -> None:
    """Wait until a view shows what is expected, and fail with what it shows."""
    for _ in range(150):
        found = await app.state.pool.fetchval(statement)
        if found == expected:
            return
        await asyncio.sleep(0.2)
    pytest.fail(f"{statement}: {found!r}, not {expected!r}")


async def test_a_submitted_plan_becomes_an_expected_report_also_across_a_restart(
    unit: str, database: str, kafka: servers.OwnKafka, tmp_path: Path
) -> None:
    planning, partnerships = Source(unit, "planning"), Source(unit, "partnerships")
    report = report_of(ACTION_PLAN)
    async with running(unit, database, kafka, tmp_path) as app:
        await publish(kafka.bootstrap, partnerships, [OPENED, RATIFIED])
        await publish(kafka.bootstrap, planning, [VALIDATED])
        await shows(app, "SELECT count(*) FROM copies.strategic_plans", 1)
        await shows(app, "SELECT count(*) FROM copies.protocols", 1)
    await publish(kafka.bootstrap, planning, [PLAN], after=1)
    async with running(unit, database, kafka, tmp_path) as app:
        await shows(app, "SELECT id FROM views.reports WHERE state = 'expected'", report)
    async with running(unit, database, kafka, tmp_path) as app:
        # What comes after the plan shows that the plan was passed, not applied again.
        await publish(kafka.bootstrap, partnerships, [OPENED], after=2)
        await shows(app, "SELECT position FROM copies.phases", 3)
        await shows(app, "SELECT count(*) FROM views.report_history", 1)
