"""From a pending protocol to accepted figures, over HTTP, GraphQL and the event streams."""

from collections.abc import Awaitable, Callable

import pytest

from tests.system.road import Road
from tests.system.running import Running
from tests.system.test_main_road import bootstrap
from tests.system.topic import read_topic
from tests.system.whole_road import WholeRoad

pytestmark = [pytest.mark.system, pytest.mark.timeout(600)]
Between = Callable[[], Awaitable[None]]


@pytest.fixture
def whole(platform: Running) -> WholeRoad:
    return WholeRoad(
        platform.url("ma-partnerships"),
        platform.url("gateway"),
        platform.token,
        planning_url=platform.url("ma-planning"),
        reporting_url=platform.url("ma-reporting"),
    )


async def nothing() -> None:
    """Let nothing fail at a hand-over."""


async def walk(road: WholeRoad, fault: Between = nothing) -> None:
    """Walk the whole road; `fault` strikes at each hand-over between services."""
    await road.to_signed()
    await road.admits()
    await fault()
    await road.strategy()
    await road.drafts_a_plan()
    content_hash = await road.agrees_on_the_plan()
    refused = await road.try_to_submit()
    assert (refused.status_code, refused.json()["code"]) == (409, "ProtocolNotInForce")

    await road.ratify(road.jette, "2022-04-20")
    await road.ratify(road.belfaa, "2022-05-11")
    await fault()
    await road.submits_the_plan()
    await road.concludes_the_convention()
    await fault()
    await road.annexes_the_plan(content_hash)

    report = await road.report()
    await road.reports_figures(report, houses="2")
    await road.signs_the_report(report, "2023-01-20")
    comments = "Une maison est comptée deux fois."
    await road.reviews(report, "return", {"comments": comments, "on": "2023-02-01"})
    await road.corrects(houses="1")
    await road.signs_the_report(report, "2023-02-15")
    await road.reviews(report, "accept", {"on": "2023-03-01"})


async def test_a_submitted_plan_is_heard_by_an_independent_client(
    platform: Running, whole: WholeRoad
) -> None:
    await walk(whole)
    records = read_topic(bootstrap(platform), "ma.planning.events.v1")
    (submitted,) = [
        record
        for record in records
        if record.key == str(whole.action_plan)
        and record.headers["ce_type"] == "cic.planning.ActionPlanSubmitted.v1"
    ]
    assert set(submitted.data["parties"]) == {str(whole.jette), str(whole.belfaa)}
    assert submitted.data["strategic_plan_version"] == 1
    assert isinstance(whole, Road)
