"""What planning does with what it hears: copies and adoption, once, whatever comes twice."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import msgspec
import pytest

from kernel.events import Meta
from kernel.refusals import NotFound
from kernel.store import Stream
from services.planning.domain.action_plan.refusals import AdoptedAnotherContent
from services.planning.projections.heard import TABLES
from tests.partnerships.cases import BELFAA
from tests.planning.cases import ACTION_PLAN, CONVENTION, REVISED_HASH
from tests.planning.hearing import ANNEXED, PARTNERSHIPS, UP_TO_FORCE, arriving
from tests.planning.service import Service, planning
from tests.planning.unit import PLAN_AT, plan_agreed, strategy_validated, submitting

pytestmark = pytest.mark.postgres

NEXT = len(UP_TO_FORCE) + 1


@pytest.fixture
async def unit(database: str, tmp_path: Path) -> AsyncIterator[Service]:
    async with planning(database, tmp_path) as unit:
        yield unit


async def submitted(unit: Service) -> None:
    await unit.hear(*UP_TO_FORCE)
    await strategy_validated(unit)
    await plan_agreed(unit)
    await unit.accepted(f"{PLAN_AT}/submit", submitting(), by=BELFAA)


async def plan_events(unit: Service) -> list[Any]:
    return list(await unit.app.state.handling.store.load(Stream("action_plan", ACTION_PLAN)))


async def copies(unit: Service) -> list[Any]:
    return [
        [tuple(row) for row in await unit.pool.fetch(f"SELECT * FROM {table.name} ORDER BY id")]
        for table in TABLES
    ]


async def test_a_plan_that_is_annexed_to_the_convention_is_adopted(unit: Service) -> None:
    await submitted(unit)
    await unit.hear(ANNEXED, first=NEXT)
    last = (await plan_events(unit))[-1]
    assert last.type == "ActionPlanAdopted"
    plan = await unit.shown(PLAN_AT, last.position)
    assert (plan["state"], plan["adopted_on"]) == ("adopted", "2022-06-01")
    assert plan["adoptions"] == [{"convention": str(CONVENTION), "version": 1, "on": "2022-06-01"}]


async def test_the_adoption_names_the_event_it_follows_from(unit: Service) -> None:
    await submitted(unit)
    (event,) = arriving(ANNEXED, first=NEXT)
    await unit.receive([event])
    meta = msgspec.json.decode((await plan_events(unit))[-1].meta, type=Meta)
    assert (meta.causation_id, meta.correlation_id) == (event.id, event.correlationid)
    assert (meta.actor, meta.roles) == ("consumer:adopt-action-plan", ("consumer",))


async def test_an_annexation_that_is_delivered_twice_adopts_once(unit: Service) -> None:
    await submitted(unit)
    for _ in range(2):
        await unit.hear(ANNEXED, first=NEXT)
    types = [event.type for event in await plan_events(unit)]
    assert types.count("ActionPlanAdopted") == 1


async def test_a_transaction_that_is_lost_after_the_append_finds_the_command_done(
    unit: Service,
) -> None:
    await submitted(unit)
    events = arriving(ANNEXED, first=NEXT)
    async with unit.pool.acquire() as connection:
        transaction = connection.transaction()
        await transaction.start()
        await unit.consumer.handle(connection, events)
        await transaction.rollback()
    await unit.receive(events)
    types = [event.type for event in await plan_events(unit)]
    assert types.count("ActionPlanAdopted") == 1


async def test_an_annexation_of_what_was_never_submitted_is_parked_not_swallowed(
    unit: Service,
) -> None:
    with pytest.raises(NotFound):
        await unit.hear(ANNEXED, first=NEXT)
    await submitted(unit)
    with pytest.raises(AdoptedAnotherContent):
        await unit.hear(replace(ANNEXED, content_hash=REVISED_HASH), first=NEXT)


async def test_copies_are_the_same_however_the_events_are_cut_into_batches(
    unit: Service,
) -> None:
    await unit.hear(*UP_TO_FORCE)
    at_once = await copies(unit)
    async with unit.pool.acquire() as connection, connection.transaction():
        await unit.consumer.forget(connection, PARTNERSHIPS)
    assert await copies(unit) == [[] for _ in TABLES]
    for position, told in enumerate(UP_TO_FORCE, start=1):
        await unit.hear(told, first=position)
    assert await copies(unit) == at_once
    assert all(at_once)


async def test_the_consumer_reads_its_own_units_partnerships_and_nothing_else(
    unit: Service,
) -> None:
    assert unit.consumer.topics == r"^ma\.partnerships\.(events|status)\.v1$"
    assert unit.consumer.name == "ma-planning", "units that share a broker share no group"
