"""What goes wrong in a run: by a seed, one thing after the other, some at the same time."""

import asyncio
import random
import signal
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, Final, TypeAlias, get_args

import asyncpg
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer
from aiokafka.errors import KafkaError
from aiokafka.structs import TopicPartition

from kernel.crash_points import POINTS, Mode
from tests.faults.ledger import Happened, Ledger
from tests.faults.links import Weather
from tests.faults.machines import SERVICES, Machines
from tests.faults.witness import database, topic

PAUSE: Final = (0.5, 2.5)
"""Seconds between the beginnings of two faults."""
AT_ONCE: Final = 2
LAST_SECONDS: Final = 1.0
"""Nothing new is broken so shortly before the end."""
LEASE_SECONDS: Final = 5.0

Fault: TypeAlias = Callable[["Breaker"], Awaitable[str]]
"""Breaks something and mends it, or lets it mend itself; returns what it was done to."""


@dataclass(eq=False)
class Breaker:
    """Breaks things until the time is over; what is broken then is mended by `Machines.heal`."""

    machines: Machines
    ledger: Ledger
    chance: random.Random

    async def run(self, seconds: float) -> None:
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
        except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError, KafkaError) as error:
            target = f"hindered by another: {error!r}"
        self.ledger.add(Happened(at=at, fault=name, target=target))

    def place(self, *, of: tuple[str, ...] = ()) -> str:
        return self.chance.choice(of or tuple(self.machines.served))

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
    place = breaker.place()
    breaker.machines.restart(place)
    return place


async def crash(breaker: Breaker) -> str:
    """Start a process again so that it fails at a chosen step."""
    point = breaker.chance.choice([each for each in POINTS if not each.startswith("reaction")])
    place = "gateway" if point.startswith("consumer") else breaker.place(of=_services())
    mode = breaker.chance.choice(get_args(Mode))
    nth = breaker.chance.choice((1, 2, 5, 20))
    order = f"{point}:{1 if 'lease' in point or 'resign' in point else nth}:{mode}"
    breaker.machines.restart(place, order)
    if point == "relay.resigned":  # only who ends in good order resigns
        await asyncio.sleep(8)
        breaker.machines.served[place].signal(signal.SIGTERM)
    return f"{place} {order}"


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
        process = breaker.machines.served[place].process
        if process is not None and f"/{process.pid}/" in owner:
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
    forged: list[tuple[str, bytes]] = [
        ("content-type", b"application/json"),
        ("ce_specversion", b"1.0"),
        ("ce_source", b"/units/xx/partnerships"),
        ("ce_unit", b"xx"),
        ("ce_position", b"1"),
        ("ce_prevposition", b"0"),
    ]
    async with _producer(breaker) as producer:
        for value, headers in ((b"\xff\x00rubbish", []), (None, []), (b"{}", forged)):
            await producer.send_and_wait(topic(service), value, key=b"rubbish", headers=headers)
    return service


async def repeat(breaker: Breaker) -> str:
    """Send a part of a service's topic again, as a relay that forgot where it was."""
    service = breaker.service()
    place = TopicPartition(topic(service), 0)
    bootstrap = breaker.machines.kafka.bootstrap
    async with AIOKafkaConsumer(bootstrap_servers=bootstrap) as consumer:
        consumer.assign([place])
        end_of = (await consumer.end_offsets([place]))[place]
        start = breaker.chance.randrange(max(1, end_of))
        consumer.seek(place, start)
        polled = await consumer.getmany(place, timeout_ms=2000, max_records=200)
    records: list[Any] = polled.get(place, [])
    async with _producer(breaker) as producer:
        for record in records:
            await producer.send(
                place.topic, record.value, key=record.key, headers=list(record.headers)
            )
        await producer.flush()
    return f"{service} {len(records)} from {start}"


def _producer(breaker: Breaker) -> AIOKafkaProducer:
    bootstrap = breaker.machines.kafka.bootstrap
    return AIOKafkaProducer(bootstrap_servers=bootstrap, request_timeout_ms=5000)


def _services() -> tuple[str, ...]:
    return tuple(place for places in SERVICES.values() for place in places)


FAULTS: Final[dict[str, tuple[Fault, int]]] = {
    "kill -9": (kill, 2),
    "crash point": (crash, 6),
    "SIGTERM": (end, 1),
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
