"""The answers of the schema over a read model that events have filled."""

from datetime import timedelta
from typing import Any

import asyncpg
import pytest

from contracts.partnerships import protocols as told
from gateway.plans.engine import Engine
from gateway.questions import COUNTRY_VIEW
from gateway.read_model.ids import gid
from tests.gateway.asking import ask, beat, hear, refused
from tests.gateway.story import (
    BELFAA,
    FIRST_VOTE,
    JETTE,
    PARTNERSHIP,
    PHASE,
    PROGRAMME,
    PROTOCOL,
    SECOND_VOTE,
    SHARED,
    binding,
    in_force,
    ratified,
    registered,
    signed_by_both,
)
from tests.gateway.telling import START

pytestmark = pytest.mark.postgres

PROTOCOL_ID = gid("Protocol", "MA", str(PROTOCOL))
VOTES = """
query ($id: ID!, $asOf: DateTime) {
  protocol(id: $id, asOf: $asOf) {
    state inForceSince mayAct
    votes { party { name } outcome adoptedOn votesFor evidence { reference url sha256 } }
    awaiting { party { name } since version }
  }
}
"""


def nodes(connection: dict[str, Any]) -> list[dict[str, Any]]:
    return [edge["node"] for edge in connection["edges"]]


async def test_the_ready_made_question_is_answered_by_one_statement(
    engine: Engine, writer: asyncpg.Pool
) -> None:
    await hear(writer, binding())
    country = (await ask(engine, COUNTRY_VIEW))["country"]
    (shared,) = country["countryProgrammes"]
    assert shared["programme"]["name"] == "Coopération internationale communale"
    assert shared["phase"] == {
        "code": "2022-2026",
        "startsOn": "2022-01-01",
        "endsOn": "2026-12-31",
        "state": "OPEN",
    }
    assert shared["coverage"] == {
        "partial": True,
        "listed": 25,
        "stated": 50,
        "source": "newsletter",
    }
    (partnership,) = nodes(country["partnerships"])
    assert partnership["title"] == "Jette – Belfaa"
    assert [m["commune"]["countryCode"] for m in partnership["members"]] == ["BE", "MA"]
    (protocol,) = nodes(partnership["protocols"])
    assert (protocol["state"], protocol["inForceSince"]) == ("IN_FORCE", "2022-05-11")
    assert protocol["mayAct"] is True
    assert protocol["awaiting"] == []


async def test_a_protocol_says_whose_council_has_still_to_vote_and_since_when(
    engine: Engine, writer: asyncpg.Pool
) -> None:
    unit = signed_by_both()
    unit.say(ratified(JETTE, FIRST_VOTE))
    await hear(writer, unit)
    protocol = (await ask(engine, VOTES, id=PROTOCOL_ID))["protocol"]
    assert protocol["awaiting"] == [
        {"party": {"name": "Belfaa"}, "since": "2022-04-01", "version": 1}
    ]
    jette, belfaa = protocol["votes"]
    assert (jette["outcome"], jette["votesFor"]) == ("RATIFIED", 25)
    assert jette["evidence"] == {
        "reference": "extract",
        "url": "https://example.org/pv",
        "sha256": None,
    }
    assert (belfaa["outcome"], belfaa["evidence"]) == ("PENDING", None)


async def test_as_of_an_earlier_moment_the_vote_is_pending_and_stays_so_for_ever(
    engine: Engine, writer: asyncpg.Pool
) -> None:
    unit = signed_by_both()
    unit.say(ratified(JETTE, FIRST_VOTE))
    then = unit.now
    await hear(writer, unit)
    asked_then = await ask(engine, VOTES, id=PROTOCOL_ID)
    unit.said.clear()
    unit.say(ratified(BELFAA, SECOND_VOTE), in_force(SECOND_VOTE))
    await hear(writer, unit)
    now = await ask(engine, VOTES, id=PROTOCOL_ID)
    assert now["protocol"]["state"] == "IN_FORCE"
    assert await ask(engine, VOTES, id=PROTOCOL_ID, asOf=then.isoformat()) == asked_then


async def test_before_the_first_event_there_is_nothing(
    engine: Engine, writer: asyncpg.Pool
) -> None:
    await hear(writer, binding())
    query = """query ($t: DateTime) {
      country(code: "MA", asOf: $t) { code }
      countries(asOf: $t) { totalCount }
    }"""
    answer = await ask(engine, query, t=START.isoformat())
    assert answer == {"country": None, "countries": {"totalCount": 0}}


async def test_a_moment_without_offset_is_refused(engine: Engine) -> None:
    query = 'query ($t: DateTime) { country(code: "MA", asOf: $t) { code } }'
    error = await refused(engine, query, t="2026-01-05T09:00:00")
    assert error["extensions"]["code"] == "BAD_USER_INPUT"
    literal = await refused(engine, '{ country(code: "MA", asOf: "2026-01-05T09:00:00") { code } }')
    assert literal["extensions"]["code"] == "BAD_USER_INPUT"


async def test_a_commune_shows_its_partnerships_in_every_country_the_caller_may_see(
    engine: Engine, writer: asyncpg.Pool
) -> None:
    await hear(writer, registered("ma"), registered("cd"))
    query = """query ($id: ID!) { commune(id: $id) {
      name(language: "nl") names { language text since } coordinates { latitude longitude }
      codes { scheme value }
      partnerships(first: 10) { edges { node { country { code } title(language: "nl") } } }
    } }"""
    id_ = gid("Commune", str(JETTE))
    commune = (await ask(engine, query, id=id_))["commune"]
    assert commune["name"] == "Jette (nl)"
    assert {"language": "fr", "text": "Jette", "since": None} in commune["names"]
    assert commune["coordinates"] == {"latitude": 50.0, "longitude": 4.32}
    found = nodes(commune["partnerships"])
    assert [one["country"]["code"] for one in found] == ["CD", "MA"]
    assert found[0]["title"] == "Jette (nl) – Belfaa"
    seen_by_ma = (await ask(engine, query, scope=("MA",), id=id_))["commune"]
    assert [one["country"]["code"] for one in nodes(seen_by_ma["partnerships"])] == ["MA"]


@pytest.mark.parametrize(
    ("type_", "key"),
    [
        ("Partnership", ("MA", str(PARTNERSHIP))),
        ("Protocol", ("MA", str(PROTOCOL))),
        ("Programme", ("MA", str(PROGRAMME))),
        ("Phase", ("MA", str(PHASE))),
        ("CountryProgramme", ("MA", str(SHARED))),
        ("Commune", (str(BELFAA),)),
    ],
)
async def test_anything_is_found_by_its_id_alone(
    engine: Engine, writer: asyncpg.Pool, type_: str, key: tuple[str, ...]
) -> None:
    await hear(writer, binding())
    id_ = gid(type_, *key)
    query = "query ($id: ID!) { node(id: $id) { __typename id } }"
    assert await ask(engine, query, id=id_) == {"node": {"__typename": type_, "id": id_}}
    assert await ask(engine, query, scope=("CD",), id=id_) == {"node": None}


async def test_lists_are_filtered_by_state_phase_name_and_who_is_awaited(
    engine: Engine, writer: asyncpg.Pool
) -> None:
    await hear(writer, signed_by_both())
    count = "edges { node { id } }"
    query = f"""{{ country(code: "MA") {{
      found: partnerships(first: 5, search: "belf", phase: "2022-2026", state: [ACTIVE])
        {{ {count} }}
      none: partnerships(first: 5, search: "Bruges") {{ {count} }}
      awaiting: protocols(first: 5, awaiting: true, state: [SIGNED]) {{ {count} }}
      force: protocols(first: 5, state: [IN_FORCE]) {{ {count} }}
      belgian: communes(first: 5, countryCode: "BE") {{ {count} }}
    }} protocols(first: 5, awaiting: true, countries: ["MA"]) {{ totalCount }} }}"""
    answer = await ask(engine, query)
    numbers = {name: len(found["edges"]) for name, found in answer["country"].items()}
    assert numbers == {"found": 1, "none": 0, "awaiting": 1, "force": 0, "belgian": 2}
    assert answer["protocols"] == {"totalCount": 1}


async def test_counts_keep_what_is_real_apart_from_what_was_made_up(
    engine: Engine, writer: asyncpg.Pool
) -> None:
    unit = signed_by_both()
    unit.say(ratified(JETTE, FIRST_VOTE), demonstration=True)
    await hear(writer, unit)
    query = """{ country(code: "MA") {
      partnershipCounts { real demonstration } protocolCounts { real demonstration }
    } }"""
    country = (await ask(engine, query))["country"]
    assert country["partnershipCounts"] == {"real": 1, "demonstration": 0}
    assert country["protocolCounts"] == {"real": 0, "demonstration": 1}


async def test_terms_say_which_text_is_a_translation_of_ours(
    engine: Engine, writer: asyncpg.Pool
) -> None:
    await hear(writer, registered())
    query = """{ country(code: "MA") { countryProgrammes {
      sectors { code text(language: "en") texts { language unofficial } }
      goal { text } operationalCosts { amount currency } revisions { reason }
      communes(first: 5) { edges { node { commune { name } until } } }
      partnerships(first: 5) { totalCount }
    } } }"""
    (shared,) = (await ask(engine, query))["country"]["countryProgrammes"]
    assert shared["sectors"] == [
        {
            "code": "social-action",
            "text": "Social action",
            "texts": [
                {"language": "fr", "unofficial": False},
                {"language": "en", "unofficial": True},
            ],
        }
    ]
    assert shared["operationalCosts"] == {"amount": "1735726.60", "currency": "EUR"}
    assert shared["communes"]["edges"] == [{"node": {"commune": {"name": "Belfaa"}, "until": None}}]
    assert shared["partnerships"] == {"totalCount": 1}


async def test_what_was_recorded_of_a_protocol_can_be_read_event_by_event(
    engine: Engine, writer: asyncpg.Pool
) -> None:
    await hear(writer, binding())
    query = """query ($id: ID!) { protocol(id: $id) {
      records(first: 50) { edges { node { type recordedAt position } } }
    } }"""
    records = nodes((await ask(engine, query, id=PROTOCOL_ID))["protocol"]["records"])
    assert records[0]["type"] == told.ProtocolProposed.wire_type
    assert records[-1]["type"] == told.ProtocolRatified.wire_type
    assert [record["position"] for record in records] == [str(n) for n in range(11, 19)]


async def test_a_country_that_is_down_is_shown_as_stale_and_the_other_is_not(
    engine: Engine, writer: asyncpg.Pool
) -> None:
    up, down = registered("ma"), registered("cd")
    await hear(writer, up, down)
    now = await writer.fetchval("SELECT now()")
    await beat(writer, up, at=now)
    await beat(writer, down, at=now - timedelta(seconds=31))
    query = """{ countries(first: 5) { edges { node {
      code stale lagEvents knownUntil lastHeartbeat partnerships(first: 1) { totalCount }
      feeds { service stale }
    } } } }"""
    cd, ma = nodes((await ask(engine, query))["countries"])
    assert (cd["code"], cd["stale"], ma["code"], ma["stale"]) == ("CD", True, "MA", False)
    assert cd["partnerships"] == ma["partnerships"] == {"totalCount": 1}
    assert ma["feeds"] == [{"service": "partnerships", "stale": False}]
    assert cd["knownUntil"] < ma["knownUntil"]


async def test_events_that_are_published_and_not_yet_applied_are_counted_as_lag(
    engine: Engine, writer: asyncpg.Pool
) -> None:
    unit = registered()
    await hear(writer, unit)
    query = '{ country(code: "MA") { lagEvents knownUntil } }'
    before = (await ask(engine, query))["country"]
    later = unit.now + timedelta(hours=1)
    await beat(writer, unit, published=unit.position + 3, lag=2, at=later)
    behind = (await ask(engine, query))["country"]
    assert behind == {"lagEvents": 5, "knownUntil": before["knownUntil"]}
    await beat(writer, unit, at=later + timedelta(seconds=2))
    level = (await ask(engine, query))["country"]
    assert level["lagEvents"] == 0
    assert level["knownUntil"] == f"{later + timedelta(seconds=1):%Y-%m-%dT%H:%M:%S.%fZ}"


async def test_a_heartbeat_that_comes_late_changes_nothing(
    engine: Engine, writer: asyncpg.Pool
) -> None:
    unit = registered()
    await hear(writer, unit)
    await beat(writer, unit, at=unit.now + timedelta(hours=2))
    query = '{ country(code: "MA") { lagEvents knownUntil lastHeartbeat } }'
    before = await ask(engine, query)
    await beat(writer, unit, at=unit.now + timedelta(hours=1), published=999)
    assert await ask(engine, query) == before


async def test_a_unit_that_has_said_nothing_yet_is_there_with_the_age_of_its_silence(
    engine: Engine, writer: asyncpg.Pool
) -> None:
    unit = registered("sn")
    await beat(writer, unit, published=0, scanned=0)
    answer = await ask(engine, '{ country(code: "SN") { lagEvents knownUntil } }')
    assert answer["country"] == {
        "lagEvents": 0,
        "knownUntil": f"{unit.now - timedelta(seconds=1):%Y-%m-%dT%H:%M:%S.%fZ}",
    }
