"""What goes wrong in a run: by a seed, one thing after the other, some at the same time."""

import asyncio
import random
import signal
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Final, TypeAlias, get_args

import asyncpg
from confluent_kafka import KafkaException

from kernel.crash_points import POINTS, Mode
from kernel.postgres.faults import TRANSIENT
from tests.faults import onto
from tests.faults.ledger import Happened, Ledger
from tests.faults.links import Weather
from tests.faults.machines import SERVICES, Machines
from tests.faults.witness import database, topic

PAUSE: Final = (0.3, 1.5)
"""Seconds between the beginnings of two faults."""
AT_ONCE: Final = 3
LAST_SECONDS: Final = 1.0
"""Nothing new is broken so shortly before the end."""
LEASE_SECONDS: Final = 5.0
UNARMED: Final = 0.1
"""The share of starts that are told to crash nowhere."""
STAGES: Final = {"gateway": ("consumer",), "bj-1": ("relay", "batch")}
OTHERWISE: Final = ("command", "batch", "answer", "projection")
"""At which stages a place crashes; of two relays on one store, one only follows."""
ONCE: Final = {"relay.leased", "relay.reconciled", "relay.resigned", "consumer.hinted"}
"""Steps that are taken once in a while."""

Fault: TypeAlias = Callable[["Breaker"], Awaitable[str]]
"""Breaks something and mends it, or lets it mend itself; returns what it was done to."""


@dataclass(eq=False)
class Breaker:
    """Breaks things until the time is over; what is broken then is mended by `Machines.heal`."""

    machines: Machines
    ledger: Ledger
    chance: random.Random
    _crashes: dict[str, list[str]] = field(default_factory=dict)

    def next_crash(self, place: str) -> str:
        """Choose where a process that starts will crash: each step in turn, or nowhere."""
        if self.chance.random() < UNARMED:
            return ""
        stages = STAGES.get(place, OTHERWISE)
        left = self._crashes.setdefault(place, [])
        if not left:
            left += [point for point in POINTS if point.partition(".")[0] in stages]
            self.chance.shuffle(left)
        point = left.pop()
        nth = 1 if point in ONCE else self.chance.choice((1, 1, 2, 5))
        return f"{point}:{nth}:{self.chance.choice(get_args(Mode))}"

    async def run(self, seconds: float) -> None:
        self.machines.arm(self.next_crash)
        until = time.monotonic() + seconds - LAST_SECONDS
        room = asyncio.Semaphore(AT_ONCE)
        async with asyncio.TaskGroup() as tasks:
            while time.monotonic() < until:
                await asyncio.sleep(self.chance.uniform(*PAUSE))
                await room.acquire()
                if time.monotonic() < until:
                    name = self.chance.choices(list(FAULTS), [w for _, w in FAULTS.values()])[0]
                    task = tasks.create_task(self._break(name))
                    task.add_done_callback(lambda _: room.release())

    async def _break(self, name: str) -> None:
        at = time.monotonic()
        fault, _ = FAULTS[name]
        try:
            target = await fault(self)
        except (*TRANSIENT, asyncpg.PostgresError, KafkaException) as error:
            target = f"hindered by another: {error!r}"
        self.ledger.add(Happened(at=at, fault=name, target=target))

    def place(self) -> str:
        return self.chance.choice(tuple(self.machines.served))

    def service(self) -> str:
        return self.chance.choice(tuple(SERVICES))

    async def execute(self, service: str, *statements: str, lasting: float = 0.0) -> None:
        """Run statements in one transaction of a service's database, past all links."""
        connection = await asyncpg.connect(self.machines.url(database(service)), timeout=5)
        try:
            async with connection.transaction():
                for statement in statements:
                    await connection.execute(statement, timeout=5)
                await asyncio.sleep(lasting)
        finally:
            connection.terminate()


async def kill(breaker: Breaker) -> str:
    """What is started again crashes at some step of its own; see `Breaker.next_crash`."""
    place = breaker.place()
    breaker.machines.served[place].signal(signal.SIGKILL)
    return place


async def end(breaker: Breaker) -> str:
    place = breaker.place()
    breaker.machines.served[place].signal(signal.SIGTERM)
    return place


async def pause(breaker: Breaker) -> str:
    place = breaker.place()
    await _paused(breaker, place, breaker.chance.uniform(0.5, 4.0))
    return place


async def pause_leader(breaker: Breaker) -> str:
    """Pause the process that publishes for longer than its lease; the other one takes over."""
    connection = await asyncpg.connect(breaker.machines.url(database("ma-partnerships")), timeout=5)
    try:
        owner = await connection.fetchval("SELECT owner FROM store.relay") or ""
    finally:
        connection.terminate()
    for place in SERVICES["ma-partnerships"]:
        if f"/{breaker.machines.served[place].pid}/" in owner:
            await _paused(breaker, place, LEASE_SECONDS + breaker.chance.uniform(0.5, 3.0))
            return place
    return "nobody leads"


async def _paused(breaker: Breaker, place: str, seconds: float) -> None:
    breaker.machines.served[place].signal(signal.SIGSTOP)
    try:
        await asyncio.sleep(seconds)
    finally:
        breaker.machines.served[place].signal(signal.SIGCONT)


async def kill_postgres(breaker: Breaker) -> str:
    await breaker.machines.kill_postgres()
    return "postgres"


async def end_sessions(breaker: Breaker) -> str:
    service = breaker.service()
    for _ in range(breaker.chance.randint(1, 5)):
        await breaker.execute(
            service,
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()",
        )
        await asyncio.sleep(0.2)
    return service


async def lock(breaker: Breaker) -> str:
    """Hold what every append, read and relay needs."""
    service = breaker.service()
    table = breaker.chance.choice(("events", "streams", "relay", "checkpoints"))
    seconds = breaker.chance.uniform(0.5, 3.0)
    await breaker.execute(
        service, f"LOCK TABLE store.{table} IN ACCESS EXCLUSIVE MODE", lasting=seconds
    )
    return f"{service} {table}"


async def kill_broker(breaker: Breaker) -> str:
    await breaker.machines.kill_broker()
    return "kafka"


async def lose_suffix(breaker: Breaker) -> str:
    share = breaker.chance.uniform(0.05, 0.6)
    await breaker.machines.kill_broker(loses=share)
    return f"{share:.0%}"


async def lose_disk(breaker: Breaker) -> str:
    await breaker.machines.kill_broker(loses=1)
    return "kafka"


async def bad_line(breaker: Breaker) -> str:
    link = breaker.machines.links[breaker.chance.choice(tuple(breaker.machines.links))]
    weathers = [each for each in get_args(Weather) if each != "fair"]
    if not link.name.endswith("kafka"):
        # Only Kafka's records carry a checksum of their own; elsewhere that is TLS's business.
        weathers.remove("corrupt")
    weather: Weather = breaker.chance.choice(weathers)
    link.become(weather)
    try:
        await asyncio.sleep(breaker.chance.uniform(0.5, 5.0))
    finally:
        link.become("fair")
    return f"{link.name} {weather}"


async def steal_lease(breaker: Breaker) -> str:
    """Let two relays believe that they lead."""
    for _ in range(10):
        await breaker.execute("ma-partnerships", "UPDATE store.relay SET lease_until = '-infinity'")
        await asyncio.sleep(0.1)
    return "ma-partnerships"


async def rubbish(breaker: Breaker) -> str:
    """Send what is no event, and what claims to be another's, to a service's topic."""
    service = breaker.service()
    await asyncio.to_thread(onto.rubbish, breaker.machines.kafka.bootstrap, topic(service))
    return service


async def repeat(breaker: Breaker) -> str:
    """Send a part of a service's topic again, as a relay that forgot where it was."""
    service = breaker.service()
    bootstrap, share = breaker.machines.kafka.bootstrap, breaker.chance.random()
    repeated = await asyncio.to_thread(onto.repeat, bootstrap, topic(service), share)
    return f"{service} {repeated}"


FAULTS: Final[dict[str, tuple[Fault, int]]] = {
    "kill -9": (kill, 16),
    "SIGTERM": (end, 2),
    "pause": (pause, 2),
    "leader paused beyond its lease": (pause_leader, 2),
    "lease stolen": (steal_lease, 1),
    "PostgreSQL killed": (kill_postgres, 1),
    "sessions ended": (end_sessions, 2),
    "table locked": (lock, 2),
    "broker killed": (kill_broker, 1),
    "broker lost a suffix": (lose_suffix, 2),
    "broker lost its disk": (lose_disk, 1),
    "bad line": (bad_line, 6),
    "rubbish on the topic": (rubbish, 2),
    "records repeated": (repeat, 2),
}
"""Each with its weight."""
