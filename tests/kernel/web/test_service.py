"""A whole service on PostgreSQL, with a broker that is not there."""

import asyncio
import json
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, ClassVar

import asyncpg
import httpx
import pytest
from fastapi import APIRouter, FastAPI, Response
from joserfc.jwk import KeySet
from structlog.testing import capture_logs

from kernel.clock import system_clock
from kernel.events import Seen
from kernel.kafka.consumer import Consumer
from kernel.postgres.projections import Projection
from kernel.postgres.rows import Key, Rows, Table
from kernel.scheduler import Due, Scheduled
from kernel.settings import ServiceSettings
from kernel.web.paging import Paging
from kernel.web.queries import Viewing
from kernel.web.service import Running, service
from tests.kernel.web import edge, lamp
from tests.kernel.web.edge import AT, LAMP

pytestmark = pytest.mark.postgres

NOWHERE = "127.0.0.1:1"
LAMPS = Table("lamps", ("id",), {"id": "uuid", "room": "text NOT NULL"})


def touches(seen: Seen[Any]) -> Sequence[Key]:
    return [(LAMPS, (seen.stream.id,))]


def reduce(rows: Rows, seen: Seen[Any]) -> None:
    match seen.event:
        case lamp.LampInstalled(room):
            if room == "unprojectable":
                raise ValueError(room)
            rows.put(LAMPS, {"id": seen.stream.id, "room": room}, seen.recorded_at)


router = APIRouter(prefix="/v1/lamps")


@router.get("")
async def lamps(views: Viewing, page: Paging) -> Response:
    rows = await views.pool.fetch("SELECT * FROM lamps ORDER BY id LIMIT $1", page.limit)
    return page.answer(rows, "id", position=views.position)


def to_contract(_: Seen[Any]) -> None:
    return None


def nightly(running: Running) -> Sequence[Scheduled]:
    async def due(_: datetime) -> AsyncIterator[Due]:
        for row in await running.pool.fetch("SELECT id FROM lamps WHERE room = 'cellar'"):
            yield Due(lamp.LAMPS, row["id"], lamp.BreakLamp("damp"))

    return [Scheduled("damp", timedelta(seconds=0.05), due)]


def settings(database: str, folder: Path) -> ServiceSettings:
    keys = folder / "jwks.json"
    keys.write_text(json.dumps(KeySet([edge.ED25519]).as_dict(private=False)))
    return ServiceSettings.read(
        unit="house",
        database_url=database,
        kafka_bootstrap=NOWHERE,
        jwks=str(keys),
        issuer=edge.ISSUER,
        audience=edge.AUDIENCE,
    )


def built(database: str, folder: Path, version: int = 1) -> FastAPI:
    (folder / "0001_lamps.sql").write_text(
        "CREATE TABLE lamps (id uuid PRIMARY KEY, room text NOT NULL)"
    )
    return service(
        settings(database, folder),
        name="lamps",
        title="Lamps",
        to_contract=to_contract,
        migrations=folder,
        commands=[lamp.COMMANDS],
        queries=[router],
        projections=[Projection("lamps", version, (LAMPS,), touches, reduce)],
        schedule=nightly,
    )


@asynccontextmanager
async def speaking_to(app: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    now = int(system_clock().timestamp())
    bearer = edge.token(nbf=now - 5, exp=now + 600)
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(
            transport=httpx.ASGITransport(app),
            base_url="http://lamps.test",
            headers={"Authorization": f"Bearer {bearer}"},
        ) as client,
    ):
        yield client


@pytest.fixture
def app(database: str, tmp_path: Path) -> FastAPI:
    return built(database, tmp_path)


@pytest.fixture
async def client(app: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    async with speaking_to(app) as client:
        yield client


async def install(client: httpx.AsyncClient, room: str = "hall") -> Mapping[str, Any]:
    body = {"room": room, "bulb": {"watts": 9}}
    answer = await client.post(f"{AT}/install", json=body, headers={"Idempotency-Key": room})
    answered: Mapping[str, Any] = answer.json()
    return answered


async def test_what_was_written_is_read_back_at_its_position(client: httpx.AsyncClient) -> None:
    accepted = await install(client)
    answer = await client.get("/v1/lamps", headers={"X-Min-Position": str(accepted["position"])})
    assert answer.json() == {
        "items": [{"id": str(LAMP), "room": "hall"}],
        "next": None,
        "position": accepted["position"],
    }


async def test_it_is_ready_and_useful_while_the_broker_is_away(client: httpx.AsyncClient) -> None:
    await install(client)
    assert (await client.get("/readyz")).json() == {"ready": True, "troubles": {}, "degraded": {}}
    status = (await client.get("/status")).json()
    assert (status["head"], status["epoch"], status["dead_letters"]) == (1, 1, 0)
    assert status["relay"]["published"] == 0


async def test_same_key_same_answer_across_a_restart(database: str, tmp_path: Path) -> None:
    answers = []
    for _ in range(2):
        async with speaking_to(built(database, tmp_path)) as client:
            answers.append(await install(client))
    assert answers[0] == answers[1]


async def test_an_accepted_command_survives_the_end_of_the_service(
    database: str, tmp_path: Path
) -> None:
    async with speaking_to(built(database, tmp_path)) as client:
        await install(client)
    connection = await asyncpg.connect(database)
    assert await connection.fetchval("SELECT count(*) FROM store.events") == 1
    left = await connection.fetchval(
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
    )
    await connection.close()
    assert left == 1


async def test_it_keeps_to_few_connections(client: httpx.AsyncClient, database: str) -> None:
    await asyncio.gather(*(client.get("/v1/lamps") for _ in range(20)), install(client))
    connection = await asyncpg.connect(database)
    in_use = await connection.fetchval(
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
    )
    await connection.close()
    assert in_use - 1 <= 7


async def test_a_projection_that_stopped_makes_it_not_ready(client: httpx.AsyncClient) -> None:
    with capture_logs():
        accepted = await install(client, "unprojectable")
        position = str(accepted["position"])
        answer = await client.get("/v1/lamps", headers={"X-Min-Position": position})
    assert answer.json()["code"] == "NotYetKnown"
    ready = await client.get("/readyz")
    assert ready.status_code == 503
    assert ready.json()["troubles"] == {"projection lamps": f"stopped at {position}"}


async def test_without_its_database_it_is_alive_not_ready_and_says_so(
    app: FastAPI, client: httpx.AsyncClient
) -> None:
    await app.state.pool.close()
    assert (await client.get("/livez")).status_code == 200
    ready = await client.get("/readyz")
    assert ready.status_code == 503
    assert "database" in ready.json()["troubles"]
    answer = await client.post(f"{AT}/switch-on")
    assert (answer.status_code, answer.json()["code"]) == (503, "Unavailable")


async def test_a_service_with_nothing_of_its_own_is_ready_and_stays_so(
    database: str, tmp_path: Path
) -> None:
    app = service(settings(database, tmp_path), name="bare", title="Bare", to_contract=to_contract)
    async with speaking_to(app) as client:
        await asyncio.sleep(0.1)
        assert (await client.get("/readyz")).json() == {
            "ready": True,
            "troubles": {},
            "degraded": {},
        }


class Mortal(Consumer):
    """A consumer with a bug."""

    lives: ClassVar[int] = 0

    async def run(self) -> None:
        Mortal.lives += 1
        raise ZeroDivisionError


def mortal(running: Running) -> Sequence[Consumer]:
    async def nothing(*_: object) -> None:
        pass

    return [Mortal(running.pool, NOWHERE, name="mortal", handle=nothing, forget=nothing)]


async def test_a_consumer_that_dies_of_a_bug_makes_it_not_ready_and_is_tried_again(
    database: str, tmp_path: Path
) -> None:
    app = service(
        settings(database, tmp_path),
        name="bare",
        title="Bare",
        to_contract=to_contract,
        consumers=mortal,
    )
    async with speaking_to(app) as client, asyncio.timeout(10):
        while Mortal.lives < 2:  # noqa: ASYNC110 - it is watched from outside
            await asyncio.sleep(0.05)
        ready = await client.get("/readyz")
        status = (await client.get("/status")).json()
    assert ready.status_code == 503
    assert ready.json()["troubles"] == {"consumer mortal": "ZeroDivisionError"}
    assert status["consumers"]["mortal"]["connected"] is False


async def test_dated_commands_are_issued(client: httpx.AsyncClient) -> None:
    await install(client, "cellar")
    async with asyncio.timeout(10):
        while (await client.get("/status")).json()["head"] < 2:  # noqa: ASYNC110
            await asyncio.sleep(0.05)
    answer = await client.post(f"{AT}/switch-on")
    assert answer.json()["code"] == "BulbIsBroken"


async def test_what_a_build_shows_in_another_version_is_filled_before_anyone_asks(
    database: str, tmp_path: Path
) -> None:
    async with speaking_to(built(database, tmp_path)) as client:
        accepted = await install(client)
        shown = await client.get("/v1/lamps", headers={"X-Min-Position": str(accepted["position"])})
    connection = await asyncpg.connect(database)
    await connection.execute("UPDATE lamps SET room = 'as version 1 understood it'")
    for version in (2, 1):
        async with speaking_to(built(database, tmp_path, version)) as client:
            assert (await client.get("/v1/lamps")).json()["items"] == shown.json()["items"]
            assert (await client.get("/readyz")).json()["troubles"] == {}
        checkpoints = await connection.fetch(
            "SELECT version FROM store.checkpoints WHERE projection = 'lamps'"
        )
        assert [each["version"] for each in checkpoints] == [version]
    await connection.close()


async def test_what_cannot_be_filled_stays_as_it_was_and_is_said(
    database: str, tmp_path: Path
) -> None:
    async with speaking_to(built(database, tmp_path)) as client:
        accepted = await install(client)
        await client.get("/v1/lamps", headers={"X-Min-Position": str(accepted["position"])})
    connection = await asyncpg.connect(database)
    await connection.execute("UPDATE store.events SET type = 'LampSmashed'")
    await connection.close()
    async with speaking_to(built(database, tmp_path, 2)) as client:
        assert len((await client.get("/v1/lamps")).json()["items"]) == 1
        async with asyncio.timeout(10):
            while (await client.get("/readyz")).status_code == 200:  # noqa: ASYNC110
                await asyncio.sleep(0.02)
        ready = (await client.get("/readyz")).json()
    assert ready["troubles"] == {"projection lamps": "stopped at 1"}


async def test_a_view_that_is_not_what_its_events_say_is_shown_and_takes_nothing_down(
    client: httpx.AsyncClient, app: FastAPI
) -> None:
    accepted = await install(client)
    await client.get("/v1/lamps", headers={"X-Min-Position": str(accepted["position"])})
    await app.state.pool.execute(
        "INSERT INTO store.view_checks (view, version, position, aggregates, differing)"
        " VALUES ('lamps', 1, 1, 7, 2)"
    )
    said = {"view lamps": "2 aggregates are not what the events up to 1 say"}
    ready = await client.get("/readyz")
    assert (ready.status_code, ready.json()["degraded"]) == (200, said)
    status = (await client.get("/status")).json()
    assert status["troubles"] == said
    assert (
        status["view_checks"]["lamps"]["aggregates"],
        status["view_checks"]["lamps"]["differing"],
    ) == (7, 2)
