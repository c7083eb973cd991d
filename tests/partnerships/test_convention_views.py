"""What the view of conventions shows, and what is kept of the plans that planning speaks of."""

from dataclasses import replace
from typing import Any
from uuid import UUID, uuid5

import asyncpg
import msgspec
import pytest

from contracts.planning import ActionPlanSubmitted
from kernel.kafka.cloudevents import Incoming
from kernel.kafka.topics import Source
from kernel.postgres.migrations import KERNEL, migrate
from services.partnerships.domain.convention.events import Event
from services.partnerships.projections import action_plans, conventions
from tests.partnerships.cases import BELFAA, JETTE, NOW, ON_BEHALF, PARTNERSHIP, PROTOCOL
from tests.partnerships.conventions import (
    AMENDED,
    AMENDMENT,
    ANNEXED,
    CLOSED,
    CONCLUSION,
    CONCLUSION_TERMS,
    CONVENTION,
    CORRECTED,
    DRAFTED,
    DRAFTED_TERMS,
    HASH_1,
    HASH_2,
    JETTE_SIGNED,
    PLAN,
    PLAN_HASH,
    RECEIVED,
    REOPENED,
    REVISED,
    RULES_ANNEXED,
    SUBMITTED,
    WITHDRAWN,
)
from tests.partnerships.seen import history, project
from tests.partnerships.test_migrations import MIGRATIONS
from vocabulary.budgets import Period
from vocabulary.identifiers import ActionPlanId, PhaseId, StrategicPlanId


def shown(*events: Event) -> Any:
    seen = history("convention", CONVENTION, events)
    return project(conventions.PROJECTION, seen, conventions.CONVENTIONS, CONVENTION)


def test_a_draft_waits_for_the_signature_of_every_party() -> None:
    row = shown(DRAFTED)
    assert (row["state"], row["amendment"], row["awaiting"]) == ("draft", None, [JETTE, BELFAA])
    assert (row["content_version"], row["content_hash"]) == (1, HASH_1)


def test_one_signature_leaves_the_other_awaited_and_names_a_function_only() -> None:
    row = shown(DRAFTED, JETTE_SIGNED)
    assert (row["state"], row["awaiting"]) == ("partly_signed", [BELFAA])
    assert row["signatures"][0]["function"] == "Bourgmestre"
    assert JETTE_SIGNED.signatory.subject_ref not in str(row)


def test_a_revision_is_awaited_from_everyone_again() -> None:
    row = shown(DRAFTED, JETTE_SIGNED, replace(REVISED, voided=(JETTE,)))
    assert (row["state"], row["awaiting"]) == ("draft", [JETTE, BELFAA])
    assert [line["code"] for line in row["budget_lines"]] == ["1.1", "1.2"]


def test_the_version_concluded_is_shown_beside_the_amendment_on_the_table() -> None:
    row = shown(*CONCLUSION)
    assert (row["state"], row["amendment"], row["awaiting"]) == ("concluded", None, [])
    row = shown(*CONCLUSION, AMENDMENT)
    assert (row["state"], row["amendment"]) == ("concluded", "draft")
    assert (row["concluded"]["version"], row["content_hash"]) == (1, HASH_2)
    assert row["concluded"]["content_hash"] == HASH_1
    row = shown(*AMENDED)
    assert (row["concluded"]["version"], row["amendment"]) == (2, None)
    assert row["concluded"]["on"] == "2017-10-16"


def test_annexed_plans_stand_with_the_version_and_on_whose_behalf() -> None:
    row = shown(*CONCLUSION, replace(ANNEXED, on_behalf=ON_BEHALF))
    assert row["annexed"] == [
        {
            "action_plan": str(PLAN),
            "content_hash": PLAN_HASH,
            "version": 1,
            "on": "2017-11-06",
            "party": str(BELFAA),
            "on_behalf": True,
        }
    ]


def heard(
    plan: ActionPlanId, position: int, content_hash: str = PLAN_HASH, unit: str = "ma"
) -> Incoming:
    event = ActionPlanSubmitted(
        action_plan=plan,
        partnership=PARTNERSHIP,
        protocol=PROTOCOL,
        phase=PhaseId(PROTOCOL),
        country="MA",
        parties=(JETTE, BELFAA),
        content_hash=content_hash,
        title={"fr": "Plan 2018"},
        period=Period(starts_on=NOW.date(), ends_on=NOW.date()),
        actions=(),
        indicators=(),
        budget_lines=(),
        strategic_plan=StrategicPlanId(PROTOCOL),
        strategic_plan_version=1,
        on=NOW.date(),
    )
    source = Source(unit, "planning")
    return Incoming(
        topic=source.events,
        partition=0,
        offset=position,
        key=str(plan).encode(),
        id=uuid5(plan, str(position)),
        type=event.wire_type,
        source=source,
        subject=plan,
        time=NOW,
        sequence=1,
        position=position,
        prevposition=position - 1,
        storeepoch=1,
        recordedtime=NOW,
        correlationid=plan,
        causationid=None,
        demonstration=False,
        provenance=None,
        traceparent=None,
        data=msgspec.json.encode(event),
        event=event,
    )


@pytest.mark.postgres
async def test_what_planning_says_is_kept_with_the_position_it_was_said_at(database: str) -> None:
    await migrate(database, KERNEL, MIGRATIONS[0].parent)
    other = ActionPlanId(UUID(int=7))
    async with asyncpg.create_pool(database, min_size=1, max_size=2) as pool:
        async with pool.acquire() as connection, connection.transaction():
            await action_plans.COPIES.apply(connection, [heard(PLAN, 17), heard(other, 18)])
        assert await action_plans.submitted(pool, PLAN) == SUBMITTED
        async with pool.acquire() as connection, connection.transaction():
            await action_plans.COPIES.forget(connection, Source("ma", "planning"))
        assert await action_plans.submitted(pool, PLAN) is None


def missing(*events: Event) -> list[tuple[str, Any]]:
    return [(each["what"], each["since"]) for each in shown(*events)["missing"]]


def test_what_is_missing_says_since_when_and_ends_with_the_convention() -> None:
    assert missing(DRAFTED) == [
        ("signature", "2017-09-04"),
        ("signature", "2017-09-04"),
        ("data-protection-annex", "2017-09-04"),
    ]
    lacking = [("data-protection-annex", "2017-09-04"), ("joint-action-plan", "2017-10-16")]
    assert missing(*CONCLUSION) == lacking
    assert missing(*CONCLUSION, AMENDMENT)[2:] == lacking
    assert missing(*CONCLUSION, RULES_ANNEXED, ANNEXED) == []
    assert missing(*CONCLUSION, CLOSED) == []
    assert missing(*CONCLUSION, CLOSED, REOPENED) == lacking


def test_advances_stand_with_how_they_arrived() -> None:
    def arrived(*events: Event) -> list[Any]:
        row = shown(*CONCLUSION_TERMS, *events)
        return [(each["code"], each["received"]) for each in row["advances"]]

    receipt = {
        "amount": {"amount": "5000.00", "currency": "EUR"},
        "on": "2017-11-20",
        "evidence": None,
        "recorded_by": str(BELFAA),
    }
    assert arrived(RECEIVED) == [("A1", receipt), ("A2", None)]
    assert arrived(RECEIVED, CORRECTED)[0][1]["amount"]["currency"] == "MAD"
    assert arrived(RECEIVED, WITHDRAWN) == [("A1", None), ("A2", None)]
    assert shown(DRAFTED_TERMS)["advances"] == []


def test_a_closed_convention_shows_the_version_that_held() -> None:
    row = shown(*CONCLUSION, AMENDMENT, CLOSED)
    assert (row["state"], row["closed_on"]) == ("closed", CLOSED.on)
    assert (row["content_version"], row["content_hash"], row["amendment"]) == (1, HASH_1, None)
    assert (row["awaiting"], len(row["signatures"])) == ([], 2)
    row = shown(*CONCLUSION, AMENDMENT, CLOSED, REOPENED)
    assert (row["state"], row["closed_on"]) == ("concluded", None)
