"""What goes wrong with read models: made anew under load, put back, killed on the way."""

import os
import sys
from asyncio.subprocess import Process
from pathlib import Path
from typing import Final

from deploy.local import processes
from deploy.local.layout import CHECKOUT
from deploy.local.orders import Order
from deploy.local.processes import Program
from tests.faults.breaker import Breaker, Faults, Hindered
from tests.faults.places import GATEWAYS

BACK, KILLED = 0.3, 0.7
"""How often what was replaced is to serve again, and how often that or a rebuild is killed."""
LONGEST: Final = 60
"""Characters of what a program said at last."""
BEFORE_THE_SWITCH: Final = ("rebuild.prepared", "rebuild.filled", "rebuild.completed")
"""Steps that a way back has not."""


async def rebuild(breaker: Breaker) -> str:
    """Run what `./cic rebuild` runs, of a service's views or of the gateway's, as far as it gets.

    It has the lines of one of the processes that serve, and is told where it fails.
    """
    place = breaker.place()
    order = breaker.machines.served[place].order
    back = order.deployable.database in breaker.remade and breaker.chance.random() < BACK
    crash = breaker.crash(("rebuild",)) if breaker.chance.random() < KILLED else ""
    if crash.startswith(BEFORE_THE_SWITCH):
        back = False
    arguments = ["--back"] if back else []
    before = breaker.machines.crashed_at.count(crash)
    ended = await _ended(await processes.spawn(_program(order, arguments, crash)))
    if ended and breaker.machines.crashed_at.count(crash) == before:
        raise Hindered(processes.tail(_log(order), lines=1)[:LONGEST])
    if not ended:
        breaker.remade.add(order.deployable.database)
    return " ".join((place, *arguments, crash or "done"))


def _program(order: Order, arguments: list[str], crash: str) -> Program:
    gateway = order.deployable.name in GATEWAYS
    module = "gateway.rebuild" if gateway else "kernel.rebuilding"
    environment = {
        **os.environ,
        **order.environment,
        "PYTHONPATH": str(CHECKOUT),
        # As the command line has it: services/NAME for services.NAME.main:create.
        "CIC_DEPLOYABLE": order.deployable.factory.rpartition(".")[0].replace(".", "/"),
        **({"CIC_CRASH_AT": crash} if crash else {}),
    }
    command = [sys.executable, "-m", module, *arguments]
    return Program(command, _log(order), environment=environment)


def _log(order: Order) -> Path:
    return order.log.with_name(f"{order.deployable.name}-rebuild.log")


async def _ended(process: Process) -> int:
    """Wait for its end; whoever is cancelled meanwhile ends it."""
    try:
        return await process.wait()
    finally:
        await processes.kill(process)


FAULTS: Final[Faults] = {"view made anew": (rebuild, 4)}
