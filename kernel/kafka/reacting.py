"""Let what another source said make something happen here: a contract event becomes a command.

The command's id follows from the handler's name and the event's id, and the consumer's mark moves
after the append. So an event that is delivered again, or whose transaction was lost after the
append, finds its command done.
"""

import hashlib
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final, NamedTuple, TypeAlias
from uuid import NAMESPACE_URL, UUID, uuid5

from kernel.clock import Clock, system_clock
from kernel.crash_points import reach
from kernel.handling import Aggregate, CommandHandling, Request
from kernel.identity import Principal
from kernel.kafka.cloudevents import Incoming
from kernel.kafka.topics import Source
from kernel.postgres.pool import Connection
from kernel.refusals import Conflict, InFlight, OutcomeUnknown, Overloaded

ROLE: Final = "consumer"
"""The role of the principal that gives these commands; a rule may want it and no other."""

_HANDLERS = uuid5(NAMESPACE_URL, "kernel:reacting")


class Reaction(NamedTuple):
    """The command that an event calls for, and whom it is given to."""

    aggregate: Aggregate
    id: UUID
    command: Any


React: TypeAlias = Callable[[Connection, Incoming], Awaitable[Reaction | None]]
"""Reads on the connection what else the command must carry; writes nothing."""


class NotNow(ConnectionError):
    """The store cannot take the command at this moment; the consumer tries again, for ever."""


@dataclass(frozen=True, slots=True)
class Reacting:
    """Gives the commands that events call for, at most one each.

    `name` is part of every command's id: it never changes. `apply` and `forget` are what a
    `Consumer` asks for. A command that is refused has its event parked, in sight of whoever
    looks after the service, and what follows in its stream waits.
    """

    name: str
    handling: CommandHandling
    react: React
    clock: Clock = system_clock

    async def apply(self, connection: Connection, events: Sequence[Incoming]) -> None:
        """Give the commands in the order of the events; raises the first `Refusal`, or `NotNow`."""
        for event in events:
            reaction = await self.react(connection, event)
            if reaction is not None:
                reach("reaction.decided")
                await self._give(reaction, event)
                reach("reaction.sent")

    async def forget(self, _connection: Connection, _source: Source) -> None:
        """Undo nothing: what was done stays done, and is recognised when it is asked for again."""

    async def _give(self, reaction: Reaction, event: Incoming) -> None:
        try:
            await self.handling.handle(*reaction, self._request(event))
        except (Conflict, InFlight, OutcomeUnknown, Overloaded) as refusal:
            raise NotNow(refusal.code) from refusal

    def _request(self, event: Incoming) -> Request:
        command_id = uuid5(uuid5(_HANDLERS, self.name), str(event.id))
        return Request(
            command_id=command_id,
            # The same event may be read by a newer build that makes another command of it.
            fingerprint=hashlib.sha256(command_id.bytes).digest(),
            principal=Principal(f"{ROLE}:{self.name}", roles=frozenset({ROLE})),
            moment=self.clock(),
            correlation_id=event.correlationid,
            causation_id=event.id,
            traceparent=event.traceparent,
            demonstration=event.demonstration,
            provenance=event.provenance,
        )
