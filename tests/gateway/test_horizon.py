"""What was known at a moment is only told once it is complete."""

from datetime import timedelta

import asyncpg
import orjson
import pytest

from gateway.horizon import DatedEngine
from gateway.plans.engine import Request
from gateway.plans.reading import Scope
from gateway.read_model.ids import gid
from gateway.schema import SCHEMA
from tests.gateway.asking import ask, beat, hear
from tests.gateway.story import PROTOCOL, binding, registered

pytestmark = pytest.mark.postgres

ONE = "query ($t: DateTime) { country(code: %s, asOf: $t) { code } }"
ALL = "query ($t: DateTime) { countries(asOf: $t) { edges { node { code knownUntil } } } }"


@pytest.fixture
def engine(reader: asyncpg.Pool) -> DatedEngine:
    return DatedEngine(SCHEMA, reader)


async def path(engine: DatedEngine, query: str, t: str, scope: Scope = None) -> str:
    answer = await engine.execute(Request(query, {"t": t}), scope)
    return answer.reason if answer.path == "refused" else answer.path


async def test_a_country_that_is_down_silences_itself_alone(
    engine: DatedEngine, writer: asyncpg.Pool
) -> None:
    up, down = binding("ma"), registered("cd")
    await hear(writer, up, down)
    later = up.now + timedelta(hours=1)
    await beat(writer, up, at=later + timedelta(seconds=1))
    moment = later.isoformat()
    assert await path(engine, ONE % '"MA"', moment) == "plan"
    assert await path(engine, ONE % '"CD"', moment) == "AS_OF_NOT_YET_KNOWN"
    cd, ma = (await ask(engine, ALL, t=moment))["countries"]["edges"]
    assert cd["node"]["knownUntil"] < ma["node"]["knownUntil"]


async def test_the_refusal_names_the_moment_until_which_it_could_be_answered(
    engine: DatedEngine, writer: asyncpg.Pool
) -> None:
    unit = binding("ma")
    await hear(writer, unit)
    request = Request(ONE % '"MA"', {"t": (unit.now + timedelta(days=1)).isoformat()})
    (error,) = orjson.loads((await engine.execute(request, None)).body)["errors"]
    assert error["extensions"]["code"] == "AS_OF_NOT_YET_KNOWN"
    horizon = error["extensions"]["knownUntil"]
    assert horizon == f"{unit.now - timedelta(microseconds=1):%Y-%m-%dT%H:%M:%S.%fZ}"
    assert await path(engine, ONE % '"MA"', horizon) == "plan"


async def test_the_moment_of_the_last_event_is_not_complete_before_something_follows(
    engine: DatedEngine, writer: asyncpg.Pool
) -> None:
    unit = binding("ma")
    await hear(writer, unit)
    moment = unit.now.isoformat()
    assert await path(engine, ONE % '"MA"', moment) == "AS_OF_NOT_YET_KNOWN"
    await beat(writer, unit, at=unit.now + timedelta(seconds=2))
    assert await path(engine, ONE % '"MA"', moment) == "plan"


async def test_an_object_is_as_old_as_its_own_country_and_literals_and_fragments_count(
    engine: DatedEngine, writer: asyncpg.Pool
) -> None:
    up, down = binding("ma"), binding("cd")
    await hear(writer, up, down)
    await beat(writer, up, at=up.now + timedelta(hours=1))
    moment = (up.now + timedelta(minutes=30)).isoformat()
    for country, outcome in (("MA", "plan"), ("CD", "AS_OF_NOT_YET_KNOWN")):
        id_ = gid("Protocol", country, str(PROTOCOL))
        query = f'{{ ...F }} fragment F on Query {{ node(id: "{id_}", asOf: "{moment}") {{ id }} }}'
        assert await path(engine, query, moment) == outcome


async def test_what_the_caller_does_not_see_is_not_waited_for(
    engine: DatedEngine, writer: asyncpg.Pool
) -> None:
    unit = binding("ma")
    await hear(writer, unit)
    moment = (unit.now + timedelta(days=1)).isoformat()
    assert await path(engine, ONE % '"MA"', moment, ("CD",)) == "plan"
    assert await path(engine, ONE % '"XX"', moment) == "plan"


async def test_nothing_held_back_is_taken_for_known(
    engine: DatedEngine, writer: asyncpg.Pool
) -> None:
    unit = binding("ma")
    await hear(writer, unit)
    before = await ask(engine, '{ country(code: "MA") { knownUntil heldBack } }')
    await writer.execute(
        """
        INSERT INTO store.dead_letters (projection, version, source, stream_id, error)
        VALUES ('gateway', 1, 'ma.partnerships', 'x', 'boom')
        """
    )
    await beat(writer, unit, at=unit.now + timedelta(hours=1))
    after = await ask(engine, '{ country(code: "MA") { knownUntil heldBack } }')
    assert after["country"]["knownUntil"] == before["country"]["knownUntil"]
    assert (before["country"]["heldBack"], after["country"]["heldBack"]) == (0, 1)


async def test_a_question_that_is_wrong_anyway_is_told_so(engine: DatedEngine) -> None:
    assert await path(engine, "{ country(asOf: 1) { code } }", "2026-01-01T00:00:00Z") == (
        "GRAPHQL_VALIDATION_FAILED"
    )
    assert await path(engine, ONE % '"MA"', "2026-01-01T00:00:00") == "BAD_USER_INPUT"
