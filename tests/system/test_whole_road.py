"""From a pending protocol to accepted figures, over HTTP, GraphQL and the event streams.

The road is walked in Morocco while nothing fails, and in Benin while services and broker do.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from tests.system.running import Running
from tests.system.test_main_road import bootstrap
from tests.system.topic import read_topic
from tests.system.walking import (
    ACCEPTED,
    PENDING,
    PLANNED,
    RETURNED,
    Glimpse,
    HandOver,
    Stage,
    reached,
    totals,
    walk,
    whole_view,
)
from tests.system.whole_road import WholeRoad

pytestmark = [pytest.mark.system, pytest.mark.timeout(600)]


@pytest.fixture(scope="module")
def platform(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    running = Running(Path(tmp_path_factory.mktemp("cic")))
    try:
        running.up("--units", "ma,bj", "--empty")
        yield running
    finally:
        running.down()


def road_of(platform: Running, unit: str) -> WholeRoad:
    return WholeRoad(
        platform.url(f"{unit}-partnerships"),
        platform.url("gateway"),
        platform.token,
        unit,
        planning_url=platform.url(f"{unit}-planning"),
        reporting_url=platform.url(f"{unit}-reporting"),
    )


@pytest.fixture(scope="module")
def road(platform: Running) -> WholeRoad:
    return road_of(platform, "ma")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def seen(road: WholeRoad) -> dict[Stage, Glimpse]:
    """What was seen at four moments of the walk without faults."""
    return await walk(road)


@pytest.mark.usefixtures("seen")
def test_a_submitted_plan_is_heard_by_an_independent_client(
    platform: Running, road: WholeRoad
) -> None:
    (submitted,) = [
        record
        for record in read_topic(bootstrap(platform), "ma.planning.events.v1")
        if record.headers["ce_type"] == "cic.planning.ActionPlanSubmitted.v1"
    ]
    assert submitted.key == str(road.action_plan)
    assert set(submitted.data["parties"]) == {str(road.jette), str(road.belfaa)}
    assert submitted.data["protocol"] == str(road.protocol)
    assert submitted.data["strategic_plan_version"] == 1


def test_a_total_shows_what_stands_behind_it_and_what_was_left_out(
    seen: dict[Stage, Glimpse],
) -> None:
    spent, houses, satisfied = totals(seen[ACCEPTED].view)

    assert (houses["value"], houses["expected"], houses["received"]) == ("1", 1, 1)
    assert behind(houses) == [
        (1, "RETURNED", "2", False, "RETURNED"),
        (2, "ACCEPTED", "1", True, None),
    ]
    assert (satisfied["value"], satisfied["received"]) == (None, 0), "not measured is not 0"
    assert behind(satisfied) == [
        (1, "RETURNED", None, False, "RETURNED"),
        (2, "ACCEPTED", None, False, "NOT_MEASURED"),
    ]
    assert (spent["value"], spent["unit"], spent["expected"]) == ("11250.50", "MAD", None)
    assert behind(spent) == [
        (1, "RETURNED", "11250.50", False, "RETURNED"),
        (2, "ACCEPTED", "11250.50", True, None),
    ]
    told = {source["event"]["type"] for total in (houses, spent) for source in sources(total)}
    assert told == {"cic.reporting.ReportSubmitted.v1"}


@pytest.mark.parametrize("stage", [PENDING, PLANNED, RETURNED, ACCEPTED])
async def test_as_of_a_moment_shows_what_was_known_then(
    road: WholeRoad, seen: dict[Stage, Glimpse], stage: Stage
) -> None:
    then = await whole_view(road, seen[stage].moment)
    assert reached(then) == stage
    assert then == seen[stage].view


async def test_with_services_killed_and_the_broker_restarted_the_final_view_is_the_same(
    platform: Running, seen: dict[Stage, Glimpse]
) -> None:
    async def strike(at: HandOver) -> None:
        await platform.kill("bj-planning", *(["kafka"] if at is HandOver.SUBMISSION else []))

    faulty = road_of(platform, "bj")
    seen_under_faults = await walk(faulty, strike)
    for stage, glimpse in seen.items():
        assert seen_under_faults[stage].view == glimpse.view
    assert await whole_view(faulty) == seen[ACCEPTED].view


async def test_a_gateway_built_again_from_the_topics_answers_the_same(
    platform: Running, road: WholeRoad, seen: dict[Stage, Glimpse]
) -> None:
    platform.rebuild_the_gateway()
    for glimpse in seen.values():
        assert await whole_view(road, glimpse.moment) == glimpse.view


def sources(total: dict[str, Any]) -> list[dict[str, Any]]:
    return [edge["node"] for edge in total["sources"]["edges"]]


def behind(total: dict[str, Any]) -> list[tuple[Any, ...]]:
    """Return, for each source, the report's version and its state, the value, and if it counts."""
    return [
        (
            source["reportVersion"]["version"],
            source["reportVersion"]["state"],
            source["value"],
            source["included"],
            source["reason"],
        )
        for source in sources(total)
    ]
