"""What the ASGI front takes, refuses and hides."""

import asyncio
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import asyncpg
import httpx
import pytest
import structlog.testing

from deploy.local.issuer import AUDIENCE, ISSUER, open_issuer
from gateway.plans.engine import Answer, Engine
from gateway.plans.http import MOST, Front, bearer, countries_of
from gateway.plans.limits import Limits
from gateway.plans.media import MediaType, negotiate
from gateway.plans.pool import open_pool
from kernel.identity import Principal
from kernel.key_sets import KeySets, key_source
from kernel.tokens import CannotVerify, Tokens, Unauthenticated
from tests.gateway.plans import garden
from tests.gateway.plans.conftest import BRUSSELS, EVERYONE, PAGE, inside

pytestmark = pytest.mark.postgres

RESPONSE = "application/graphql-response+json"
REGIONS = "{ regions { code } }"


async def ask(client: httpx.AsyncClient, query: str, **headers: str) -> httpx.Response:
    accept = {"accept": RESPONSE} | headers
    return await client.post("/graphql", json={"query": query}, headers=accept)


def error(response: httpx.Response) -> Mapping[str, Any]:
    (found,) = response.json()["errors"]
    assert isinstance(found, dict)
    return found


def code(response: httpx.Response) -> str:
    return str(error(response)["extensions"]["code"])


# --- who asks ------------------------------------------------------------------------------------


@pytest.mark.parametrize("token", [None, "Bearer", "Bearer nobody", "Basic everyone"])
async def test_without_a_valid_token_nothing_is_answered(
    token: str | None, client: httpx.AsyncClient
) -> None:
    del client.headers["authorization"]
    response = await ask(client, REGIONS, **({"authorization": token} if token else {}))
    assert (response.status_code, code(response)) == (401, "UNAUTHENTICATED")
    assert response.headers["www-authenticate"].startswith("Bearer")
    assert "data" not in response.json()


async def test_a_caller_sees_the_rows_of_the_units_that_the_token_opens(
    client: httpx.AsyncClient,
) -> None:
    everything = (await ask(client, REGIONS)).json()["data"]["regions"]
    own = (await ask(client, REGIONS, authorization="Bearer brussels")).json()["data"]["regions"]
    assert len(everything) == 4
    assert own == [{"code": "BR"}]


def test_the_scope_is_the_upper_case_of_the_units() -> None:
    assert countries_of(BRUSSELS) == ("BR",)
    assert countries_of(EVERYONE) is None
    assert countries_of(Principal("nobody")) == ()


async def test_a_bearer_token_is_verified_against_the_issuers_keys(tmp_path: Path) -> None:
    issuer = open_issuer(tmp_path)
    keys = KeySets(key_source(str(issuer.key_set), plain_http=True))
    authenticate = bearer(Tokens(keys, issuer=ISSUER, audience=AUDIENCE))
    token = issuer.issue("country-unit", ["ma"])
    principal = await authenticate({"authorization": f"Bearer {token}"})
    assert principal.units == {"ma"}
    for wrong in ("", "Bearer ", f"Bearer {token}x", f"Basic {token}"):
        with pytest.raises(Unauthenticated):
            await authenticate({"authorization": wrong})


async def test_keys_that_cannot_be_reached_are_not_the_callers_fault(front: Front) -> None:
    async def unreachable(_: Mapping[str, str]) -> Principal:
        raise CannotVerify

    blind = Front(inside, authenticate=unreachable, page=PAGE)
    blind.engine = front.engine
    async with local(blind) as client:
        response = await ask(client, REGIONS)
    assert (response.status_code, code(response)) == (503, "UNAVAILABLE")


async def test_more_questions_than_can_be_answered_are_refused_at_once(front: Front) -> None:
    free, begun = asyncio.Event(), asyncio.Semaphore(0)
    engine = front.engine

    class Slow:
        async def execute(self, *asked: Any) -> Answer:
            begun.release()
            await free.wait()
            assert engine is not None
            return await engine.execute(*asked)

    front.engine = Slow()  # type: ignore[assignment]
    async with local(front) as client:
        waiting = [asyncio.create_task(ask(client, REGIONS)) for _ in range(MOST)]
        for _ in waiting:
            await begun.acquire()
        refused = await ask(client, REGIONS)
        assert (refused.status_code, code(refused)) == (503, "UNAVAILABLE")
        assert refused.headers["retry-after"] == "1"
        free.set()
        assert {(await each).status_code for each in waiting} == {200}
        assert (await ask(client, REGIONS)).status_code == 200


def local(front: Front, *, quiet: bool = False) -> httpx.AsyncClient:
    transport = httpx.ASGITransport(front, raise_app_exceptions=not quiet)  # type: ignore[arg-type]
    headers = {"authorization": "Bearer everyone"}
    return httpx.AsyncClient(transport=transport, base_url="http://localhost", headers=headers)


# --- how it is asked -----------------------------------------------------------------------------


async def test_a_mutation_over_get_is_refused_and_told_the_method(
    client: httpx.AsyncClient,
) -> None:
    for query in ("mutation { water }", "mutation { unknown }"):
        response = await client.get("/graphql", params={"query": query})
        assert (response.status_code, response.headers["allow"]) == (405, "POST")


async def test_a_mutation_over_post_runs(client: httpx.AsyncClient) -> None:
    assert (await ask(client, "mutation { water }")).json() == {"data": {"water": True}}


async def test_other_methods_are_refused(client: httpx.AsyncClient) -> None:
    response = await client.put("/graphql", json={"query": REGIONS})
    assert (response.status_code, response.headers["allow"]) == (405, "GET, POST")


@pytest.mark.parametrize(
    ("content_type", "status"),
    [
        ("application/json", 200),
        ("application/json; charset=UTF-8", 200),
        ("application/json; charset=latin-1", 415),
        ("text/plain", 415),
        ("application/x-www-form-urlencoded", 415),
        ("multipart/form-data; boundary=x", 415),
        ("application/graphql", 415),
    ],
)
async def test_only_json_is_read(content_type: str, status: int, client: httpx.AsyncClient) -> None:
    headers = {"content-type": content_type}
    body = json.dumps({"query": REGIONS})
    response = await client.post("/graphql", content=body, headers=headers)
    assert response.status_code == status


async def test_a_compressed_body_is_refused(client: httpx.AsyncClient) -> None:
    response = await ask(client, REGIONS, **{"content-encoding": "gzip"})
    assert response.status_code == 415


async def test_a_body_over_64_kib_is_refused_with_and_without_its_length(
    client: httpx.AsyncClient,
) -> None:
    async def chunks() -> Any:
        for _ in range(9):
            yield b" " * 8 * 1024

    headers = {"content-type": "application/json"}
    for content in (b" " * (64 * 1024 + 1), chunks()):
        response = await client.post("/graphql", content=content, headers=headers)
        assert (response.status_code, code(response)) == (413, "LIMIT_EXCEEDED")


@pytest.mark.parametrize(
    "body", ["[]", '[{"query": "{ __typename }"}]', "null", '"x"', "\xff", '{"query": "\\ud800"}']
)
async def test_batches_and_other_json_are_malformed(body: str, client: httpx.AsyncClient) -> None:
    headers = {"content-type": "application/json"}
    response = await client.post("/graphql", content=body.encode("latin-1"), headers=headers)
    assert (response.status_code, code(response)) == (400, "BAD_REQUEST")


@pytest.mark.parametrize(
    "address",
    [
        "query=%7Bregions%7Bcode%7D%7D&query=%7Bregions%7Bcode%7D%7D",
        "query=%FF",
        "query=%7B__typename%7D&variables=%7B",
        "query=%7B__typename%7D&variables=%5B%5D",
        "query=",
        "variables=%7B%7D",
    ],
)
async def test_an_address_that_cannot_be_read_is_malformed(
    address: str, client: httpx.AsyncClient
) -> None:
    response = await client.get(f"/graphql?{address}")
    assert (response.status_code, code(response)) == (400, "BAD_REQUEST")


@pytest.mark.parametrize(
    ("accept", "media"),
    [
        ("application/graphql-response+json, application/json;q=0.9", MediaType.RESPONSE),
        ("application/json, application/graphql-response+json", MediaType.RESPONSE),
        ("application/json, */*", MediaType.JSON),
        ("application/graphql-response+json, */*;q=0.1", MediaType.RESPONSE),
        ("application/*", MediaType.JSON),
        ("application/json;q=0, application/graphql-response+json", MediaType.RESPONSE),
        ("application/json; charset=utf-8", MediaType.JSON),
        ("application/json; charset=latin-1", None),
        ("text/html", None),
        ("application/json;q=0", None),
        ("", MediaType.JSON),
    ],
)
def test_the_media_type_is_what_the_client_likes_best(accept: str, media: MediaType | None) -> None:
    assert negotiate(accept) is media


async def test_no_acceptable_media_type_is_406(client: httpx.AsyncClient) -> None:
    response = await ask(client, REGIONS, accept="image/png")
    assert response.status_code == 406
    assert code(response) == "BAD_REQUEST"


async def test_the_operation_is_named_when_there_are_several(client: httpx.AsyncClient) -> None:
    document = "query A { __typename } query B { kind: __typename }"
    response = await ask(client, document)
    assert (response.status_code, code(response)) == (400, "BAD_REQUEST")
    named = {"query": document, "operationName": "B"}
    assert (await client.post("/graphql", json=named)).json() == {"data": {"kind": "Query"}}
    named = {"query": document, "operationName": "C"}
    assert "errors" in (await client.post("/graphql", json=named)).json()


# --- what goes wrong -----------------------------------------------------------------------------


async def test_before_the_database_is_reached_the_answer_is_unavailable() -> None:
    async def everyone(_: Mapping[str, str]) -> Principal:
        return EVERYONE

    async with local(Front(inside, authenticate=everyone, page=PAGE)) as client:
        response = await ask(client, REGIONS)
    assert (response.status_code, code(response)) == (503, "UNAVAILABLE")
    assert response.headers["retry-after"] == "1"


async def test_a_database_that_is_gone_is_unavailable(
    gardens: str, front: Front, client: httpx.AsyncClient
) -> None:
    gone = await open_pool(gardens, size=1)
    await gone.close()
    front.engine = Engine(garden.SCHEMA, gone)
    response = await ask(client, REGIONS)
    assert (response.status_code, code(response)) == (503, "UNAVAILABLE")
    assert "data" not in response.json()


async def test_a_read_model_without_tables_is_unavailable(
    database: str, front: Front, client: httpx.AsyncClient
) -> None:
    async with await open_pool(database, size=1) as empty:
        front.engine = Engine(garden.SCHEMA, empty)
        response = await ask(client, REGIONS)
    assert (response.status_code, code(response)) == (503, "UNAVAILABLE")


async def test_a_statement_that_takes_too_long_is_a_timeout(
    gardens: str, front: Front, client: httpx.AsyncClient
) -> None:
    blocker = await asyncpg.connect(gardens)
    async with blocker.transaction():
        await blocker.execute("LOCK TABLE rm.region")
        async with asyncpg.create_pool(
            gardens, min_size=1, max_size=1, server_settings={"statement_timeout": "50ms"}
        ) as hurried:
            front.engine = Engine(garden.SCHEMA, hurried)
            by_server = await ask(client, REGIONS)
            fallback = await ask(
                client, "{ regions { gardens(first: 1) { edges { node { label } } } } }"
            )
        async with asyncpg.create_pool(gardens, min_size=1, max_size=1) as pool:
            front.engine = Engine(garden.SCHEMA, pool, limits=Limits(seconds=0.05))
            by_deadline = await ask(client, REGIONS)
    await blocker.close()
    assert (by_server.status_code, code(by_server)) == (504, "TIMEOUT")
    assert (by_deadline.status_code, code(by_deadline)) == (504, "TIMEOUT")
    assert code(fallback) == "TIMEOUT"


async def test_an_unknown_error_is_masked_and_found_in_the_log(
    front: Front, client: httpx.AsyncClient
) -> None:
    class Broken:
        async def fetchval(self, *_: object) -> str:
            await asyncio.sleep(0)
            raise ZeroDivisionError("secret")

    front.engine = Engine(garden.SCHEMA, Broken())  # type: ignore[arg-type]
    with structlog.testing.capture_logs() as logged:
        response = await ask(client, REGIONS)
    assert (response.status_code, code(response)) == (500, "INTERNAL")
    assert "secret" not in response.text
    trace_id = error(response)["extensions"]["traceId"]
    assert trace_id in str(logged)


async def test_an_unknown_error_of_a_resolver_is_masked(
    engine: Engine, client: httpx.AsyncClient, front: Front
) -> None:
    class Broken:
        async def rows(self, *_: object) -> Any:
            await asyncio.sleep(0)
            raise ZeroDivisionError("secret")

        counts = rows

    front.engine = Engine(garden.SCHEMA, engine._pool, source=Broken())  # noqa: SLF001
    response = await ask(client, '{ node(id: "G:g01") { ... on Garden { label } } }')
    assert response.status_code == 200
    assert response.json()["data"] == {"node": None}
    assert code(response) == "INTERNAL"
    assert "secret" not in response.text


async def test_answers_are_private_and_never_sniffed(client: httpx.AsyncClient) -> None:
    headers = (await ask(client, REGIONS)).headers
    assert headers["cache-control"] == "private, no-cache"
    assert headers["x-content-type-options"] == "nosniff"
    assert "Authorization" in headers["vary"]
