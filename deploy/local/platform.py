"""The whole platform on one machine, from an empty folder to the gateway."""

import asyncio
import os
import signal
from collections.abc import Awaitable, Callable, Coroutine, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial
from itertools import groupby
from typing import Any, TypeAlias

import asyncpg

from deploy.local import children, databases, leftovers, ports
from deploy.local import state as states
from deploy.local.children import Child
from deploy.local.deployables import KAFKA_PORT, Deployable
from deploy.local.issuer import AUDIENCE, ISSUER, Issuer, open_issuer
from deploy.local.kafka import Kafka
from deploy.local.layout import Layout, held, migrate
from deploy.local.orders import Order
from deploy.local.postgres import Postgres
from deploy.local.processes import StartFailed
from deploy.local.progress import Progress
from deploy.local.sealing import sealing_key
from deploy.local.state import Process, State
from deploy.local.supervisor import Supervised, Supervisor
from vocabulary import roles

# A token that pages are signed in with lasts as long as somebody may leave the platform running.
_PAGE_TOKEN_LIFETIME = timedelta(days=30)


@dataclass(frozen=True)
class Plan:
    """What to start: the services, then the gateway, and the servers that the user runs."""

    services: Sequence[Deployable]
    gateway: Deployable
    preload: Sequence[str] = ("deploy.local.warm",)
    postgres_url: str | None = None
    kafka_bootstrap: str | None = None
    kafka_port: int = KAFKA_PORT

    @property
    def deployables(self) -> tuple[Deployable, ...]:
        return (*self.services, self.gateway)


@dataclass(frozen=True)
class Platform:
    """A platform whose processes all answer; handed to `settle` before it is called ready."""

    layout: Layout
    state: State
    issuer: Issuer
    progress: Progress


Settle: TypeAlias = Callable[[Platform], Awaitable[None]]


async def run(layout: Layout, plan: Plan, settle: Settle, progress: Progress) -> bool:
    """Start, call `settle`, say that all is ready, and run until SIGINT, SIGTERM or SIGHUP.

    Returns whether it became ready. Raises `AlreadyRunning`, `TooNew` and `StartFailed`; whatever
    happens, nothing keeps running.
    """
    with held(layout):
        _prepare(layout, progress)
        itself = Process("supervisor", os.getpid(), states.born(os.getpid()))
        supervisor = Supervisor(layout.state, State(itself), progress)
        with _allotted(plan, progress) as given:
            start = _Start(layout, plan, supervisor, given)
            return await _until_asked_to_stop(start.run(settle), supervisor)


async def _until_asked_to_stop(start: Coroutine[Any, Any, None], supervisor: Supervisor) -> bool:
    asked, loop = asyncio.Event(), asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        loop.add_signal_handler(number, asked.set)
    starting, stopping = asyncio.create_task(start), asyncio.create_task(asked.wait())
    ready = False
    try:
        await asyncio.wait({starting, stopping}, return_when=asyncio.FIRST_COMPLETED)
        if starting.done():
            starting.result()
            supervisor.enter("ready")
            ready = True
            await stopping
    finally:
        for task in (starting, stopping):
            task.cancel()
        await asyncio.gather(starting, stopping, return_exceptions=True)
        await supervisor.stop()
    return ready


def _prepare(layout: Layout, progress: Progress) -> None:
    before, after = migrate(layout)
    if 0 < before < after:
        progress.say("data", f"{layout.root} brought from layout {before} to {after}")
    for name in leftovers.clear(states.read(layout.state)):
        progress.say("data", f"{name} was left over from a killed start and is ended")


class _Start:
    """The steps from an empty folder to a ready platform."""

    def __init__(
        self, layout: Layout, plan: Plan, supervisor: Supervisor, given: Mapping[str, int]
    ) -> None:
        self._layout, self._plan = layout, plan
        self._supervisor, self._progress = supervisor, supervisor.progress
        self._ports = given
        # Until their children start: whatever else starts meanwhile takes others.
        self._held = {each.name: ports.listen(self._ports[each.name]) for each in plan.deployables}

    async def run(self, settle: Settle) -> None:
        own, postgres, kafka = self._servers()
        issuer = open_issuer(self._layout.keys)
        *services, gateway_order = orders = self._orders(postgres, kafka, issuer)
        warming = asyncio.create_task(children.warm(self._plan.preload, orders))
        try:
            await self._supervisor.start(own)
            await self._databases(postgres)
            with self._progress.step("warm parent", "waited for"):
                await warming
        finally:
            warming.cancel()
        by_unit = groupby(map(self._child, services), lambda each: each.record.unit or each.name)
        await self._supervisor.start({unit: list(group) for unit, group in by_unit})
        gateway = self._child(gateway_order)
        await self._supervisor.start({"gateway": [gateway]})
        state = replace(self._supervisor.state, gateway=gateway.url, postgres=postgres, kafka=kafka)
        self._supervisor.state = state
        await settle(Platform(self._layout, state, issuer, self._progress))

    def _child(self, order: Order) -> Child:
        return Child(order, self._held[order.deployable.name])

    def _servers(self) -> tuple[dict[str, list[Supervised]], str, str]:
        """Return what the user does not run, and where both will answer."""
        own: dict[str, list[Supervised]] = {}
        postgres, kafka = self._plan.postgres_url, self._plan.kafka_bootstrap
        if postgres is None:
            server = Postgres(self._layout.postgres, self._layout.log("postgres"))
            own["postgres"] = [server]
            postgres = server.url()
        if kafka is None:
            broker = Kafka(
                self._layout.kafka,
                self._layout.log("kafka"),
                (self._ports["kafka"], self._ports["kafka controller"]),
                report=partial(self._progress.say, "kafka"),
            )
            own["kafka"] = [broker]
            kafka = broker.bootstrap
        return own, postgres, kafka

    async def _databases(self, postgres: str) -> None:
        names = [deployable.database for deployable in self._plan.deployables]
        try:
            with self._progress.step("databases", f"{len(names)} ready"):
                await databases.create_missing(postgres, names)
        except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError) as reason:
            raise StartFailed(f"cannot prepare the databases: {reason}") from reason

    def _orders(self, postgres: str, kafka: str, issuer: Issuer) -> list[Order]:
        return [
            Order(
                deployable,
                self._ports[deployable.name],
                {
                    "CIC_DATABASE_URL": databases.url_of(postgres, deployable.database),
                    "CIC_KAFKA_BOOTSTRAP": kafka,
                    "CIC_JWKS": str(issuer.key_set),
                    "CIC_ISSUER": ISSUER,
                    "CIC_AUDIENCE": AUDIENCE,
                    "CIC_PROFILE": "local",
                    "CIC_LOCAL_TOKEN": _page_token(issuer, deployable),
                    **self._own(deployable),
                },
                self._layout.log(deployable.name),
            )
            for deployable in self._plan.deployables
        ]

    def _own(self, deployable: Deployable) -> dict[str, str]:
        """Return what only the services of a unit are told."""
        if deployable.unit is None:
            return {}
        return {
            "CIC_DOCUMENTS": self._layout.documents(deployable.unit).as_uri(),
            "CIC_SEALING_KEY": str(sealing_key(self._layout.keys, deployable.unit)),
        }


def _page_token(issuer: Issuer, deployable: Deployable) -> str:
    """Sign in the browser pages: as the unit on its services, as a reader on the gateway."""
    if deployable.unit is None:
        return issuer.issue(roles.ASSOCIATION_READER, ["*"], lifetime=_PAGE_TOKEN_LIFETIME)
    return issuer.issue(roles.COUNTRY_UNIT, [deployable.unit], lifetime=_PAGE_TOKEN_LIFETIME)


@contextmanager
def _allotted(plan: Plan, progress: Progress) -> Iterator[Mapping[str, int]]:
    wanted = {deployable.name: deployable.port for deployable in plan.deployables}
    if plan.kafka_bootstrap is None:
        wanted |= {"kafka": plan.kafka_port, "kafka controller": plan.kafka_port + 1}
    with ports.allotted(wanted) as given:
        for name, port in given.items():
            if port != wanted[name]:
                progress.say(name, f"port {wanted[name]} is taken; it listens on {port}")
        yield given
