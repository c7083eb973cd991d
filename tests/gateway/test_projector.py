"""From every unit's topics to the read model, on a real broker and a real database."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

import asyncpg
import pytest

from gateway.horizon import DatedEngine
from gateway.plans.engine import Request
from gateway.plans.pool import open_pool
from gateway.projector import CHANNEL, projector
from gateway.schema import SCHEMA
from kernel.kafka.consumer import Consumer
from kernel.postgres.pool import pool as writing_pool
from kernel.postgres.rewinding import noticed
from tests.gateway.asking import ask, migrated
from tests.gateway.publishing import Publisher
from tests.gateway.story import (
    BELFAA,
    ESTABLISHED,
    FIRST_VOTE,
    JETTE,
    SECOND_VOTE,
    binding,
    in_force,
    ratified,
    registered,
    signed_by_both,
)
from tests.gateway.telling import Unit
from tests.gateway.test_book import everything
from tests.servers import OwnKafka, fresh_database

pytestmark = [pytest.mark.postgres, pytest.mark.kafka]

STATES = '{ country(code: "MA") { protocols(first: 5) { edges { node { state } } } } }'
COUNTRIES = "{ countries(first: 5) { edges { node { code stale lagEvents heldBack } } } }"
AS_OF = """query ($t: DateTime) {
  country(code: "MA", asOf: $t) { protocols(first: 5) { edges { node { state } } } }
}"""


@asynccontextmanager
async def projecting(url: str, kafka: OwnKafka) -> AsyncIterator[DatedEngine]:
    """Run the projector on a migrated database, and yield an engine that reads it."""
    async with await writing_pool(url, size=2) as writer, await open_pool(url, size=2) as reader:
        consumer: Consumer = projector(writer, kafka.bootstrap)
        running = asyncio.create_task(consumer.run())
        try:
            yield DatedEngine(SCHEMA, reader)
        finally:
            running.cancel()
            await asyncio.wait({running})


async def eventually(
    look: Callable[[], Awaitable[Any]], good: Callable[[Any], bool], seconds: float = 60
) -> Any:
    async with asyncio.timeout(seconds):
        while not good(seen := await look()):  # noqa: ASYNC110 - a client can only ask again
            await asyncio.sleep(0.05)
    return seen


def states(data: dict[str, Any]) -> list[str]:
    country = data["country"]
    return [e["node"]["state"] for e in country["protocols"]["edges"]] if country else []


def lags(data: dict[str, Any]) -> list[int]:
    return [edge["node"]["lagEvents"] for edge in data["countries"]["edges"]]


async def test_what_units_publish_is_seen_and_a_lost_database_is_built_again_with_its_past(
    own_kafka: OwnKafka, postgres_server: str
) -> None:
    ma = signed_by_both("ma")
    ma.say(ratified(JETTE, FIRST_VOTE))
    then = ma.now
    async with Publisher(own_kafka.bootstrap) as publisher:
        await publisher.publish(ma)
        async with (
            fresh_database(postgres_server) as url,
            projecting(await migrated(url), own_kafka) as engine,
        ):
            await eventually(
                lambda: ask(engine, STATES), lambda d: states(d) == ["PARTLY_RATIFIED"]
            )
            ma.say(ratified(BELFAA, SECOND_VOTE), in_force(SECOND_VOTE))
            await publisher.publish(ma)
            await publisher.publish(registered("cd"))  # a unit that is heard for the first time
            await publisher.beat(ma, at=ma.now + timedelta(hours=1))
            await eventually(lambda: ask(engine, STATES), lambda d: states(d) == ["IN_FORCE"])
            await eventually(lambda: ask(engine, COUNTRIES), lambda seen: lags(seen) == [0, 0])
            assert states(await ask(engine, AS_OF, t=then.isoformat())) == ["PARTLY_RATIFIED"]
            first = await everything(engine._pool)  # noqa: SLF001 - the test's own engine

        async with (
            fresh_database(postgres_server) as url,
            projecting(await migrated(url), own_kafka) as engine,
        ):
            pool = engine._pool  # noqa: SLF001 - the test's own engine
            await eventually(lambda: everything(pool), lambda rows: rows == first)
            assert states(await ask(engine, AS_OF, t=then.isoformat())) == ["PARTLY_RATIFIED"]


async def test_an_event_that_cannot_be_applied_holds_up_its_own_stream_alone_and_is_shown(
    own_kafka: OwnKafka, read_model: str
) -> None:
    broken = Unit("bj")
    broken.say(ESTABLISHED)  # of communes that were never registered
    async with (
        Publisher(own_kafka.bootstrap) as publisher,
        projecting(read_model, own_kafka) as engine,
    ):
        await publisher.publish(broken)
        for said in binding("bj").said:
            if said.event is not ESTABLISHED:
                broken.say(said.event)
        await publisher.publish(broken)
        await publisher.publish(binding("ma"))

        def held(data: dict[str, Any]) -> dict[str, int]:
            edges = data["countries"]["edges"]
            return {edge["node"]["code"]: edge["node"]["heldBack"] for edge in edges}

        await eventually(
            lambda: ask(engine, COUNTRIES),
            lambda d: held(d).get("MA") == 0 and held(d).get("BJ", 0) > 0,
        )
        communes = '{ country(code: "BJ") { knownUntil communes(first: 5) { totalCount } } }'
        beginning = await eventually(
            lambda: ask(engine, communes),
            lambda d: d["country"]["communes"]["totalCount"] == 3,
        )
        assert beginning["country"]["knownUntil"] is None


async def test_listeners_hear_which_country_has_changed(
    own_kafka: OwnKafka, read_model: str
) -> None:
    heard: asyncio.Queue[str] = asyncio.Queue()
    listener = await asyncpg.connect(read_model)
    await listener.add_listener(CHANNEL, lambda *news: heard.put_nowait(str(news[-1])))
    async with Publisher(own_kafka.bootstrap) as publisher, projecting(read_model, own_kafka):
        await publisher.publish(registered("ma"))
        assert await asyncio.wait_for(heard.get(), 60) == "MA:partnerships:1"
    await listener.close()


async def test_a_moment_that_is_not_complete_yet_is_refused_with_the_horizon_and_later_answered(
    own_kafka: OwnKafka, read_model: str
) -> None:
    ma = binding("ma")
    later = ma.now + timedelta(minutes=10)
    request = Request(AS_OF, {"t": later.isoformat()})
    async with (
        Publisher(own_kafka.bootstrap) as publisher,
        projecting(read_model, own_kafka) as engine,
    ):
        await publisher.publish(ma)
        await eventually(lambda: ask(engine, STATES), lambda d: states(d) == ["IN_FORCE"])
        refused = await engine.execute(request, None)
        assert (refused.path, refused.reason) == ("refused", "AS_OF_NOT_YET_KNOWN")
        await publisher.beat(ma, at=later + timedelta(seconds=2))
        answered = await eventually(
            lambda: engine.execute(request, None), lambda answer: answer.path == "plan"
        )
        assert b"IN_FORCE" in answered.body


async def test_what_a_store_that_was_put_back_has_no_more_is_shown_no_more_and_said_to_be_undone(
    own_kafka: OwnKafka, postgres_server: str
) -> None:
    whole, back = signed_by_both("ma"), signed_by_both("ma")
    for unit in (whole, back):
        unit.say(ratified(JETTE, FIRST_VOTE))
    kept = back.position
    whole.say(ratified(BELFAA, SECOND_VOTE), in_force(SECOND_VOTE))
    async with (
        Publisher(own_kafka.bootstrap) as publisher,
        fresh_database(postgres_server) as url,
        projecting(await migrated(url), own_kafka) as engine,
    ):
        await publisher.publish(whole)
        await eventually(lambda: ask(engine, STATES), lambda d: states(d) == ["IN_FORCE"])
        publisher.rewind(back)
        await publisher.publish(back, epoch=2, rewound_to=kept)
        await eventually(lambda: ask(engine, STATES), lambda d: states(d) == ["PARTLY_RATIFIED"])
        (said,) = await noticed(engine._pool)  # noqa: SLF001 - the test's own engine
    assert (said["source"], said["epoch"], said["position"]) == ("ma.partnerships", 1, kept + 2)
    assert (said["new_epoch"], said["rewound_to"]) == (2, kept)
