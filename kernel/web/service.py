"""Put a service together: its store, its views, its relay and consumers, around its routes."""

import asyncio
from collections.abc import AsyncIterator, Callable, Collection, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any, Final

import structlog
from asyncpg import Pool
from fastapi import APIRouter, FastAPI

from kernel import telemetry
from kernel.background import Background
from kernel.cancelling import pause
from kernel.clock import Clock, system_clock
from kernel.codec import EventCodec
from kernel.handling import CommandHandling
from kernel.kafka.consumer import Consumer
from kernel.kafka.copying import Keeping
from kernel.kafka.mapping import ToContract
from kernel.kafka.relay import Relay
from kernel.postgres.faults import TRANSIENT
from kernel.postgres.migrations import KERNEL, migrate
from kernel.postgres.pool import pool as open_pool
from kernel.postgres.projections import Projection, ProjectionRunner
from kernel.postgres.rebuilding import Views, bring_forward
from kernel.postgres.receipts import purge_receipts
from kernel.postgres.sealing import Sealer
from kernel.postgres.store import PostgresStore
from kernel.postgres.view_checks import ViewChecks
from kernel.scheduler import Scheduled, Scheduler
from kernel.seals import signer
from kernel.settings import ServiceSettings
from kernel.store import EventStore
from kernel.tokens import tokens
from kernel.web import dead_letters
from kernel.web.application import application
from kernel.web.auth import Guard
from kernel.web.commands import Commands
from kernel.web.dead_letters import Office
from kernel.web.health import Health
from kernel.web.observing import Observed

log = structlog.get_logger()

POOL_SIZE: Final = 4
"""With the committer's and the tail's own, a service has at most six connections."""
DAY_SECONDS: Final = 86_400.0
GRACE_SECONDS: Final = 10.0
"""How long connections in use may hold up the end of the process."""


@dataclass(frozen=True, slots=True)
class Running:
    """What a started service has; consumers and schedules are made from it."""

    settings: ServiceSettings
    pool: Pool
    store: EventStore
    handling: CommandHandling
    projections: ProjectionRunner
    clock: Clock


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """What distinguishes one service from another, as its `main` gave it."""

    name: str
    codecs: Mapping[str, EventCodec[Any]]
    projections: Sequence[Projection]
    to_contract: ToContract
    migrations: Path | None
    consumers: Callable[[Running], Sequence[Consumer]]
    schedule: Callable[[Running], Sequence[Scheduled]]
    clock: Clock
    ended: str | None = None
    keeping: Callable[[str], Keeping] | None = None


def _none(_: Running) -> Sequence[Any]:
    return ()


def service(  # noqa: PLR0913 - the composition root of a service says everything in one place
    settings: ServiceSettings,
    *,
    name: str,
    title: str,
    to_contract: ToContract,
    migrations: Path | None = None,
    commands: Sequence[Commands] = (),
    queries: Sequence[APIRouter] = (),
    by_key: Sequence[APIRouter] = (),
    projections: Sequence[Projection] = (),
    consumers: Callable[[Running], Sequence[Consumer]] = _none,
    schedule: Callable[[Running], Sequence[Scheduled]] = _none,
    streamed: Collection[str] = (),
    ended: str | None = None,
    keeping: Callable[[str], Keeping] | None = None,
    clock: Clock = system_clock,
) -> FastAPI:
    """Return the service's app; nothing is opened before its lifespan begins.

    `ended` is a query over its views for what may be closed (`kernel.postgres.archiving.Ended`),
    `keeping` says for a unit what is kept there of other sources.
    On its end the server has finished what was asked; then consumers, relay and projections stop,
    what the store still holds is committed, and the connections close.
    """
    parts = Parts(
        name=name,
        codecs={each.aggregate.category: each.aggregate.codec for each in commands},
        projections=projections,
        to_contract=to_contract,
        migrations=migrations,
        consumers=consumers,
        schedule=schedule,
        clock=clock,
        ended=ended,
        keeping=keeping,
    )

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with AsyncExitStack() as stack:
            running = await _open(stack, settings, parts)
            observed = _begin(stack, running, parts)
            app.state.handling = running.handling
            app.state.pool = running.pool
            app.state.applied = running.projections
            app.state.office = Office(running.pool, observed.consumers)
            app.state.health = Health(observed.troubles, observed.status, observed.degraded)
            yield

    app = application(
        title=title,
        guard=Guard(tokens(settings), settings.unit),
        commands=commands,
        queries=[*queries, dead_letters.router],
        by_key=by_key,
        page_token=settings.page_token,
        clock=clock,
        lifespan=lifespan,
        streamed=streamed,
    )
    app.state.parts = parts
    return app


async def _open(stack: AsyncExitStack, settings: ServiceSettings, parts: Parts) -> Running:
    """Bring the database forward and open the store; telemetry first, so that it sees all."""
    telemetry.configure_logs(settings.log_level, unit=settings.unit, service=parts.name)
    telemetry.start(parts.name, settings.unit)
    stack.push_async_callback(asyncio.to_thread, telemetry.stop)
    folders = [KERNEL, parts.migrations] if parts.migrations else [KERNEL]
    await migrate(settings.database_url, *folders)
    name = f"{settings.unit}-{parts.name}"
    pool = await open_pool(settings.database_url, size=POOL_SIZE, name=name)
    stack.push_async_callback(_close, pool)
    await bring_forward(Views(settings.database_url, parts.projections, parts.codecs), pool)
    store = await stack.enter_async_context(
        PostgresStore.open(settings.database_url, pool, name=name)
    )
    return Running(
        settings,
        pool,
        store,
        CommandHandling(store),
        ProjectionRunner(pool, store, parts.codecs, parts.projections),
        parts.clock,
    )


def _begin(stack: AsyncExitStack, running: Running, parts: Parts) -> Observed:
    """Start what runs beside the requests."""
    sealer = _sealer(running)
    if sealer is not None:
        stack.push_async_callback(sealer.finish)
    background = Background()
    stack.push_async_callback(background.stop)
    relay = Relay(
        running.pool,
        running.store,
        running.settings.kafka_bootstrap,
        unit=running.settings.unit,
        service=parts.name,
        codecs=parts.codecs,
        to_contract=parts.to_contract,
    )
    consumers = list(parts.consumers(running))
    background.start("receipts", lambda: _forget_receipts(running.pool))
    background.start("projections", running.projections.run)
    background.start("relay", relay.run)
    for consumer in consumers:
        background.start(f"consumer {consumer.name}", consumer.run)
        background.start(f"copies of {consumer.name}", consumer.copies.run)
    if scheduled := parts.schedule(running):
        scheduler = Scheduler(running.handling, scheduled, parts.clock)
        background.start("scheduler", scheduler.run)
    if sealer is not None:
        background.start("seals", sealer.run)
    if every := running.settings.verify_every_hours:
        checks = ViewChecks(
            running.settings.database_url, parts.projections, parts.codecs, timedelta(hours=every)
        )
        background.start("view checks", checks.run)
    observed = Observed(
        running.pool, running.store, running.projections, relay, consumers, background, sealer
    )
    if telemetry.exporting():
        observed.offer_gauges()
        background.start("gauges", observed.refresh)
    return observed


def _sealer(running: Running) -> Sealer | None:
    """Return what seals the store, None where no key was given. Raises `OSError`, `ValueError`."""
    path = running.settings.sealing_key
    if path is None:
        return None
    return Sealer(running.pool, running.store, signer(Path(path).read_text(encoding="utf-8")))


async def _forget_receipts(pool: Pool) -> None:
    """Forget every day what old commands did; a database that is away is asked again tomorrow."""
    while True:
        try:
            await purge_receipts(pool)
        except TRANSIENT as error:
            log.warning("old receipts are still there", error=type(error).__name__)
        await pause(DAY_SECONDS)


async def _close(pool: Pool) -> None:
    try:
        async with asyncio.timeout(GRACE_SECONDS):
            await pool.close()
    except TimeoutError:
        pool.terminate()
