"""A rebuild beside what serves: the same rows, switched at once, and the way back."""

import asyncio
import multiprocessing
import os
import signal
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import asynccontextmanager
from datetime import date
from functools import partial
from itertools import count
from typing import Any

import asyncpg
import pytest

from contracts.partnerships.communes import CommuneRenamed
from gateway.comparing import Comparing
from gateway.horizon import DatedEngine
from gateway.rebuild import compare
from kernel import crash_points
from kernel.postgres import twins
from kernel.postgres.pool import pool as writing_pool
from kernel.postgres.view_checks import differing
from kernel.settings import GatewaySettings
from tests.gateway.asking import ask
from tests.gateway.cooperation import reopened, reported
from tests.gateway.publishing import Publisher
from tests.gateway.story import BELFAA, ESTABLISHED, binding, registered
from tests.gateway.telling import Unit
from tests.gateway.test_book import everything
from tests.gateway.test_projector import eventually, projecting
from tests.servers import OwnKafka

pytestmark = [pytest.mark.postgres, pytest.mark.kafka]

Found = dict[str, list[Any]]

BESIDE = {
    "dossiers": "SELECT d::text FROM rm.dossier d ORDER BY country_code, kind, id",
    "marks": """
        SELECT source, partition, epoch, position, kafka_offset FROM store.checkpoints
        WHERE projection = 'gateway' ORDER BY 1
    """,
    "letters": """
        SELECT source, epoch, position, stream_id, status, error, attempts, event, headers::text
        FROM store.dead_letters WHERE projection = 'gateway' AND status <> 'discarded' ORDER BY 1, 3
    """,
    "sources": """
        SELECT unit, service, country_code, store_epoch, published, unscanned, horizon,
          first_recorded_at, known_until, last_heartbeat
        FROM rm.source ORDER BY 1, 2
    """,
}


async def all_of_it(pool: asyncpg.Pool) -> Found:
    """Return every row of the read model, now and then, and all that is kept beside them."""
    beside = {name: await pool.fetch(query) for name, query in BESIDE.items()}
    return {
        **await everything(pool),
        **{name: list(map(tuple, rows)) for name, rows in beside.items()},
    }


async def rebuild(url: str, kafka: OwnKafka, *arguments: str) -> None:
    """Run the program as an operator does."""
    program = await begun(url, kafka, *arguments)
    assert await program.wait() == 0


async def begun(
    url: str, kafka: OwnKafka, *arguments: str, crash: str = "", stderr: int | None = None
) -> Process:
    return await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "gateway.rebuild",
        *arguments,
        env={
            **os.environ,
            "CIC_DATABASE_URL": url,
            "CIC_KAFKA_BOOTSTRAP": kafka.bootstrap,
            "CIC_JWKS": "none",
            "CIC_ISSUER": "none",
            **({crash_points.VARIABLE: crash} if crash else {}),
        },
        start_new_session=True,
        stderr=stderr,
    )


async def compared(url: str, kafka: OwnKafka) -> list[str]:
    """Return what differs, as the program says it."""
    settings = GatewaySettings(
        database_url=url, kafka_bootstrap=kafka.bootstrap, jwks="none", issuer="none"
    )
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as workers:
        return list(await compare(settings, workers, 1))


async def columns_and_indexes(pool: asyncpg.Pool, schema: str) -> list[Any]:
    rows = await pool.fetch(
        """
        SELECT replace(indexdef, $1 || '.', '') FROM pg_indexes WHERE schemaname = $1
        UNION ALL SELECT table_name || column_name || data_type || is_nullable
          || coalesce(column_default, '') || coalesce(collation_name, '')
        FROM information_schema.columns WHERE table_schema = $1
        UNION ALL SELECT viewname || replace(definition, $1 || '.', '') FROM pg_views
        WHERE schemaname = $1
        UNION ALL SELECT conrelid::regclass::name || pg_get_constraintdef(oid)
        FROM pg_constraint WHERE connamespace = $1::text::regnamespace
        ORDER BY 1
        """,
        schema,
    )
    return [row[0].replace(f"{schema}.", "") for row in rows]


def speaking_of_what_it_never_heard(code: str) -> Unit:
    unit = registered(code)
    unit.said = [said for said in unit.said if said.event is not ESTABLISHED]
    unit.say(*(said.event for said in binding(code).said[len(unit.said) + 1 :]))
    return unit


@asynccontextmanager
async def told(kafka: OwnKafka, url: str) -> AsyncIterator[tuple[Publisher, Any, asyncpg.Pool]]:
    async with (
        Publisher(kafka.bootstrap) as publisher,
        await writing_pool(url, size=2) as pool,
        projecting(url, kafka) as engine,
    ):
        for unit in (reported("ma"), reported("cd"), speaking_of_what_it_never_heard("bj")):
            await publisher.publish(unit)
        yield publisher, engine, pool


async def heard(pool: asyncpg.Pool, sources: int = 7) -> None:
    """Wait until everything that so many services have published is applied."""
    lag = """
    SELECT sum(lag_events)::int FROM rm.source_state
    HAVING count(*) = $1 AND bool_and(last_heartbeat IS NOT NULL)
    """
    await eventually(lambda: pool.fetchval(lag, sources), lambda behind: behind == 0)


async def test_a_rebuild_has_the_rows_the_past_and_the_dead_letters_of_what_served(
    own_kafka: OwnKafka, read_model: str
) -> None:
    async with told(own_kafka, read_model) as (_, __, pool):
        await heard(pool)
        live = await all_of_it(pool)
        assert live["letters"], "something is held back"
        assert all(rows for name, rows in live.items()), "the story leaves rows everywhere"
        shape = await columns_and_indexes(pool, "rm")
        await rebuild(read_model, own_kafka)
        assert await all_of_it(pool) == live
        assert await columns_and_indexes(pool, "rm") == shape
        assert await columns_and_indexes(pool, "rm_previous") == shape


async def renaming(publisher: Publisher) -> None:
    """Give a commune of a unit one name after the other, each with its number."""
    unit = registered("sn")
    for number in count():
        names = {"fr": f"Belfaa {number}"}
        unit.say(CommuneRenamed(commune=BELFAA, names=names, since=date(2024, 1, 1)))
        await publisher.publish(unit)


async def looking(engine: DatedEngine, shown: list[int]) -> None:
    """Note again and again which name is shown."""
    query = '{ country(code: "SN") { communes(first: 9) { edges { node { name } } } } }'
    while True:
        country = (await ask(engine, query))["country"]
        names = [one["node"]["name"] for one in country["communes"]["edges"]] if country else []
        shown += [int(name.split()[1]) for name in names if name.startswith("Belfaa ")]


async def goes_on(shown: list[int]) -> None:
    """Wait until a name is shown that was not shown before."""
    last = max(shown, default=0)
    await eventually(lambda: asyncio.sleep(0, shown), lambda seen: max(seen, default=0) > last)


async def test_nothing_that_was_shown_is_missing_after_the_switch_and_after_the_way_back(
    own_kafka: OwnKafka, read_model: str
) -> None:
    async with told(own_kafka, read_model) as (publisher, engine, _):
        shown: list[int] = []
        tasks = [
            asyncio.create_task(renaming(publisher)),
            asyncio.create_task(looking(engine, shown)),
        ]
        await goes_on(shown)
        for arguments in ((), ("--back",), ("--back",)):
            await rebuild(read_model, own_kafka, *arguments)
            await goes_on(shown)
        for task in tasks:
            task.cancel()
        ended = await asyncio.gather(*tasks, return_exceptions=True)
        assert all(isinstance(one, asyncio.CancelledError) for one in ended), ended
        assert shown == sorted(shown), "what was shown once is not taken back"


async def test_one_that_is_killed_leaves_what_serves_and_nobody_who_goes_on(
    own_kafka: OwnKafka, read_model: str
) -> None:
    async with told(own_kafka, read_model) as (publisher, _, pool):
        await heard(pool)
        live = await everything(pool)
        for step in ("prepared", "switched", "committed"):
            program = await begun(read_model, own_kafka, crash=f"rebuild.{step}")
            assert await program.wait() == -signal.SIGKILL
            await eventually(partial(asyncio.to_thread, is_gone, program.pid), bool)
            assert await everything(pool) == live, step
        unit = registered("sn")
        await publisher.publish(unit)
        await heard(pool, sources=8)


async def test_why_nothing_was_made_anew_is_said_in_one_line(
    kafka: OwnKafka, read_model: str
) -> None:
    async with twins.alone(read_model, name="other"):
        for arguments in ((), ("--back",), ("--compare",)):
            program = await begun(read_model, kafka, *arguments, stderr=PIPE)
            _, said = await program.communicate()
            assert program.returncode == 1
            assert said.startswith(b"another rebuild or comparison is under way")
            assert said.count(b"\n") == 1


def is_gone(group: int) -> bool:
    """Say whether no process of the group is left, of which only the first is a child of ours."""
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return True
    return False


async def test_a_store_that_was_put_back_counts_as_it_tells_itself_anew(
    own_kafka: OwnKafka, read_model: str
) -> None:
    async with told(own_kafka, read_model) as (publisher, _, pool):
        anew = reported("ma")
        anew.say(reopened(3))
        publisher.rewind(anew)
        await publisher.publish(anew, epoch=2)
        await heard(pool)
        live = await all_of_it(pool)
        await rebuild(read_model, own_kafka)
        assert await all_of_it(pool) == live


async def test_a_source_with_a_row_that_the_database_refuses_is_left_to_the_projector(
    own_kafka: OwnKafka, read_model: str
) -> None:
    async with told(own_kafka, read_model) as (publisher, _, pool):
        odd = Unit("sn")
        odd.say(*(said.event for said in registered("sn").said[:2]))
        renamed = CommuneRenamed(commune=BELFAA, names={"fr": "Belfaa\0"}, since=date(2024, 1, 1))
        odd.say(renamed)
        await publisher.publish(odd)
        await heard(pool, 8)
        live = await all_of_it(pool)
        assert [letter[0] for letter in live["letters"]].count("sn.partnerships") == 1
        await rebuild(read_model, own_kafka)
        assert await all_of_it(pool) == live


async def test_what_serves_is_compared_with_the_topics_and_every_difference_is_named(
    own_kafka: OwnKafka, read_model: str
) -> None:
    async with told(own_kafka, read_model) as (publisher, _, pool):
        await heard(pool)
        speaking = asyncio.create_task(renaming(publisher))
        assert await compared(read_model, own_kafka) == []
        speaking.cancel()
        await asyncio.wait([speaking])
        assert await differing(pool) == {}
        await pool.execute(
            f"UPDATE rm.commune SET name = 'Autre' WHERE country_code = 'MA' AND id = '{BELFAA}';"
            "DELETE FROM rm.protocol WHERE country_code = 'CD'"
        )
        altered, missing = await compared(read_model, own_kafka)
        assert altered == f"commune, rm.commune: MA {BELFAA} is not what the events say in name"
        assert missing.startswith("protocol, rm.protocol: CD ")
        assert missing.endswith(" is missing")
        assert set(await differing(pool)) == {"view commune", "view protocol"}
        await rebuild(read_model, own_kafka)
        assert await differing(pool) == {}
        assert await compared(read_model, own_kafka) == []


async def test_the_gateway_has_itself_compared_when_it_is_time_and_says_what_differs(
    own_kafka: OwnKafka, read_model: str
) -> None:
    settings = GatewaySettings(
        database_url=read_model, kafka_bootstrap=own_kafka.bootstrap, jwks="none", issuer="none"
    )
    async with told(own_kafka, read_model) as (_, __, pool):
        await heard(pool)
        await pool.execute(
            f"UPDATE rm.commune SET name = 'Autre' WHERE country_code = 'MA' AND id = '{BELFAA}'"
        )
        comparing = Comparing(pool, settings)
        assert await comparing.turn()
        assert set(await differing(pool)) == {"view commune"}
        checked = "SELECT max(checked_at) FROM store.view_checks"
        first = await pool.fetchval(checked)
        assert await comparing.turn()
        assert await pool.fetchval(checked) == first, "it is not time again"
        away = settings.model_copy(update={"kafka_bootstrap": "127.0.0.1:1"})
        await pool.execute("UPDATE store.view_checks SET checked_at = now() - interval '25 h'")
        assert not await Comparing(pool, away).turn()
        assert set(await differing(pool)) == {"view commune"}, "nothing was compared since"
