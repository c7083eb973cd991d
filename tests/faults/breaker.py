"""Who breaks things in a run: by a seed, one thing after the other, some at the same time."""

import asyncio
import random
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, TypeAlias

import asyncpg

from tests.faults.crashes import choose
from tests.faults.ledger import Happened, Ledger
from tests.faults.machines import Machines
from tests.faults.places import ALL, PLANNING, REPORTING, SERVICES, database

PAUSE: Final = (0.2, 1.0)
"""Seconds between the beginnings of two faults."""
AT_ONCE: Final = 3
LAST_SECONDS: Final = 1.0
"""Nothing new is broken so shortly before the end."""
UNARMED: Final = 0.1
"""How often a process is told to crash nowhere."""
CRASH_EVERY: Final = (3.0, 9.0)
"""Seconds after which a process is told another step to crash at."""
STAGES: Final = {
    "gateway-1": ("consumer",),
    "gateway-2": ("consumer",),
    PLANNING: ("consumer", "projection", "relay"),
    REPORTING: ("consumer", "reaction", "batch", "relay"),
}
OTHERWISE: Final = ("command", "batch", "answer", "projection", "relay")
"""At which stages a place crashes."""


class Hindered(Exception):
    """A fault that could not be done to anybody; the message says why."""


@dataclass(eq=False)
class Breaker:
    """Breaks things until the time is over; what is broken then is mended by `Machines.heal`."""

    machines: Machines
    ledger: Ledger
    chance: random.Random
    paused: set[str] = field(default_factory=set)
    """Places that stand still now."""
    remade: set[str] = field(default_factory=set)
    """Databases in which there are views to go back to."""

    def next_crash(self, place: str) -> str:
        """Choose where a process will crash: rather where that happened least, or nowhere."""
        if self.chance.random() < UNARMED:
            return ""
        return self.crash(STAGES.get(place, OTHERWISE))

    def crash(self, stages: Sequence[str]) -> str:
        """Choose a step of these stages and how to fail there, rather as happened least."""
        return choose(stages, self.machines.crashed_at, self.chance)

    async def _keep_arming(self, place: str) -> None:
        while True:
            await asyncio.sleep(self.chance.uniform(*CRASH_EVERY))
            self.machines.served[place].arm(self.next_crash(place))

    async def run(self, faults: "Faults", seconds: float) -> None:
        self.machines.arm(self.next_crash)
        arming = [asyncio.create_task(self._keep_arming(each)) for each in self.machines.served]
        try:
            await self._run(faults, seconds)
        finally:
            for task in arming:
                task.cancel()

    async def _run(self, faults: "Faults", seconds: float) -> None:
        until = time.monotonic() + seconds - LAST_SECONDS
        weights = [weight for _, weight in faults.values()]
        going: set[asyncio.Task[None]] = set()
        while (now := time.monotonic()) < until:
            if len(going) < AT_ONCE:
                name = self.chance.choices(list(faults), weights)[0]
                going.add(asyncio.create_task(self._break(name, faults[name][0])))
                await asyncio.sleep(self.chance.uniform(*PAUSE))
            else:
                await asyncio.wait(going, timeout=until - now, return_when="FIRST_COMPLETED")
            going = {task for task in going if not task.done()}
        for task in going:  # what it has broken it mends; what it waits for does not matter now
            task.cancel()
        await asyncio.gather(*going, return_exceptions=True)

    async def _break(self, name: str, fault: "Fault") -> None:
        at, target = time.monotonic(), f"{HINDERED}: the end"
        try:
            target = await fault(self)
        except Hindered as reason:
            target = f"{HINDERED}: {reason}"
        except Exception as error:  # noqa: BLE001 - other faults go on, and may be in its way
            target = f"{HINDERED}: {error!r}"
        finally:
            self.ledger.add(Happened(at=at, fault=name, target=target))

    def place(self) -> str:
        return self.chance.choice(tuple(self.machines.served))

    def service(self) -> str:
        return self.chance.choice(tuple(SERVICES))

    def database(self) -> str:
        return self.chance.choice((*ALL, "gateway"))

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


HINDERED: Final = "hindered by another"
Fault: TypeAlias = Callable[[Breaker], Awaitable[str]]
"""Breaks something and mends it, or lets it mend itself; returns what it was done to."""
Faults: TypeAlias = Mapping[str, tuple[Fault, int]]
"""By name, each with its weight."""
