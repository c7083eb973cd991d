"""What goes wrong with processes: they die, are paused, lose track of time and of a group."""

import asyncio
import signal
from collections.abc import Iterable
from typing import Any, Final

import asyncpg

from gateway.read_model import sources
from kernel.kafka import topics
from kernel.kafka.client import Member, connected
from kernel.kafka.dead_letters import Reader
from kernel.kafka.group import Group
from tests.faults.breaker import Breaker, Faults, Hindered
from tests.faults.places import GATEWAYS, SERVICES, database

LEASE_SECONDS: Final = 5.0
STEPS: Final = (-3600.0, -300.0, -5.0, 5.0, 300.0, 3600.0)
"""Seconds by which a clock is set back or forth."""
STROBES: Final = 5
OWNER: Final = "SELECT owner FROM store.relay WHERE lease_until > clock_timestamp()"
LOOKS: Final = 20
PAUSE: Final = 0.25


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
    """Pause the process that publishes for longer than its lease; another one takes over."""
    place = await _leader(breaker)
    pid = breaker.machines.served[place].pid
    await _paused(breaker, place, LEASE_SECONDS + breaker.chance.uniform(0.5, 2.0))
    if breaker.machines.served[place].pid != pid:
        raise Hindered("killed meanwhile")
    return place


async def _leader(breaker: Breaker) -> str:
    """Return who publishes, as soon as somebody does; raises `Hindered`."""
    service = "ma-partnerships"
    connection = await asyncpg.connect(breaker.machines.url(database(service)), timeout=5)
    try:
        for _ in range(LOOKS):
            owner = await connection.fetchval(OWNER, timeout=5) or ""
            for place in SERVICES[service]:
                if f"/{breaker.machines.served[place].pid}/" in owner:
                    return place
            await asyncio.sleep(PAUSE)
    finally:
        connection.terminate()
    raise Hindered("nobody leads")


async def _paused(breaker: Breaker, place: str, seconds: float) -> None:
    served = breaker.machines.served[place]
    if place in breaker.paused:
        raise Hindered("paused already")
    breaker.paused.add(place)
    served.signal(signal.SIGSTOP)
    try:
        await asyncio.sleep(seconds)
    finally:
        breaker.paused.remove(place)
        served.signal(signal.SIGCONT)


async def step_clock(breaker: Breaker) -> str:
    """Set a process's clock to another time, some times over, and then right again."""
    place = breaker.place()
    served = breaker.machines.served[place]
    steps = breaker.chance.choices(STEPS, k=breaker.chance.choice((1, STROBES)))
    try:
        for seconds in steps:
            served.step_clock(seconds)
            await asyncio.sleep(breaker.chance.uniform(0.2, 1.5))
    finally:
        served.step_clock(0)
    return f"{place} {', '.join(f'{seconds:+.0f} s' for seconds in steps)}"


async def rebalance(breaker: Breaker) -> str:
    """Let one join the gateway's readers and leave, again and again; what it holds nobody reads."""
    connection = await asyncpg.connect(breaker.machines.url("gateway"), timeout=5)
    try:
        group = await Group.current(connection, Reader(*sources.READER))
    finally:
        connection.terminate()
    member = Member(group.name, 0.5)
    bootstrap, times = breaker.machines.kafka.bootstrap, breaker.chance.randint(1, 4)
    for _ in range(times):
        async with connected(bootstrap, member, topics.EVERYTHING, _Idler()):
            await asyncio.sleep(breaker.chance.uniform(0.2, 2.0))
    return f"{times} times"


class _Idler:
    """Takes whatever it is given, and does nothing with it."""

    def took(self, _assigned: Iterable[Any]) -> None:
        return

    async def lost(self, _revoked: Iterable[Any]) -> None:
        return


async def storm(breaker: Breaker) -> str:
    """Let the gateways come and go one after the other."""
    times = breaker.chance.randint(2, 5)
    for _ in range(times):
        how = breaker.chance.choice((signal.SIGTERM, signal.SIGKILL))
        breaker.machines.served[breaker.chance.choice(GATEWAYS)].signal(how)
        await asyncio.sleep(breaker.chance.uniform(0.5, 2.0))
    return f"{times} times"


FAULTS: Final[Faults] = {
    "kill -9": (kill, 6),
    "SIGTERM": (end, 3),
    "pause": (pause, 2),
    "leader paused beyond its lease": (pause_leader, 8),
    "clock stepped": (step_clock, 2),
    "reader joins and leaves": (rebalance, 2),
    "gateways come and go": (storm, 1),
}
