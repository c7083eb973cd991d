"""A submitted plan calls for one report, however often it is heard of."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from kernel.codec import EventCodec
from kernel.events import Seen, decode
from kernel.handling import CommandHandling
from kernel.kafka.cloudevents import Incoming
from kernel.kafka.reacting import Reacting
from kernel.postgres.migrations import KERNEL, migrate
from kernel.postgres.pool import pool as open_pool
from kernel.postgres.store import PostgresStore
from services.reporting.consumers import Hearing, Plans, report_of
from services.reporting.domain import report
from services.reporting.domain.report.refusals import ExpectedOtherwise
from services.reporting.facts import Aggregates
from services.reporting.projections.strategic_plans import NotHeard
from tests.reporting.cases import (
    ACTION_PLAN,
    BIRTHS,
    BIRTHS_REGISTERED,
    EXPECTED,
    KINTAMBO,
    NOW,
    ROOMS_OPENED,
)
from tests.reporting.hearing import OPENED, PLAN, RATIFIED, VALIDATED, arriving
from tests.reporting.register import Known
from tests.reporting.test_copies import MIGRATIONS
from vocabulary.budgets import Period
from vocabulary.identifiers import ActionPlanId
from vocabulary.reliance import Reliance

pytestmark = pytest.mark.postgres


class Listening:
    """The service's ear, with a store and without a broker."""

    def __init__(self, pool: Any, store: PostgresStore) -> None:
        aggregates = Aggregates(Known())
        reacting = Reacting(
            "expect-report", CommandHandling(store), Plans(aggregates).react, lambda: NOW
        )
        self._pool, self._store, self._hearing = pool, store, Hearing(reacting)

    async def hears(self, *events: Incoming) -> None:
        """Apply a batch as the consumer does, in one transaction."""
        async with self._pool.acquire() as connection, connection.transaction():
            await self._hearing.apply(connection, events)

    async def hears_and_forgets(self, *events: Incoming) -> None:
        """Apply a batch in a transaction that breaks before it is committed."""
        async with self._pool.acquire() as connection:
            transaction = connection.transaction()
            await transaction.start()
            await self._hearing.apply(connection, events)
            await transaction.rollback()

    async def stored(self) -> list[Seen[Any]]:
        codecs = {"report": EventCodec[Any](report.Event)}
        return list(decode(codecs, await self._store.read(0, 100)))


@pytest.fixture
async def service(database: str) -> AsyncIterator[Listening]:
    await migrate(database, KERNEL, MIGRATIONS)
    pool = await open_pool(database, size=4)
    try:
        async with PostgresStore.open(database, pool) as store:
            yield Listening(pool, store)
    finally:
        await pool.close()


async def test_a_plan_calls_for_a_report_with_its_indicators_as_validated_and_its_lines(
    service: Listening,
) -> None:
    await service.hears(arriving(11, VALIDATED), arriving(12, PLAN))
    (expected,) = await service.stored()
    assert expected.stream.id == report_of(ACTION_PLAN)
    assert expected.event == EXPECTED
    assert expected.event.indicators == (BIRTHS_REGISTERED, ROOMS_OPENED)
    assert expected.event.relied_on == (Reliance(source="ma.planning", position=12),)


async def test_a_plan_heard_of_again_has_no_second_effect(service: Listening) -> None:
    await service.hears(arriving(11, VALIDATED), arriving(12, PLAN))
    await service.hears(arriving(11, VALIDATED), arriving(12, PLAN))
    # A store that was rewound tells the same plan anew, under another id and position.
    again = arriving(15, PLAN)
    await service.hears(again)
    assert len(await service.stored()) == 1


async def test_the_effect_of_a_lost_transaction_is_found_done(service: Listening) -> None:
    await service.hears(arriving(11, VALIDATED))
    await service.hears_and_forgets(arriving(12, PLAN))
    await service.hears(arriving(12, PLAN))
    assert len(await service.stored()) == 1


async def test_each_plan_has_a_report_of_its_own(service: Listening) -> None:
    next_year = replace(
        PLAN,
        action_plan=ActionPlanId(KINTAMBO),
        period=Period(starts_on=date(2024, 1, 1), ends_on=date(2024, 12, 31)),
    )
    await service.hears(arriving(11, VALIDATED), arriving(12, PLAN), arriving(13, next_year))
    streams = [each.stream.id for each in await service.stored()]
    assert streams == [report_of(ACTION_PLAN), report_of(ActionPlanId(KINTAMBO))]


async def test_what_follows_from_a_made_up_plan_is_made_up(service: Listening) -> None:
    made_up = arriving(12, PLAN, demonstration=True, provenance="pack de démonstration")
    await service.hears(arriving(11, VALIDATED), made_up)
    (expected,) = await service.stored()
    assert expected.meta.demonstration
    assert expected.meta.provenance == "pack de démonstration"
    assert expected.meta.causation_id == made_up.id
    assert expected.meta.correlation_id == made_up.correlationid


async def test_a_plan_on_a_strategy_never_heard_of_waits_and_is_not_lost(
    service: Listening,
) -> None:
    with pytest.raises(NotHeard):
        await service.hears(arriving(12, PLAN))
    assert await service.stored() == []
    await service.hears(arriving(11, VALIDATED), arriving(12, PLAN))
    assert len(await service.stored()) == 1


async def test_a_plan_that_comes_back_with_other_content_is_seen_by_someone(
    service: Listening,
) -> None:
    await service.hears(arriving(11, VALIDATED), arriving(12, PLAN))
    with pytest.raises(ExpectedOtherwise):
        await service.hears(arriving(15, replace(PLAN, indicators=(BIRTHS,))))


async def test_what_partnerships_says_calls_for_nothing(service: Listening) -> None:
    await service.hears(arriving(1, OPENED), arriving(2, RATIFIED))
    assert await service.stored() == []
