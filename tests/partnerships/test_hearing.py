"""The service with a real broker: a plan is annexed once planning has been heard to submit it."""

import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from aiokafka import AIOKafkaProducer
from joserfc.jwk import KeySet

from contracts.planning import ActionPlanSubmitted
from kernel.events import Meta, Seen
from kernel.kafka import topics
from kernel.kafka.cloudevents import Envelope
from kernel.kafka.topics import Source
from kernel.settings import ServiceSettings
from kernel.store import Stream
from services.partnerships.main import create
from tests import servers
from tests.kernel.kafka.reading import eventually
from tests.kernel.web import edge
from tests.partnerships.cases import BELFAA, JETTE, NOW
from tests.partnerships.conventions import CONVENTION, PLAN, SUBMITTED
from tests.partnerships.test_convention_api import AT, DRAFT, annexing, in_force, signature
from tests.partnerships.test_convention_views import heard
from tests.partnerships.test_service import running
from tests.partnerships.unit import Unit

pytestmark = [pytest.mark.kafka, pytest.mark.postgres]

PLANNING = Source("ma", "planning")


async def publish(bootstrap: str) -> None:
    """Publish the submission as planning's relay does, at the position that is relied on."""
    event, position = heard(PLAN, SUBMITTED.said.position), SUBMITTED.said.position
    meta = Meta(command_id=event.id, actor="a", occurred_at=NOW, correlation_id=event.id)
    seen = Seen(position, Stream("action_plan", PLAN), 3, event.id, event.event, meta, NOW)
    headers = Envelope(PLANNING).headers(seen, ActionPlanSubmitted.wire_type, 0, 1)
    await topics.create(bootstrap, PLANNING)
    async with AIOKafkaProducer(bootstrap_servers=bootstrap) as producer:
        await producer.send_and_wait(
            PLANNING.events, event.data, key=str(PLAN).encode(), headers=headers
        )


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


async def test_a_plan_is_annexed_as_soon_as_its_submission_was_heard(
    unit: Unit, own_kafka: servers.OwnKafka
) -> None:
    await in_force(unit)
    await unit.accepted(f"{AT}/draft", DRAFT, by=JETTE)
    await unit.accepted(f"{AT}/sign", signature(JETTE, "2017-10-02"), by=JETTE)
    await unit.accepted(f"{AT}/sign", signature(BELFAA, "2017-10-16"), by=BELFAA)
    early = await unit.send(f"{AT}/annex-action-plan", annexing(BELFAA), by=BELFAA)
    assert early.json()["code"] == "ActionPlanUnknown"
    await publish(own_kafka.bootstrap)

    async def annexed() -> bool:
        answer = await unit.send(f"{AT}/annex-action-plan", annexing(BELFAA), by=BELFAA)
        return answer.status_code == 200

    await eventually(annexed)
    store = unit.app.state.handling.store
    last = (await store.load(Stream("convention", CONVENTION)))[-1]
    said = json.loads(last.data)["relied_on"]
    assert said == [{"source": "ma.planning", "position": SUBMITTED.said.position}]
