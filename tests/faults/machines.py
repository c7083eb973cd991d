"""Real processes, a real PostgreSQL, a real Kafka, and a line that can fail between each two."""

import asyncio
import os
import random
import shutil
import signal
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import asyncpg
import psutil

from deploy.local import children
from deploy.local.deployables import Deployable
from deploy.local.issuer import AUDIENCE, ISSUER, Issuer, open_issuer
from deploy.local.kafka import Kafka
from deploy.local.orders import Order
from deploy.local.ports import free_port
from deploy.local.postgres import USER, Postgres
from deploy.local.processes import StartFailed
from tests.faults.broker import Broker
from tests.faults.crashes import Crashes
from tests.faults.disks import Disk
from tests.faults.links import Link
from tests.faults.places import PLACES
from tests.faults.served import Served

START_AGAIN_WITHIN = 120.0
AT_WORK = 8.0
"""Seconds that a server works between two faults of its own, or the rest would see no broker."""
DISARMED_AFTER = 1.0
"""Seconds after which no process is going to crash any more."""


class NotYet(Exception):
    """A server has not worked for long enough to be broken again."""


@dataclass(eq=False)
class Machines:
    """All that runs; whoever holds it may break it, piece by piece."""

    folder: Path
    chance: random.Random
    postgres: Postgres
    postgres_port: int
    kafka: Broker
    issuer: Issuer
    disks: Mapping[str, Disk]
    served: dict[str, Served] = field(default_factory=dict)
    links: dict[str, Link] = field(default_factory=dict)
    """By `client>server`: `ma-1>postgres`, `ma-1>kafka`, `client>ma-1`."""
    _mending: dict[str, asyncio.Lock] = field(
        default_factory=lambda: {"postgres": asyncio.Lock(), "kafka": asyncio.Lock()}
    )
    _works_since: dict[str, float] = field(default_factory=dict)
    _given: set[int] = field(default_factory=set)
    _keepers: list[asyncio.Task[None]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.crashes = Crashes(self.folder / "log")

    def url(self, database: str) -> str:
        """Return the DSN of a database, past all links."""
        return f"postgresql://{USER}@127.0.0.1:{self.postgres_port}/{database}?sslmode=disable"

    def port_of(self, place: str) -> int:
        """Return where clients reach a place: behind its link."""
        return self.links[f"client>{place}"].port

    @property
    def crashed_at(self) -> list[str]:
        """What the logs say of crash points that fired: `POINT:NTH:MODE`, as they were armed."""
        return self.crashes.seen()

    def arm(self, arming: Callable[[str], str]) -> None:
        """Let every process that is started from now on have a crash point of this choice."""
        for served in self.served.values():
            served.arming = arming

    @asynccontextmanager
    async def mending(self, name: str) -> AsyncIterator[Postgres | Broker]:
        """Have a server for oneself that has worked for a while; mend it at the end.

        Raises `NotYet` for one that has not, or that somebody else has.
        """
        loop = asyncio.get_running_loop()
        if self._mending[name].locked() or loop.time() < self._works_since.get(name, 0) + AT_WORK:
            raise NotYet(name)
        async with self._mending[name]:
            try:
                yield self.servers[name]
            finally:
                await self._mended(name)
                self._works_since[name] = loop.time()

    async def kill_postgres(self) -> None:
        """Kill every process of the server at once, and start it again."""
        async with self.mending("postgres"):
            await self._kill_postgres()

    async def _kill_postgres(self) -> None:
        pid = self.postgres.pid
        if pid is not None:
            with suppress(psutil.NoSuchProcess):
                for child in psutil.Process(pid).children(recursive=True):
                    with suppress(psutil.NoSuchProcess):
                        child.kill()
        await self.postgres.kill()

    async def kill_broker(self, *, loses: float | None = None) -> None:
        """Kill the broker; it loses this share of the ends of its logs, 1 for its whole disk."""
        async with self.mending("kafka"):
            await self._kill_broker(loses)

    async def _kill_broker(self, loses: float | None) -> None:
        await self.kafka.kill()
        if loses == 1:
            self.kafka.wipe()
        elif loses is not None:
            for segment in (self.kafka.folder / "data").glob("*.events.v1-0/*.log"):
                with segment.open("r+b") as file:
                    file.truncate(int(segment.stat().st_size * (1 - loses)))

    async def stop_server(self, name: str, seconds: float) -> None:
        """Let all processes of a server stand still for so long."""
        async with self.mending(name) as server:
            try:
                _signal_all(server.pid, signal.SIGSTOP)
                await asyncio.sleep(seconds)
            finally:
                _signal_all(server.pid, signal.SIGCONT)

    async def fill_disk(self, name: str, seconds: float) -> None:
        """Let a server's disk be full for so long. Raises `PermissionError` where it cannot be."""
        async with self.mending(name) as server:
            try:
                self.disks[name].fill()
                await asyncio.sleep(seconds)
            finally:
                self.disks[name].free()
                if server is self.kafka:  # it does not use a disk again that has once failed it
                    await server.kill()

    async def _mended(self, name: str) -> None:
        """Start a server again that has given up."""
        server = self.servers[name]
        if not await _answers(server):
            await server.kill()
            await _started_again(server)

    async def heal(self) -> None:
        """End what still goes on; no process is going to crash after that."""
        self.arm(lambda _place: "")
        for link in self.links.values():
            link.become("fair")
        for name, server in self.servers.items():
            _signal_all(server.pid, signal.SIGCONT)
            self.disks[name].free()
            async with self._mending[name]:
                await self._mended(name)
        for served in self.served.values():
            served.step_clock(0)
            served.arm("")
            served.signal(signal.SIGCONT)
        await asyncio.sleep(DISARMED_AFTER)

    @property
    def servers(self) -> Mapping[str, Postgres | Broker]:
        return {"postgres": self.postgres, "kafka": self.kafka}

    async def start(self) -> None:
        for disk in self.disks.values():
            disk.mount()
        warming = children.warm(("deploy.local.warm",))
        await asyncio.gather(self.postgres.start(), self.kafka.start(), warming)
        connection = await asyncpg.connect(self.url("postgres"))
        try:
            for database in dict.fromkeys(place.database for place in PLACES):
                await connection.execute(f"CREATE DATABASE {database}")
        finally:
            await connection.close()
        for link in self.links.values():
            await link.open()
        self._keepers = [asyncio.create_task(each.keep()) for each in self.served.values()]

    async def stop(self) -> None:
        for keeper in self._keepers:
            keeper.cancel()
        await asyncio.gather(*self._keepers, return_exceptions=True)
        for link in self.links.values():
            await link.close()
        await asyncio.gather(self.postgres.kill(), self.kafka.kill())
        for disk in self.disks.values():
            disk.unmount()

    def free_port(self) -> int:
        port = free_port(given=self._given)
        self._given.add(port)
        return port

    def link(self, client: str, server: str, target: int) -> Link:
        name = f"{client}>{server}"
        chance = random.Random(self.chance.random())  # noqa: S311 - a seed, no secret
        link = Link(name, self.free_port(), target, chance)
        self.links[name] = link
        return link


def _plan(folder: Path, chance: random.Random) -> Machines:
    ports = [free_port()]
    for _ in range(2):
        ports.append(free_port(given=ports))
    settings = {"listen_addresses": "127.0.0.1", "port": str(ports[0])}
    machines = Machines(
        folder,
        chance,
        Postgres(folder / "postgres", folder / "log/postgres.log", **settings),
        ports[0],
        Broker(folder / "kafka", folder / "log/kafka.log", (ports[1], ports[2])),
        open_issuer(folder / "keys"),
        {name: Disk(folder / name) for name in ("postgres", "kafka")},
    )
    machines._given.update(ports)  # noqa: SLF001 - it is being made here
    lines = []
    for place in PLACES:
        listener = place.name.replace("-", "").upper()
        behind = machines.free_port()
        kafka = machines.link(place.name, "kafka", behind)
        lines.append((listener, behind, kafka.port))
        postgres = machines.link(place.name, "postgres", machines.postgres_port)
        port = machines.free_port()
        machines.link("client", place.name, port)
        environment = {
            "CIC_DATABASE_URL": f"postgresql://{USER}@127.0.0.1:{postgres.port}/{place.database}",
            "CIC_KAFKA_BOOTSTRAP": f"127.0.0.1:{kafka.port}",
            "CIC_JWKS": str(machines.issuer.key_set),
            "CIC_ISSUER": ISSUER,
            "CIC_AUDIENCE": AUDIENCE,
            "CIC_LOG_LEVEL": "WARNING",
            **({"CIC_UNIT": place.unit} if place.unit else {}),
        }
        served = Deployable(place.name, *place.factory, port, place.database)
        log = folder / "log" / f"{place.name}.log"
        order = Order(served, port, environment, log)
        machines.served[place.name] = Served(order, folder / place.name)
    machines.kafka.lines = lines
    return machines


@asynccontextmanager
async def running(folder: Path, seed: int) -> AsyncIterator[Machines]:
    """Start everything in an empty folder; yield it; leave only the logs behind."""
    (folder / "log").mkdir(parents=True)
    machines = _plan(folder, random.Random(seed))  # noqa: S311 - a seed, no secret
    try:
        await machines.start()
        yield machines
    finally:
        await machines.stop()
        for server in ("postgres", "kafka"):
            shutil.rmtree(folder / server, ignore_errors=True)


def _signal_all(pid: int | None, number: signal.Signals) -> None:
    with suppress(psutil.NoSuchProcess):
        process = psutil.Process(pid or os.getpid())
        if process.ppid() != os.getpid():
            return  # it has ended, and its number may be another's
        for each in (process, *process.children(recursive=True)):
            with suppress(psutil.NoSuchProcess):
                each.send_signal(number)


async def _answers(server: Postgres | Kafka) -> bool:
    try:
        await server.ready()
    except StartFailed:
        return False
    return True


async def _started_again(server: Postgres | Kafka) -> None:
    """Start a killed server; what is left of it may hold its files for a moment."""
    end = asyncio.get_running_loop().time() + START_AGAIN_WITHIN
    while True:
        try:
            await server.start()
        except StartFailed:
            if asyncio.get_running_loop().time() > end:
                raise
            await server.kill()
            await asyncio.sleep(0.2)
        else:
            return
