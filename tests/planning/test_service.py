"""The whole service on PostgreSQL: what it hears, what it is asked, what it answers."""

import asyncio
from collections.abc import AsyncIterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from uuid_utils.compat import uuid7

from contracts.partnerships.partners import PartnershipSuspended
from contracts.partnerships.programmes import PhaseRulesSet
from kernel.clock import system_clock
from kernel.postgres.archiving import Ended, archive
from tests.partnerships.cases import (
    BELFAA,
    JETTE,
    KINTAMBO,
    PARTNERSHIP,
    PHASE_2017,
    PHASE_2022,
    PROGRAMME,
)
from tests.planning.cases import ACTION_PLAN, CONTENT_HASH, STRATEGIC_PLAN
from tests.planning.hearing import (
    JETTE_RATIFIED,
    PENDING,
    PROPOSED,
    RATIFIED,
    REGISTERS,
    UP_TO_FORCE,
)
from tests.planning.service import Service, planning
from tests.planning.unit import (
    DRAFT,
    DRAFT_STRATEGY,
    PLAN_AT,
    STRATEGY_AT,
    agreeing,
    plan_agreed,
    strategy_validated,
    submitting,
    validating,
)
from vocabulary.communes import SuspensionReason
from vocabulary.rules import Horizon, PlanKind, Rules

pytestmark = pytest.mark.postgres


@pytest.fixture
async def unit(database: str, tmp_path: Path) -> AsyncIterator[Service]:
    async with planning(database, tmp_path) as unit:
        yield unit


async def test_what_partnerships_has_said_is_what_rules_decide_on(unit: Service) -> None:
    answer = await unit.send(f"{PLAN_AT}/draft", DRAFT, by=JETTE)
    assert answer.json()["code"] == "PartnershipUnknown"
    await unit.hear(*PENDING)
    await strategy_validated(unit)
    await plan_agreed(unit)
    refused = (await unit.send(f"{PLAN_AT}/submit", submitting(), by=BELFAA)).json()
    assert (refused["code"], refused["awaiting"]) == ("ProtocolNotInForce", [str(JETTE)])
    await unit.hear(JETTE_RATIFIED, RATIFIED, first=len(PENDING) + 1)
    done = await unit.accepted(f"{PLAN_AT}/submit", submitting(), by=BELFAA)
    plan = await unit.shown(PLAN_AT, done["position"])
    assert (plan["state"], plan["strategic_plan"]) == ("submitted", str(STRATEGIC_PLAN))


async def test_a_suspension_that_is_heard_stops_the_next_submission(unit: Service) -> None:
    await unit.hear(*UP_TO_FORCE)
    await strategy_validated(unit)
    await plan_agreed(unit)
    suspended = PartnershipSuspended(
        partnership=PARTNERSHIP, since=date(2022, 5, 19), reason=SuspensionReason.SECURITY
    )
    await unit.hear(suspended, first=len(UP_TO_FORCE) + 1)
    answer = await unit.send(f"{PLAN_AT}/submit", submitting(), by=BELFAA)
    assert (answer.json()["code"], answer.json()["state"]) == ("PartnershipNotActive", "suspended")


async def test_strategic_plans_are_listed_by_whom_they_wait_for(unit: Service) -> None:
    await unit.hear(*REGISTERS)
    await unit.accepted(f"{STRATEGY_AT}/draft", DRAFT_STRATEGY)
    await unit.accepted(f"{STRATEGY_AT}/submit", {"on": "2022-02-10"})
    done = await unit.accepted(f"{STRATEGY_AT}/validate", validating(BELFAA), by=BELFAA)
    ours, at = [str(STRATEGIC_PLAN)], "/v1/strategic-plans"
    assert await unit.ids(f"{at}?awaiting={JETTE}", done["position"]) == ours
    assert await unit.ids(f"{at}?awaiting={BELFAA}") == []
    assert await unit.ids(f"{at}?country=MA&phase={PHASE_2022}&state=under_validation") == ours
    assert await unit.ids(f"{at}?country=SN") == []
    assert (await unit.shown(STRATEGY_AT))["communes"] == [str(JETTE), str(BELFAA)]


async def test_action_plans_are_filtered_and_come_in_pages(unit: Service) -> None:
    await unit.hear(*REGISTERS)
    await unit.accepted(f"{PLAN_AT}/draft", DRAFT, by=JETTE)
    position = 0
    others = [str(uuid7()) for _ in range(2)]
    for other in others:
        done = await unit.accepted(f"/v1/action-plans/{other}/draft", DRAFT, by=JETTE)
        position = done["position"]
    await unit.accepted(f"{PLAN_AT}/agree", agreeing(JETTE), by=JETTE)
    position += 1
    at = "/v1/action-plans"
    assert await unit.ids(f"{at}?awaiting={JETTE}", position) == others
    assert await unit.ids(f"{at}?state=partly_agreed") == [str(ACTION_PLAN)]
    assert await unit.ids(f"{at}?phase={PHASE_2017}") == []
    assert await unit.ids(f"{at}?partnership={PARTNERSHIP}&party={BELFAA}") == [
        str(ACTION_PLAN),
        *others,
    ]
    seen, after = [], ""
    while True:
        page = await unit.shown(f"{at}?first=1{after}")
        seen += [each["id"] for each in page["items"]]
        if page["next"] is None:
            break
        after = f"&after={page['next']}"
    assert seen == [str(ACTION_PLAN), *others]


async def test_a_partnership_that_may_act_is_overdue_after_twelve_months(unit: Service) -> None:
    at = "/v1/action-plans/overdue"
    await unit.hear(*PENDING)
    assert (await unit.shown(at))["items"] == [], "what may not act yet is not late"
    await unit.hear(JETTE_RATIFIED, RATIFIED, first=len(PENDING) + 1)
    assert (await unit.shown(f"{at}?on=2023-04-20"))["items"] == []
    (late,) = (await unit.shown(f"{at}?on=2023-04-21"))["items"]
    assert (late["partnership"], late["due_on"], late["last_plan"]) == (
        str(PARTNERSHIP),
        "2023-04-20",
        None,
    )
    assert (await unit.shown(f"{at}?on=2023-04-21&member={KINTAMBO}"))["items"] == []
    await strategy_validated(unit)
    await plan_agreed(unit)
    done = await unit.accepted(f"{PLAN_AT}/submit", submitting(), by=BELFAA)
    assert (await unit.shown(f"{at}?on=2023-05-20", done["position"]))["items"] == []
    (late,) = (await unit.shown(f"{at}?on=2023-05-21&phase={PHASE_2022}&member={JETTE}"))["items"]
    assert (late["last_plan"], late["due_on"]) == (str(ACTION_PLAN), "2023-05-20")
    assert [each["due_on"] for each in (await unit.shown(at))["items"]] == ["2023-05-20"], "today"


async def test_a_programme_may_lay_down_other_months_for_the_first_plan_and_the_next(
    unit: Service,
) -> None:
    horizons = (
        Horizon(plan=PlanKind.JOINT_ACTION, months=24),
        Horizon(plan=PlanKind.JOINT_ACTION, months=6, country="MA", first=True),
        Horizon(plan=PlanKind.STRATEGIC, months=60),
    )
    rules = PhaseRulesSet(
        programme=PROGRAMME,
        phase=PHASE_2022,
        since=date(2022, 1, 1),
        rules=Rules(horizons=horizons),
    )
    await unit.hear(*UP_TO_FORCE, rules)
    at = "/v1/action-plans/overdue"
    (late,) = (await unit.shown(f"{at}?on=2022-10-21"))["items"]
    assert (late["due_on"], late["months"]) == ("2022-10-20", 6)
    await strategy_validated(unit)
    await plan_agreed(unit)
    done = await unit.accepted(f"{PLAN_AT}/submit", submitting(), by=BELFAA)
    assert (await unit.shown(f"{at}?on=2024-05-20", done["position"]))["items"] == []
    (late,) = (await unit.shown(f"{at}?on=2024-05-21"))["items"]
    assert (late["due_on"], late["months"]) == ("2024-05-20", 24)


async def test_overdue_partnerships_come_in_pages_the_longest_overdue_first(unit: Service) -> None:
    await unit.hear(*UP_TO_FORCE)
    await unit.pool.execute(
        "INSERT INTO heard.protocols SELECT gen_random_uuid(), partnership, phase, parties, 1,"
        " ratified, in_force, in_force_since + n, NULL, false, source, position"
        " FROM heard.protocols, generate_series(1, 4) AS n"
    )
    days, after = [], ""
    while True:
        page = await unit.shown(f"/v1/action-plans/overdue?first=2{after}")
        days += [each["due_on"] for each in page["items"]]
        if page["next"] is None:
            break
        after = f"&after={page['next']}"
    assert days == [f"2023-04-{day}" for day in (20, 21, 22, 23, 24)]


async def test_of_two_strategic_plans_drafted_at_once_only_one_is_ever_submitted(
    unit: Service,
) -> None:
    await unit.hear(*REGISTERS)
    paths = [f"/v1/strategic-plans/{uuid7()}" for _ in range(4)]
    answers = await asyncio.gather(*(unit.send(f"{path}/draft", DRAFT_STRATEGY) for path in paths))
    drafted = [path for path, answer in zip(paths, answers, strict=True) if answer.is_success]
    assert drafted
    sent = [await unit.send(f"{path}/submit", {"on": "2022-02-10"}) for path in drafted]
    assert [answer.status_code for answer in sent].count(200) == 1
    refused = {answer.json()["code"] for answer in sent if answer.status_code == 409}
    assert refused <= {"OneStrategicPlanPerCountryProgramme"}


@pytest.mark.parametrize(
    "path", [f"/v1/strategic-plans/{KINTAMBO}", f"/v1/action-plans/{KINTAMBO}"]
)
async def test_what_is_not_there_is_not_found(unit: Service, path: str) -> None:
    answer = await unit.get(path)
    assert (answer.status_code, answer.json()["code"]) == (404, "NotFound")


async def test_a_question_that_cannot_be_understood_names_every_fault(unit: Service) -> None:
    answer = await unit.get("/v1/action-plans?state=asleep&first=0&colour=blue")
    assert answer.status_code == 422
    assert {fault["at"] for fault in answer.json()["errors"]} == {"state", "first", "colour"}


async def test_the_hash_to_agree_to_is_read_with_the_plan(unit: Service) -> None:
    await unit.hear(*REGISTERS, PROPOSED)
    done = await unit.accepted(f"{PLAN_AT}/draft", DRAFT, by=JETTE)
    assert (await unit.shown(PLAN_AT, done["position"]))["content_hash"] == CONTENT_HASH


async def test_a_plan_that_another_takes_the_place_of_may_be_closed_for_good(
    unit: Service, database: str
) -> None:
    await unit.hear(*UP_TO_FORCE)
    await strategy_validated(unit)
    await plan_agreed(unit)
    await unit.accepted(f"{PLAN_AT}/submit", submitting(), by=BELFAA)
    other = uuid7()
    other_at = f"/v1/action-plans/{other}"
    await unit.accepted(f"{other_at}/draft", DRAFT, by=JETTE)
    for party in (JETTE, BELFAA):
        await unit.accepted(f"{other_at}/agree", agreeing(party), by=party)
    await unit.accepted(f"{other_at}/submit", submitting(), by=BELFAA)
    body = {"by": str(other), "party": str(JETTE), "on": "2022-06-01"}
    done = await unit.accepted(f"{PLAN_AT}/supersede", body, by=JETTE)
    before = await unit.shown(PLAN_AT, done["position"])
    parts = unit.app.state.parts
    ended = Ended(query=parts.ended, projections=parts.projections)
    tomorrow = system_clock() + timedelta(days=1)
    archived = await archive(database, ended, tomorrow, "account-1", "dix ans")
    assert [(file.id, len(file.streams)) for file in archived.files] == [(ACTION_PLAN, 1)]
    again = await unit.accepted(f"{PLAN_AT}/supersede", body, by=JETTE)
    assert again["version"] == done["version"], "what is already true is no change"
    assert await unit.shown(PLAN_AT) == before
