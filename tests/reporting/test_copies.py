"""What is kept of others: on which days a partnership may act, how indicators are measured."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from contracts.partnerships.partners import (
    PartnershipEstablished,
    PartnershipResumed,
    PartnershipSuspended,
    PartnershipTerminated,
)
from contracts.partnerships.programmes import (
    PhaseClosed,
    PhaseClosing,
    PhaseResumed,
    PhaseSuspended,
)
from contracts.partnerships.protocols import EntryIntoForceCorrected, ProtocolExpired
from kernel.kafka.copying import Copies
from kernel.postgres.migrations import KERNEL, migrate
from kernel.postgres.pool import pool as open_pool
from services.reporting.domain.standing import UNKNOWN, Standing, Suspension
from services.reporting.projections import may_act, strategic_plans
from services.reporting.projections.strategic_plans import NotHeard
from tests.reporting.cases import (
    BELFAA,
    BIRTHS,
    BIRTHS_REGISTERED,
    JETTE,
    KINTAMBO,
    PARTNERSHIP,
    PHASE,
    PROTOCOL,
    ROOMS,
    ROOMS_OPENED,
    STRATEGIC_PLAN,
)
from tests.reporting.hearing import OPENED, PROGRAMME, RATIFIED, VALIDATED, arriving
from vocabulary.communes import Member, SuspensionReason
from vocabulary.identifiers import IndicatorId
from vocabulary.reliance import Reliance

pytestmark = pytest.mark.postgres

MIGRATIONS = Path(may_act.__file__).parents[1] / "migrations"
ESTABLISHED = PartnershipEstablished(
    partnership=PARTNERSHIP,
    programme=PROGRAMME,
    country="MA",
    members=(Member(commune=JETTE), Member(commune=BELFAA)),
)
SECURITY = SuspensionReason.SECURITY
SUSPENDED = PartnershipSuspended(partnership=PARTNERSHIP, since=date(2023, 2, 1), reason=SECURITY)
RESUMED = PartnershipResumed(partnership=PARTNERSHIP, on=date(2023, 3, 1))


@pytest.fixture
async def pool(database: str) -> AsyncIterator[asyncpg.Pool]:
    await migrate(database, KERNEL, MIGRATIONS)
    opened = await open_pool(database, size=2)
    try:
        yield opened
    finally:
        await opened.close()


async def hear(pool: asyncpg.Pool, *events: Any, copies: Copies = may_act.COPIES) -> None:
    """Deliver the events one after the other, each in a transaction of its own."""
    for position, event in enumerate(events, start=1):
        incoming = arriving(position, event)
        async with pool.acquire() as connection, connection.transaction():
            await copies.apply(connection, [incoming])


async def standing(pool: asyncpg.Pool) -> Standing:
    return await may_act.standing(pool, PARTNERSHIP, PROTOCOL, PHASE)


async def test_nothing_is_known_before_anything_was_heard(pool: asyncpg.Pool) -> None:
    assert await standing(pool) == UNKNOWN


async def test_a_partnership_may_act_from_ratification_in_an_open_phase(
    pool: asyncpg.Pool,
) -> None:
    await hear(pool, ESTABLISHED, OPENED, RATIFIED)
    assert await standing(pool) == Standing(
        in_force_since=date(2022, 6, 28),
        in_force_until=date(2026, 12, 31),
        opened_on=date(2022, 1, 1),
        relied_on=(Reliance(source="ma.partnerships", position=3),),
    )


async def test_suspensions_of_the_partnership_and_of_the_phase_are_kept_with_their_days(
    pool: asyncpg.Pool,
) -> None:
    await hear(
        pool,
        ESTABLISHED,
        SUSPENDED,
        RESUMED,
        replace(SUSPENDED, since=date(2023, 6, 1)),
        PhaseSuspended(programme=PROGRAMME, phase=PHASE, on=date(2024, 1, 1), reason=SECURITY),
        PhaseResumed(programme=PROGRAMME, phase=PHASE, on=date(2024, 2, 1)),
    )
    assert (await standing(pool)).suspensions == (
        Suspension(since=date(2023, 2, 1), until=date(2023, 3, 1)),
        Suspension(since=date(2023, 6, 1)),
        Suspension(since=date(2024, 1, 1), until=date(2024, 2, 1)),
    )


async def test_the_end_of_partnership_phase_and_protocol_is_kept(pool: asyncpg.Pool) -> None:
    await hear(
        pool,
        ESTABLISHED,
        OPENED,
        RATIFIED,
        PartnershipTerminated(partnership=PARTNERSHIP, on=date(2025, 1, 1), reason="accord épuisé"),
        PhaseClosing(programme=PROGRAMME, phase=PHASE, on=date(2026, 6, 1)),
        PhaseClosed(programme=PROGRAMME, phase=PHASE, on=date(2027, 1, 1)),
        ProtocolExpired(protocol=PROTOCOL, on=date(2026, 11, 30)),
    )
    known = await standing(pool)
    assert known.ended_on == date(2025, 1, 1)
    assert known.closing_on == date(2026, 6, 1)
    assert known.in_force_until == date(2026, 11, 30)


async def test_a_corrected_entry_into_force_counts_and_that_of_an_amendment_does_not(
    pool: asyncpg.Pool,
) -> None:
    def corrected(version: int, since: date | None) -> EntryIntoForceCorrected:
        return EntryIntoForceCorrected(
            protocol=PROTOCOL, version=version, in_force_since=since, reason="date erronée"
        )

    await hear(pool, RATIFIED, corrected(1, date(2022, 7, 1)), corrected(2, None))
    assert (await standing(pool)).in_force_since == date(2022, 7, 1)
    await hear(pool, RATIFIED, corrected(1, None))
    assert (await standing(pool)).in_force_since is None


async def test_a_source_that_was_rewound_is_forgotten(pool: asyncpg.Pool) -> None:
    await hear(pool, ESTABLISHED, OPENED, RATIFIED)
    async with pool.acquire() as connection:
        await may_act.COPIES.forget(connection, arriving(1, RATIFIED).source)
    assert await standing(pool) == UNKNOWN


async def test_indicators_are_kept_as_each_validated_version_has_them(pool: asyncpg.Pool) -> None:
    stricter = replace(BIRTHS_REGISTERED, lowest="50")
    output = replace(VALIDATED.chain[1], indicators=(stricter,))
    later = replace(VALIDATED, version=2, chain=(output,))
    await hear(pool, VALIDATED, later, copies=strategic_plans.COPIES)
    async with pool.acquire() as connection:
        first = await strategic_plans.indicators(connection, STRATEGIC_PLAN, 1, (BIRTHS, ROOMS))
        second = await strategic_plans.indicators(connection, STRATEGIC_PLAN, 2, (BIRTHS,))
    assert first == (BIRTHS_REGISTERED, ROOMS_OPENED)
    assert second == (stricter,)


@pytest.mark.parametrize(("version", "indicator"), [(2, BIRTHS), (1, IndicatorId(KINTAMBO))])
async def test_what_was_not_heard_is_not_guessed(
    pool: asyncpg.Pool, version: int, indicator: IndicatorId
) -> None:
    await hear(pool, VALIDATED, copies=strategic_plans.COPIES)
    async with pool.acquire() as connection:
        with pytest.raises(NotHeard):
            await strategic_plans.indicators(connection, STRATEGIC_PLAN, version, (indicator,))
