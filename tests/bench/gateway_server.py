"""The server of the gateway's measurement: a hand-written route beside the plan compiler.

/floor, /floor-same-pool    one hand-written statement in a FastAPI route
/graphql                    the same view by a plan, with tokens verified and rows scoped
/fallback                   the same view by graphql-core and DataLoaders
"""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, NamedTuple

import asyncpg
import orjson
import strawberry
from fastapi import FastAPI, Request, Response

from gateway.graphiql.page import Page
from gateway.plans import engine
from gateway.plans.http import Front, bearer
from gateway.plans.pool import open_pool
from kernel.key_sets import KeySets, key_source
from kernel.tokens import Tokens
from tests.gateway.plans import garden

CONNECTIONS = 8


class Measured(NamedTuple):
    """A schema, what a developer writes by hand for one view of it, and what the caller sees.

    The statement takes the variable `code` and returns the answer's data as text.
    """

    schema: strawberry.Schema
    floor: str
    scope: tuple[str, ...]


FLOOR = """
SELECT json_build_object('region', (SELECT json_build_object('code', r.code, 'people', r.people,
  'gardens', json_build_object('edges', (SELECT coalesce(json_agg(json_build_object('node',
    json_build_object('id', g.gid, 'title', g.title, 'state', g.state, 'opened', g.opened,
      'closed', g.closed, 'budget', g.budget::text, 'beds',
      (SELECT coalesce(json_agg(json_build_object('number', b.number, 'crop', b.crop,
         'wild', b.wild)), '[]')
       FROM (SELECT * FROM rm.bed b WHERE b.region_code = g.region_code AND b.garden_id = g.id
             ORDER BY b.number LIMIT 20) b),
      'visits', json_build_object('edges', (SELECT coalesce(json_agg(json_build_object('node',
         json_build_object('id', v.id, 'on', v.on_day, 'grade', v.grade, 'remark', v.remark))),
         '[]')
       FROM (SELECT * FROM rm.visit v WHERE v.garden_id = g.id
             ORDER BY v.on_day DESC, v.id LIMIT 10) v))))), '[]')
   FROM (SELECT * FROM rm.garden g WHERE g.region_code = r.code
         ORDER BY g.title, g.id LIMIT 10) g))) FROM rm.region r WHERE r.code = $1))::text
"""
"""What a developer writes by hand for exactly this view, without paging, scope and the past."""


GARDENS = Measured(garden.SCHEMA, FLOOR, ("BR", "FL", "WA", "XX"))


class State:
    plain: asyncpg.Pool
    reading: asyncpg.Pool
    engine: engine.Engine


def create() -> Front:
    return serving(GARDENS)


def serving(measured: Measured) -> Front:
    """Return the application that answers a schema's view in each of these ways."""
    state = State()
    url, keys, issuer = (os.environ[name] for name in ("BENCH_URL", "BENCH_KEYS", "BENCH_ISSUER"))

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        settings = {"jit": "off"}
        state.plain = await asyncpg.create_pool(
            url, min_size=CONNECTIONS, max_size=CONNECTIONS, server_settings=settings
        )
        state.reading = await open_pool(url, size=CONNECTIONS)
        state.engine = front.engine = engine.Engine(measured.schema, state.reading)
        yield
        await state.plain.close()
        await state.reading.close()

    api = FastAPI(lifespan=lifespan)
    source = key_source(str(Path(keys)), plain_http=True)
    tokens = Tokens(KeySets(source), issuer=issuer, audience="cic")
    front = Front(api, authenticate=bearer(tokens), page=Page("{ __typename }"))
    _routes(api, state, measured)
    return front


def _routes(api: FastAPI, state: State, measured: Measured) -> None:
    async def floor(pool: asyncpg.Pool, request: Request) -> Response:
        code = orjson.loads(await request.body())["variables"]["code"]
        data = await pool.fetchval(measured.floor, code)
        return Response('{"data":' + data + "}", media_type="application/json")

    @api.post("/floor")
    async def plain(request: Request) -> Response:
        return await floor(state.plain, request)

    @api.post("/floor-same-pool")
    async def same_pool(request: Request) -> Response:
        return await floor(state.reading, request)

    @api.post("/fallback")
    async def fallback(request: Request) -> Response:
        body: dict[str, Any] = orjson.loads(await request.body())
        asked = engine.Request(body["query"], body["variables"])
        answer = await state.engine.fall_back(asked, measured.scope)
        return Response(answer.body, media_type="application/json")
