"""The service with a real broker: partnerships is heard, adoption follows, submissions are told."""

import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import msgspec
import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer
from joserfc.jwk import KeySet

from contracts.planning import ActionPlanSubmitted
from kernel.events import Meta, Seen
from kernel.kafka import topics
from kernel.kafka.cloudevents import Envelope
from kernel.kafka.recopying import recopy
from kernel.kafka.topics import Source
from kernel.settings import ServiceSettings
from kernel.store import Stream
from services.planning.main import create
from tests import servers
from tests.kernel.kafka.reading import eventually
from tests.kernel.web import edge
from tests.partnerships.cases import BELFAA, NOW
from tests.partnerships.test_service import running
from tests.partnerships.unit import Unit
from tests.planning.cases import ACTION_PLAN, CONTENT_HASH
from tests.planning.hearing import ANNEXED, PARTNERSHIPS, UP_TO_FORCE, subject
from tests.planning.unit import PLAN_AT, plan_agreed, strategy_validated, submitting

pytestmark = [pytest.mark.kafka, pytest.mark.postgres]

SLOW = 40.0
KEPT = ("heard.phases", "heard.country_programmes", "heard.partnerships", "heard.protocols")


async def publish(bootstrap: str, *told: Any, first: int = 1) -> None:
    """Publish as the relay of partnerships does, each event naming the one before."""
    await topics.create(bootstrap, PARTNERSHIPS)
    envelope = Envelope(PARTNERSHIPS)
    async with AIOKafkaProducer(bootstrap_servers=bootstrap) as producer:
        for position, event in enumerate(told, start=first):
            meta = Meta(
                command_id=uuid4(), actor="account-1", occurred_at=NOW, correlation_id=uuid4()
            )
            stream = Stream("any", subject(event))
            seen = Seen(position, stream, position, uuid4(), event, meta, NOW)
            await producer.send_and_wait(
                PARTNERSHIPS.events,
                msgspec.json.encode(event),
                key=str(stream.id).encode(),
                headers=envelope.headers(seen, event.wire_type, position - 1, 1),
            )


async def told(bootstrap: str, wire_type: str) -> bytes:
    """Return the data of the first event of this type that planning has published."""
    topic = Source("ma", "planning").events
    async with (
        asyncio.timeout(SLOW),
        AIOKafkaConsumer(
            topic, bootstrap_servers=bootstrap, auto_offset_reset="earliest"
        ) as reader,
    ):
        async for record in reader:
            if dict(record.headers)["ce_type"] == wire_type.encode():
                return bytes(record.value)
    raise AssertionError


@pytest.fixture
async def unit(database: str, tmp_path: Path, own_kafka: servers.OwnKafka) -> AsyncIterator[Unit]:
    keys = tmp_path / "keys.json"
    keys.write_text(json.dumps(KeySet(list(edge.KEYS.values())).as_dict(private=False)))
    settings = ServiceSettings(
        unit="ma",
        database_url=database,
        kafka_bootstrap=own_kafka.bootstrap,
        jwks=str(keys),
        issuer=edge.ISSUER,
        audience=edge.AUDIENCE,
        log_level="ERROR",
    )
    async with running(create(settings)) as unit:
        yield unit


async def test_what_is_heard_over_the_broker_opens_planning_and_adopts_the_plan(
    unit: Unit, database: str, own_kafka: servers.OwnKafka
) -> None:
    await publish(own_kafka.bootstrap, *UP_TO_FORCE)

    async def heard() -> bool:
        query = "SELECT in_force_since IS NOT NULL FROM heard.protocols"
        return bool(await unit.app.state.pool.fetchval(query))

    await eventually(heard)
    await strategy_validated(unit)
    await plan_agreed(unit)
    await unit.accepted(f"{PLAN_AT}/submit", submitting(), by=BELFAA)
    data = await told(own_kafka.bootstrap, ActionPlanSubmitted.wire_type)
    submission = msgspec.json.decode(data, type=ActionPlanSubmitted)
    assert (submission.action_plan, submission.content_hash) == (ACTION_PLAN, CONTENT_HASH)

    last = len(UP_TO_FORCE) + 1
    await publish(own_kafka.bootstrap, ANNEXED, first=last)

    async def adopted() -> bool:
        return bool((await unit.get(PLAN_AT)).json()["state"] == "adopted")

    await eventually(adopted)
    version = (await unit.get(PLAN_AT)).json()["version"]
    await publish(own_kafka.bootstrap, *UP_TO_FORCE)
    await publish(own_kafka.bootstrap, ANNEXED, first=last)
    beyond = 5

    async def read_again() -> bool:
        status = (await unit.get("/status")).json()
        (source,) = status["consumers"]["ma-planning"]["sources"].values()
        return bool(source["duplicates"] >= beyond)

    await eventually(read_again)
    assert (await unit.get(PLAN_AT)).json()["version"] == version
    await made_anew(unit, database, own_kafka.bootstrap)
    assert (await unit.get(PLAN_AT)).json()["version"] == version, "nothing is reacted to again"


async def made_anew(unit: Unit, database: str, bootstrap: str) -> None:
    """Spoil what is kept of partnerships and make it anew: it is what it was."""
    pool = unit.app.state.pool

    async def kept() -> list[Any]:
        return [await pool.fetch(f"SELECT * FROM {name} ORDER BY id") for name in KEPT]

    before = await kept()
    assert all(before)
    await pool.execute("UPDATE heard.protocols SET in_force_since = NULL; DELETE FROM heard.phases")
    await recopy(database, bootstrap, unit.app.state.parts.keeping("ma"))
    assert await kept() == before
