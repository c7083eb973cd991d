"""What goes wrong between processes: bad lines, odd things on topics, two who lead."""

import asyncio
import signal
from typing import Final, get_args

from tests.faults import onto
from tests.faults.breaker import Breaker, Faults
from tests.faults.links import Weather
from tests.faults.places import topic


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


async def bad_start(breaker: Breaker) -> str:
    """Flip bits while a process begins, in what it asks of its group and is given there too."""
    place = breaker.place()
    link = breaker.machines.links[f"{place}>kafka"]
    link.become("corrupt")
    try:
        breaker.machines.served[place].signal(signal.SIGKILL)
        await asyncio.sleep(breaker.chance.uniform(1.0, 4.0))
    finally:
        link.become("fair")
    return place


async def steal_lease(breaker: Breaker) -> str:
    """Let two relays believe that they lead."""
    for _ in range(10):
        await breaker.execute("ma-partnerships", "UPDATE store.relay SET lease_until = '-infinity'")
        await asyncio.sleep(0.1)
    return "ma-partnerships"


async def depose(breaker: Breaker) -> str:
    """Let the leader of a service find that another term has begun."""
    service = breaker.service()
    await breaker.execute(
        service, "UPDATE store.relay SET epoch = epoch + 1, lease_until = '-infinity'"
    )
    return service


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


async def stranger(breaker: Breaker) -> str:
    """Let a unit speak that runs a later build: other types, later versions, more of them."""
    unit = breaker.chance.choice(onto.STRANGERS)
    bootstrap, events = breaker.machines.kafka.bootstrap, breaker.chance.choice((5, 50, 500))
    await asyncio.to_thread(onto.speak_as, unit, bootstrap, events, breaker.chance.random())
    return f"{unit} {events} events"


FAULTS: Final[Faults] = {
    "lease stolen": (steal_lease, 2),
    "leader deposed": (depose, 2),
    "bad line": (bad_line, 6),
    "bits flip at a start": (bad_start, 3),
    "rubbish on the topic": (rubbish, 2),
    "records repeated": (repeat, 2),
    "a later build speaks": (stranger, 2),
}
