"""The same walk while machines fail: the same final view, nothing lost, nothing twice."""

from typing import Any

import pytest

from tests.system.road import Road
from tests.system.running import Running, eventually
from tests.system.test_main_road import RATIFIED, outcomes, published

pytestmark = [pytest.mark.system, pytest.mark.timeout(600)]


def binding(protocol: dict[str, Any] | None) -> bool:
    return protocol is not None and protocol["state"] == "IN_FORCE"


async def ends_well(platform: Running, road: Road) -> None:
    """One protocol, in force since the later vote, ratified once by each council."""
    final = await eventually(road.view, binding)
    assert final["inForceSince"] == "2022-05-11"
    assert outcomes(final) == ["RATIFIED", "RATIFIED"]
    once = {record.headers["ce_id"]: record for record in published(platform, road, RATIFIED)}
    assert len(once) == 1


async def test_the_broker_is_killed_and_started_again(platform: Running, road: Road) -> None:
    await road.to_signed()
    await road.ratify(road.jette, "2022-04-20")
    await platform.kill("kafka")
    await road.ratify(road.belfaa, "2022-05-11")
    await ends_well(platform, road)


async def test_the_broker_loses_its_disk(platform: Running, road: Road) -> None:
    await road.to_signed()
    await road.ratify(road.jette, "2022-04-20")
    await eventually(road.view, lambda seen: outcomes(seen) == ["PENDING", "RATIFIED"])
    await platform.kill_and_lose_its_disk("kafka", "kafka")
    await road.ratify(road.belfaa, "2022-05-11")
    await ends_well(platform, road)


async def test_the_service_is_killed_between_the_votes(platform: Running, road: Road) -> None:
    await road.to_signed()
    await road.ratify(road.jette, "2022-04-20")
    await platform.kill("ma-partnerships")
    await road.ratify(road.belfaa, "2022-05-11")
    await ends_well(platform, road)


async def test_the_gateway_loses_its_database(platform: Running, road: Road) -> None:
    await road.to_signed()
    await road.ratify(road.jette, "2022-04-20")
    await road.ratify(road.belfaa, "2022-05-11")
    before = await eventually(road.view, binding)
    await platform.empty_database("cic_gateway")
    await platform.kill("gateway")
    await ends_well(platform, road)
    assert await road.view() == before


async def test_a_command_repeated_after_a_crash_is_answered_as_the_first_time(
    platform: Running, road: Road
) -> None:
    await road.to_signed()
    first = await road.ratify(road.jette, "2022-04-20")
    await platform.kill("ma-partnerships")
    assert await road.ratify(road.jette, "2022-04-20") == first
