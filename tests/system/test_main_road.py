"""From a proposed protocol to the per-country view, over HTTP, GraphQL and the event stream."""

from datetime import UTC, datetime
from typing import Any

import pytest

from tests.system.road import Road
from tests.system.running import Running, eventually
from tests.system.topic import Record, read_topic

pytestmark = pytest.mark.system
TOPIC = "ma.partnerships.events.v1"
RATIFIED = "cic.partnerships.ProtocolRatified.v1"


def outcomes(protocol: dict[str, Any] | None) -> list[str]:
    return sorted(vote["outcome"] for vote in protocol["votes"]) if protocol else []


async def test_a_protocol_binds_when_the_second_council_has_ratified(
    platform: Running, road: Road
) -> None:
    await road.to_signed()
    await road.ratify(road.jette, "2022-04-20")

    one_vote = await eventually(road.view, lambda seen: outcomes(seen) == ["PENDING", "RATIFIED"])
    assert (one_vote["state"], one_vote["inForceSince"]) == ("PARTLY_RATIFIED", None)
    before_the_second_vote = datetime.now(UTC).isoformat()  # noqa: TID251 - a user's clock

    await road.ratify(road.belfaa, "2022-05-11")
    both = await eventually(road.view, lambda seen: seen and seen["state"] == "IN_FORCE")
    assert (outcomes(both), both["inForceSince"]) == (["RATIFIED", "RATIFIED"], "2022-05-11")

    then = await road.view(as_of=before_the_second_vote)
    assert then is not None
    assert (then["state"], then["inForceSince"]) == ("PARTLY_RATIFIED", None)

    (ratified,) = published(platform, road, RATIFIED)
    assert ratified.data["in_force_since"] == "2022-05-11"
    assert set(ratified.data["parties"]) == {str(road.jette), str(road.belfaa)}
    assert ratified.key == str(road.protocol)


async def test_an_integrator_reads_every_formal_act_as_a_cloud_event(
    platform: Running, road: Road
) -> None:
    await road.to_signed()
    await road.ratify(road.belfaa, "2022-04-20")
    await road.ratify(road.jette, "2022-05-11")
    await eventually(road.view, lambda seen: seen and seen["state"] == "IN_FORCE")

    records = published(platform, road)
    assert [record.headers["ce_type"].split(".")[2] for record in records] == [
        "ProtocolProposed",
        "PartyAgreedText",
        "PartyAgreedText",
        "ProtocolTextAgreed",
        "ProtocolSigned",
        "ProtocolSigned",
        "CouncilRatified",
        "CouncilRatified",
        "ProtocolRatified",
    ]
    for record in records:
        assert record.headers["ce_specversion"] == "1.0"
        assert record.headers["ce_source"] == "/units/ma/partnerships"
        assert record.headers["ce_subject"] == str(road.protocol)
        assert record.headers["ce_unit"] == "ma"
        assert record.headers["ce_demonstration"] == "false"
        assert record.headers["content-type"] == "application/json"
        assert "subject-" not in str(record), "a person's reference left the unit"
    everything = read_topic(bootstrap(platform), TOPIC)
    chain = [(int(r.headers["ce_prevposition"]), int(r.headers["ce_position"])) for r in everything]
    assert chain[0][0] == 0
    assert [before for before, _ in chain[1:]] == [here for _, here in chain[:-1]]


def bootstrap(platform: Running) -> str:
    found = platform.state.kafka
    assert found is not None
    return found


def published(platform: Running, road: Road, wire_type: str | None = None) -> list[Record]:
    return [
        record
        for record in read_topic(bootstrap(platform), TOPIC)
        if record.key == str(road.protocol) and wire_type in {None, record.headers["ce_type"]}
    ]
