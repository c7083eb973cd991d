"""Load, gather facts, ask whether it may be, decide, append."""

import asyncio
import random
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from uuid_utils.compat import uuid7

from kernel.codec import EventCodec
from kernel.crash_points import reach
from kernel.decider import Decider, replay
from kernel.events import Meta, encode_meta
from kernel.identity import Principal
from kernel.refusals import Conflict, InFlight, KeyReused, Refusal, Stale, TooLarge
from kernel.store import (
    MAX_EVENT_BYTES,
    Append,
    EventStore,
    NewEvent,
    Outcome,
    Recorded,
    Stream,
    Write,
)

ATTEMPTS = 4
"""How often a command is decided again when another writer got there first."""


class Archived(Refusal):
    """This file is closed; it can be read but no longer changed."""

    in_other_languages = {"fr": "Ce dossier est clos ; il se lit mais ne se modifie plus."}  # noqa: RUF012


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """How a command arrived.

    `fingerprint` is the hash of what was asked: with the same `command_id` and another
    fingerprint nothing is done. `expected_version` is what the caller had read (If-Match).
    """

    command_id: UUID
    fingerprint: bytes
    principal: Principal
    moment: datetime
    correlation_id: UUID
    causation_id: UUID | None = None
    traceparent: str | None = None
    demonstration: bool = False
    provenance: str | None = None
    expected_version: int | None = None


@dataclass(frozen=True, slots=True)
class Handled:
    """The answer to a command: the stream's version and the last position it stands for."""

    id: UUID
    version: int
    position: int


@dataclass(frozen=True, slots=True)
class HandledAll:
    """The answer to many commands: how many events they made, and the last position."""

    events: int
    position: int


class SomeRefused(Exception):
    """Nothing was done: `refusals` by the place of each refused command among those given."""

    def __init__(self, refusals: Mapping[int, Refusal]) -> None:
        super().__init__(sorted(refusals))
        self.refusals = refusals


@dataclass(slots=True)
class Gathering:
    """What a facts loader may ask: the moment, the actor, the store, sibling aggregates.

    `state` is what is decided on, so that the loader knows which siblings it names.
    """

    store: EventStore
    request: Request
    state: Any = None
    held: dict[Stream, int] = field(default_factory=dict)

    async def state_of(self, aggregate: "Aggregate", id_: UUID, *, hold: bool = False) -> Any:
        """Return the sibling's state, `INITIAL` if it has no events.

        With `hold` the append fails and the command is decided again if the sibling changes
        meanwhile: use it where a rule would otherwise be broken by two simultaneous commands.
        """
        stream = Stream(aggregate.category, id_)
        state, version = await aggregate.current(self.store, stream)
        if hold:
            self.held[stream] = version
        return state


@dataclass(frozen=True, slots=True)
class Aggregate:
    """One kind of stream: its rules, its codec, and the loader of the facts its rules need."""

    category: str
    decider: Decider[Any, Any, Any, Any]
    codec: EventCodec[Any]
    gather: Callable[[Gathering, UUID, Any], Awaitable[Any]]

    async def current(self, store: EventStore, stream: Stream) -> tuple[Any, int]:
        """Return the state of a stream and its version."""
        history = await store.load(stream)
        events = (self.codec.decode(e.type, e.schema_version, e.data) for e in history)
        return replay(self.decider, events), len(history)


class CommandHandling:
    """Handles the commands of one service over its store."""

    def __init__(self, store: EventStore) -> None:
        self.store = store
        self._in_flight: set[UUID] = set()

    async def handle(
        self, aggregate: Aggregate, id_: UUID, command: Any, request: Request
    ) -> Handled:
        """Decide on the latest history and append, again if another writer got there first.

        Deciding again is safe because deciders are pure: only the winning attempt leaves a
        trace. A command that is already true appends nothing and answers where the stream
        stands. Raises the decider's `Refusal`, `NotAllowed`, `Stale`, `KeyReused`, `InFlight`,
        `TooLarge`, `Conflict` after `ATTEMPTS` lost races, and what the store's `append` raises.
        """
        if request.command_id in self._in_flight:
            raise InFlight
        self._in_flight.add(request.command_id)
        try:
            return await self._handle(aggregate, Stream(aggregate.category, id_), command, request)
        finally:
            self._in_flight.discard(request.command_id)

    async def handle_all(
        self, aggregate: Aggregate, commands: Sequence[tuple[UUID, Any]], request: Request
    ) -> HandledAll:
        """Do all of the commands or none, in one append; no two are about the same id.

        Raises `SomeRefused` with every refusal, and else what `handle` raises.
        """
        if request.command_id in self._in_flight:
            raise InFlight
        self._in_flight.add(request.command_id)
        try:
            return await self._handle_all(aggregate, commands, request)
        finally:
            self._in_flight.discard(request.command_id)

    async def _handle_all(
        self, aggregate: Aggregate, commands: Sequence[tuple[UUID, Any]], request: Request
    ) -> HandledAll:
        for attempt in range(ATTEMPTS):
            if receipt := await self.store.receipt(request.command_id):
                if receipt.fingerprint != request.fingerprint:
                    raise KeyReused
                first, last = receipt.first_position, receipt.last_position
                return HandledAll(last - first + 1, last)
            writes = await self._decide_all(aggregate, commands, request)
            events = sum(len(write.events) for write in writes)
            if not events:
                return HandledAll(0, await self.store.head())
            append = Append(request.command_id, request.fingerprint, writes)
            outcome = await self.store.append(append)
            match outcome.status:
                case "ok":
                    return HandledAll(events, outcome.last_position or 0)
                case "archived":
                    raise Archived
                case "key_reused":
                    raise KeyReused
                case "conflict":
                    await asyncio.sleep(random.uniform(0, 0.005) * 2**attempt)  # noqa: S311
        raise Conflict

    async def _decide_all(
        self, aggregate: Aggregate, commands: Sequence[tuple[UUID, Any]], request: Request
    ) -> Sequence[Write]:
        written: dict[Stream, Write] = {}
        held: dict[Stream, Write] = {}
        refusals: dict[int, Refusal] = {}
        for place, (id_, command) in enumerate(commands):
            stream = Stream(aggregate.category, id_)
            try:
                history = await self.store.load(stream)
                write, others = await self._decide(aggregate, stream, history, command, request)
            except Refusal as refusal:
                refusals[place] = refusal
            else:
                held |= {other.stream: other for other in others}
                if write.events:
                    written[stream] = write
        if refusals:
            raise SomeRefused(refusals)
        return [*written.values(), *(w for at, w in held.items() if at not in written)]

    async def _handle(
        self, aggregate: Aggregate, stream: Stream, command: Any, request: Request
    ) -> Handled:
        for attempt in range(ATTEMPTS):
            outcome = await self._attempt(aggregate, stream, command, request)
            if isinstance(outcome, Handled):
                return outcome
            match outcome.status:
                case "ok":
                    last = outcome.last_position
                    return Handled(stream.id, outcome.versions[0], last or 0)
                case "archived":
                    raise Archived
                case "duplicate":
                    return await self._answer_again(stream, outcome.last_position or 0)
                case "key_reused":
                    raise KeyReused
                case "conflict":
                    await asyncio.sleep(random.uniform(0, 0.005) * 2**attempt)  # noqa: S311
        raise Conflict

    async def _attempt(
        self, aggregate: Aggregate, stream: Stream, command: Any, request: Request
    ) -> Outcome | Handled:
        history = await self.store.load(stream)
        # Asked after the load: an earlier try of this command that is in the history has a receipt.
        if receipt := await self.store.receipt(request.command_id):
            if receipt.fingerprint != request.fingerprint:
                raise KeyReused
            return await self._answer_again(stream, receipt.last_position)
        version = len(history)
        if request.expected_version not in {None, version}:
            raise Stale(version=version)
        write, held = await self._decide(aggregate, stream, history, command, request)
        if not write.events:
            return Handled(stream.id, version, history[-1].position if history else 0)
        return await self.store.append(
            Append(request.command_id, request.fingerprint, [write, *held])
        )

    async def _decide(
        self,
        aggregate: Aggregate,
        stream: Stream,
        history: Sequence[Recorded],
        command: Any,
        request: Request,
    ) -> tuple[Write, Sequence[Write]]:
        """Return what the command writes, perhaps nothing, and the siblings it relies on."""
        state = replay(
            aggregate.decider,
            (aggregate.codec.decode(e.type, e.schema_version, e.data) for e in history),
        )
        gathering = Gathering(self.store, request, state)
        facts = await aggregate.gather(gathering, stream.id, command)
        aggregate.decider.may(request.principal, command, state, facts)
        reach("command.authorised")
        events = aggregate.decider.decide(command, state, facts)
        marked = request.demonstration or _is_demonstration(history)
        new = _new(aggregate, events, request, demonstration=marked) if events else ()
        held = [Write(other, seen) for other, seen in gathering.held.items() if other != stream]
        return Write(stream, len(history), new), held

    async def _answer_again(self, stream: Stream, position: int) -> Handled:
        """Say what was said the first time, whatever has happened since."""
        (last,) = await self.store.read(position - 1, 1)
        return Handled(stream.id, last.version, last.position)


_meta = msgspec.json.Decoder(Meta)


def _is_demonstration(history: Sequence[Recorded]) -> bool:
    """Whether something in the history was made up: then what follows from it is not real."""
    return bool(history) and _meta.decode(history[-1].meta).demonstration


def _new(
    aggregate: Aggregate, events: Sequence[Any], request: Request, *, demonstration: bool
) -> list[NewEvent]:
    meta = encode_meta(
        Meta(
            command_id=request.command_id,
            actor=request.principal.subject,
            organisation=request.principal.organisation,
            roles=tuple(sorted(request.principal.roles)),
            occurred_at=request.moment,
            correlation_id=request.correlation_id,
            causation_id=request.causation_id,
            traceparent=request.traceparent,
            demonstration=demonstration,
            provenance=request.provenance,
        )
    )
    new = [NewEvent(uuid7(), *aggregate.codec.encode(event), meta) for event in events]
    if any(len(event.data.encode()) > MAX_EVENT_BYTES for event in new):
        raise TooLarge(most_bytes=MAX_EVENT_BYTES)
    return new
