"""The gateway's composition root; importing it opens nothing."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from typing import Final, TypeAlias

import asyncpg
from fastapi import Depends, FastAPI
from fastapi.responses import PlainTextResponse, RedirectResponse

from gateway import collector
from gateway.comparing import Comparing
from gateway.graphiql.page import Page
from gateway.horizon import DatedEngine
from gateway.observing import Observed
from gateway.plans.http import Front, bearer
from gateway.plans.pool import open_pool
from gateway.projector import SIDE_BY_SIDE, projector
from gateway.questions import COUNTRY_VIEW
from gateway.read_model.book import MIGRATIONS
from gateway.schema import SCHEMA
from kernel import telemetry
from kernel.background import Background
from kernel.postgres.migrations import KERNEL, migrate
from kernel.postgres.pool import pool as writing_pool
from kernel.settings import Settings
from kernel.tokens import Tokens, tokens
from kernel.web import dead_letters
from kernel.web.auth import Guard, caller
from kernel.web.dead_letters import Office
from kernel.web.health import WELL, Health, health_routes
from kernel.web.problems import answer_refusals
from kernel.web.queries import only_known_parameters

Lifespan: TypeAlias = Callable[[FastAPI], AbstractAsyncContextManager[None]]


READERS: Final = 4
WRITERS: Final = SIDE_BY_SIDE + 1
"""Connections for questions and for the projector."""
GRACE_SECONDS: Final = 10.0
"""How long connections in use may hold up the end of the process."""


def create(settings: Settings) -> Front:
    """Return the ASGI application; its lifespan migrates, opens the pools and starts to listen."""

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with AsyncExitStack() as stack:
            observed = await _open(stack, settings)
            front.engine = observed.engine
            app.state.office = Office(observed.projector.pool, [observed.projector])
            app.state.health = Health(observed.troubles, observed.status, observed.degraded)
            yield
            front.engine = None
            app.state.health = WELL

    verifier = tokens(settings)
    front = Front(
        _inside(lifespan, verifier),
        authenticate=bearer(verifier),
        page=Page(COUNTRY_VIEW, settings.page_token),
    )
    return front


async def _open(stack: AsyncExitStack, settings: Settings) -> Observed:
    telemetry.configure_logs(settings.log_level, service="gateway")
    telemetry.start("gateway")
    stack.push_async_callback(asyncio.to_thread, telemetry.stop)
    await migrate(settings.database_url, KERNEL, MIGRATIONS)
    reader = await open_pool(settings.database_url, size=READERS)
    stack.push_async_callback(_close, reader)
    writer = await writing_pool(settings.database_url, size=WRITERS, name="gateway-projector")
    stack.push_async_callback(_close, writer)
    consumer, background = projector(writer, settings.kafka_bootstrap), Background()
    stack.push_async_callback(background.stop)
    background.start("projector", consumer.run)
    background.start("copies", consumer.copies.run)
    if settings.verify_every_hours:
        background.start("view checks", Comparing(reader, settings).run)
    collector.settle()
    observed = Observed(reader, DatedEngine(SCHEMA, reader), consumer, background)
    if telemetry.exporting():
        observed.offer_gauges()
        background.start("gauges", observed.refresh)
    return observed


def _inside(lifespan: Lifespan, verifier: Tokens) -> FastAPI:
    """Return what stands behind the front: probes, dead letters, and the schema as a file."""
    app = FastAPI(lifespan=lifespan, openapi_url=None, redirect_slashes=False)
    app.state.health = WELL
    app.state.guard = Guard(verifier, unit=None)
    answer_refusals(app)

    def health() -> Health:
        current: Health = app.state.health
        return current

    app.include_router(health_routes(health))
    app.include_router(
        dead_letters.router, dependencies=[Depends(caller), Depends(only_known_parameters)]
    )

    @app.get("/schema.graphql")
    async def schema() -> PlainTextResponse:
        return PlainTextResponse(SCHEMA.as_str(), media_type="application/graphql")

    @app.get("/", include_in_schema=False)
    async def front_page() -> RedirectResponse:
        return RedirectResponse("/graphiql")

    return app


async def _close(pool: asyncpg.Pool) -> None:
    try:
        async with asyncio.timeout(GRACE_SECONDS):
            await pool.close()
    except TimeoutError:
        pool.terminate()
