"""Time passes: commands that a date makes due are issued, each with one effect."""

import asyncio
import hashlib
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final, NamedTuple, TypeAlias
from uuid import NAMESPACE_URL, UUID, uuid5

import msgspec
import structlog

from kernel import telemetry
from kernel.cancelling import pause
from kernel.clock import Clock, system_clock
from kernel.handling import Aggregate, CommandHandling, Request
from kernel.identity import Principal
from kernel.refusals import Refusal

log = structlog.get_logger()

ROLE: Final = "scheduler"

_SOON: Final = timedelta(seconds=10)
"""After this a turn that failed is taken again, as if the database was away; then twice as long."""
_COMMAND_IDS = uuid5(NAMESPACE_URL, "kernel:scheduled")


class Due(NamedTuple):
    """A command whose date has come; `demonstration` marks one about made-up things."""

    aggregate: Aggregate
    id: UUID
    command: Any
    demonstration: bool = False


DueCommands: TypeAlias = Callable[[datetime], AsyncIterator[Due]]


@dataclass(frozen=True, slots=True)
class Scheduled:
    """Asks every so often what is due.

    The command carries its date, so that it says the same whenever it is issued.
    """

    name: str
    every: timedelta
    due: DueCommands


class Scheduler:
    """Issues what is due. A command that is refused or fails is logged and tried at the next turn.

    A turn that could not find out what is due is taken again soon.

    The command id follows from the schedule's name, the stream and the command, so that a turn
    that is repeated, or that two processes take at once, has one effect.
    """

    def __init__(
        self, handling: CommandHandling, scheduled: Sequence[Scheduled], clock: Clock = system_clock
    ) -> None:
        self._handling = handling
        self._scheduled = scheduled
        self._clock = clock

    async def run(self) -> None:
        """Take turns until cancelled; the first ones at once."""
        async with asyncio.TaskGroup() as turns:
            for scheduled in self._scheduled:
                turns.create_task(self._turns(scheduled), name=f"schedule {scheduled.name}")

    async def _turns(self, scheduled: Scheduled) -> None:
        soon = min(_SOON, scheduled.every)
        while True:
            try:
                await self.turn(scheduled)
            except Exception:
                log.exception("schedule failed", schedule=scheduled.name)
                await pause(soon.total_seconds())
                soon = min(2 * soon, scheduled.every)
            else:
                soon = min(_SOON, scheduled.every)
                await pause(scheduled.every.total_seconds())

    async def turn(self, scheduled: Scheduled) -> None:
        """Issue all that is due now; what one command meets does not keep the others back."""
        with telemetry.span(f"schedule {scheduled.name}"):
            async for due in scheduled.due(self._clock()):
                await self._issue(scheduled.name, due)

    async def _issue(self, name: str, due: Due) -> None:
        about = {"schedule": name, "command": type(due.command).__name__, "id": str(due.id)}
        try:
            await self._handling.handle(
                due.aggregate, due.id, due.command, self._request(name, due)
            )
        except Refusal as refusal:
            log.warning("scheduled command refused", **about, code=refusal.code)
        except Exception:
            log.exception("scheduled command failed", **about)

    def _request(self, name: str, due: Due) -> Request:
        asked = msgspec.json.encode([name, str(due.id), type(due.command).__name__, due.command])
        command_id = uuid5(_COMMAND_IDS, asked.decode())
        return Request(
            command_id=command_id,
            fingerprint=hashlib.sha256(asked).digest(),
            principal=Principal(f"{ROLE}:{name}", roles=frozenset({ROLE})),
            moment=self._clock(),
            correlation_id=command_id,
            traceparent=telemetry.traceparent(),
            demonstration=due.demonstration,
        )
