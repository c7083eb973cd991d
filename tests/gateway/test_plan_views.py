"""Answers about plans, reports and totals, now and as of earlier moments."""

from datetime import datetime
from typing import Any

import asyncpg
import pytest

from gateway.plans.engine import Engine
from gateway.questions import COUNTRY_VIEW, FIGURE
from gateway.read_model.ids import gid
from gateway.read_model.said import Event
from tests.gateway.asking import ask, beat, hear
from tests.gateway.cooperation import (
    ACTS,
    accepted,
    agreed,
    expected,
    handed_in,
    planned,
    reopened,
    reported,
    returned,
    strategy_submitted,
    submitted,
    validated,
    value,
)
from tests.gateway.story import BELFAA, JETTE, PARTNERSHIP, binding
from tests.gateway.telling import Unit

pytestmark = pytest.mark.postgres

FIGURE_ID = gid("Figure", "MA", f"indicator/{ACTS}/2023/actes/real")
PARTNERSHIP_ID = gid("Partnership", "MA", str(PARTNERSHIP))
TIMELINE = """
query ($id: ID!, $after: String, $types: [String!]) { partnership(id: $id) {
  timeline(first: 4, after: $after, types: $types) {
    totalCount pageInfo { hasNextPage endCursor }
    edges { node { type on recordedAt service commune { name } } }
  } } }
"""


def nodes(connection: dict[str, Any]) -> list[dict[str, Any]]:
    return [edge["node"] for edge in connection["edges"]]


async def test_the_country_view_shows_plans_reports_and_totals(
    engine: Engine, writer: asyncpg.Pool
) -> None:
    await hear(writer, reported())
    country = (await ask(engine, COUNTRY_VIEW))["country"]
    (plan,) = country["strategicPlans"]
    assert (plan["state"], plan["applicable"]["version"]) == ("VALIDATED", 1)
    said = nodes(plan["latest"]["validations"])
    assert [(one["commune"]["name"], one["outcome"]) for one in said] == [
        ("Belfaa", "VALIDATED"),
        ("Jette", "VALIDATED"),
    ]
    totals = {
        (figure["kind"], figure["unit"]): figure["value"] for figure in nodes(country["figures"])
    }
    assert totals == {
        ("INDICATOR", "actes"): "80",
        ("INDICATOR", "personnes"): None,
        ("EXPENSE", "EUR"): "150.15",
        ("EXPENSE", "MAD"): "700",
    }
    (partnership,) = nodes(country["partnerships"])
    (action_plan,) = nodes(partnership["actionPlans"])
    assert action_plan == {
        "title": "Plan 2023",
        "state": "ADOPTED",
        "notYetAnnexed": False,
        "annexedTo": [{"version": 1}],
        "demonstration": False,
    }
    states = [report["state"] for report in nodes(partnership["reports"])]
    assert states == ["EXPECTED", "ACCEPTED"]


async def test_a_figure_can_be_opened_down_to_the_events(
    engine: Engine, writer: asyncpg.Pool
) -> None:
    await hear(writer, reported())
    figure = (await ask(engine, FIGURE, id=FIGURE_ID))["figure"]
    assert (figure["value"], figure["expected"], figure["received"]) == ("80", 1, 1)
    assert figure["indicator"]["code"] == "R1.1"
    left_out, counted = nodes(figure["sources"])
    assert (left_out["included"], left_out["reason"]) == (False, "RETURNED")
    assert left_out["reportVersion"]["comments"] == "Préciser la ventilation."
    assert (counted["included"], counted["reason"], counted["value"]) == (True, None, "80")
    assert counted["reportVersion"]["state"] == "ACCEPTED"
    assert counted["event"]["type"] == "cic.reporting.ReportSubmitted.v1"
    assert counted["partnership"] == {"title": "Jette – Belfaa"}


async def test_a_total_as_of_a_moment_is_what_was_accepted_then(
    engine: Engine, writer: asyncpg.Pool
) -> None:
    unit = planned()
    moments: dict[str, datetime] = {}
    acts: dict[str, list[Event]] = {
        "planned": [expected()],
        "submitted": [handed_in(value())],
        "returned": [returned()],
        "again": [handed_in(value(number="80"), version=2)],
        "accepted": [accepted(2)],
        "reopened": [reopened(3), handed_in(value(number="85"), version=3)],
        "corrected": [accepted(3)],
    }
    for name, events in acts.items():
        unit.say(*events)
        moments[name] = unit.now
    await hear(writer, unit)
    seen = {}
    for name, at in moments.items():
        answer = await ask(engine, FIGURE, id=FIGURE_ID, asOf=at.isoformat())
        figure = answer["figure"]
        reasons = [source["reason"] for source in nodes(figure["sources"])] if figure else None
        seen[name] = figure and (figure["value"], reasons)
    assert seen == {
        "planned": None,
        "submitted": (None, ["NOT_ACCEPTED"]),
        "returned": (None, ["RETURNED"]),
        "again": (None, ["RETURNED", "NOT_ACCEPTED"]),
        "accepted": ("80", ["RETURNED", None]),
        "reopened": ("80", ["RETURNED", None, "NOT_ACCEPTED"]),
        "corrected": ("85", ["RETURNED", "SUPERSEDED", None]),
    }


async def test_who_has_still_to_validate_and_what_is_not_yet_annexed_is_found(
    engine: Engine, writer: asyncpg.Pool
) -> None:
    unit = binding()
    unit.say(strategy_submitted())
    unit.say(validated(BELFAA))
    unit.say(agreed(JETTE), agreed(BELFAA), submitted())
    await hear(writer, unit)
    question = """{ country(code: "MA") {
      strategicPlans { latest { validations(outcome: [PENDING]) {
        edges { node { commune { name } } } } } }
      actionPlans(notYetAnnexed: true) { edges { node {
        title actions { code results } budgetLines { code amount { amount currency } costClass }
        indicators { code baseline { known value note } targets { year value } } } } } } }"""
    country = (await ask(engine, question))["country"]
    (plan,) = country["strategicPlans"]
    assert nodes(plan["latest"]["validations"]) == [{"commune": {"name": "Jette"}}]
    (waiting,) = nodes(country["actionPlans"])
    assert waiting["budgetLines"] == [
        {
            "code": "B1",
            "amount": {"amount": "1000.00", "currency": "EUR"},
            "costClass": "MANAGEMENT",
        }
    ]
    assert waiting["indicators"][0]["baseline"] == {
        "known": False,
        "value": None,
        "note": "à établir",
    }
    result = await ask(
        engine,
        "query ($id: ID!) { node(id: $id) { ... on Result { code level } } }",
        id=waiting["actions"][0]["results"][0],
    )
    assert result["node"] == {"code": "R1", "level": "OUTPUT"}


async def test_a_partnership_has_a_timeline_that_goes_on_page_by_page(
    engine: Engine, writer: asyncpg.Pool
) -> None:
    unit = reported()
    await hear(writer, unit)
    seen: list[dict[str, Any]] = []
    after, more = None, True
    while more:
        answer = await ask(engine, TIMELINE, id=PARTNERSHIP_ID, after=after)
        page = answer["partnership"]["timeline"]
        seen += nodes(page)
        after, more = page["pageInfo"]["endCursor"], page["pageInfo"]["hasNextPage"]
    assert len(seen) == page["totalCount"]
    moments = [act["recordedAt"] for act in seen]
    assert moments == sorted(moments)
    assert seen[0]["type"] == "cic.partnerships.PartnershipEstablished.v1"
    assert seen[-1]["type"] == "cic.reporting.ReportExpected.v1"
    votes = await ask(
        engine, TIMELINE, id=PARTNERSHIP_ID, types=["cic.partnerships.CouncilRatified.v1"]
    )
    shown = [(act["commune"]["name"], act["on"]) for act in nodes(votes["partnership"]["timeline"])]
    assert shown == [("Jette", "2022-04-20"), ("Belfaa", "2022-05-11")]


async def test_who_comes_from_an_event_finds_its_thing_by_the_id_that_it_names(
    engine: Engine, writer: asyncpg.Pool
) -> None:
    await hear(writer, reported())
    question = "query ($id: ID!) { partnership(id: $id) { id uuid } }"
    found = {"id": PARTNERSHIP_ID, "uuid": str(PARTNERSHIP)}
    assert await ask(engine, question, id=str(PARTNERSHIP)) == {"partnership": found}
    assert await ask(engine, question, id=PARTNERSHIP_ID) == {"partnership": found}


async def test_the_age_of_a_country_is_that_of_its_oldest_service(
    engine: Engine, writer: asyncpg.Pool
) -> None:
    unit: Unit = reported()
    await hear(writer, unit)
    await beat(writer, unit)
    question = '{ country(code: "MA") { knownUntil feeds { service knownUntil } } }'
    country = (await ask(engine, question))["country"]
    assert [feed["service"] for feed in country["feeds"]] == [
        "partnerships",
        "planning",
        "reporting",
    ]
    assert country["knownUntil"] == min(feed["knownUntil"] for feed in country["feeds"])
