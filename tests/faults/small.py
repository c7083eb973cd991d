"""The pipeline from command to view within one process, with a ledger of what it promised."""

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import NAMESPACE_OID, UUID, uuid4, uuid5

import asyncpg
import msgspec

from kernel.background import Background, Run
from kernel.events import Meta
from kernel.handling import Aggregate, CommandHandling, Gathering, Request
from kernel.identity import Principal
from kernel.kafka.consumer import Consumer
from kernel.kafka.relay import Relay
from kernel.refusals import OutcomeUnknown, Refusal
from tests.faults.ledger import Attempt, Heard, Ledger, Shown, Stored
from tests.kernel import light
from tests.kernel.kafka import toy
from tests.kernel.kafka.conftest import Service
from tests.kernel.kafka.reading import consumer, eventually
from tests.system.topic import read_messages

NAME = "lights"
_STANDS = """
SELECT count(*), coalesce((SELECT max(position) FROM store.checkpoints), 0) FROM applied
"""
RESIDENT = Principal("account-1", roles=frozenset({"resident"}))


async def _power_is_on(_gathering: Gathering, _id: UUID, _command: object) -> light.Facts:
    return light.Facts(has_power=True)


LIGHT = Aggregate("light", light, light.codec, _power_is_on)


@dataclass(eq=False)
class Small:
    """Bulbs are replaced in one light; the watts of each are the mark of its command."""

    service: Service
    reader: asyncpg.Pool
    bootstrap: str
    relay: Relay
    view: Consumer
    lamp: UUID = field(default_factory=uuid4)
    ledger: Ledger = field(default_factory=Ledger)

    def __post_init__(self) -> None:
        self.handling = CommandHandling(self.service.store)
        self.topic = self.relay.source.events

    async def ask(self, watts: int, *, key: str | None = None, expected: int | None = None) -> None:
        """Ask once, as a client does, and write down what it is told."""
        key = key or f"key-{watts}"
        request = Request(
            command_id=uuid5(NAMESPACE_OID, key),
            fingerprint=str(watts).encode(),
            principal=RESIDENT,
            moment=toy.NOON,
            correlation_id=uuid4(),
            expected_version=expected,
        )
        began, status, said = time.monotonic(), 200, ""
        try:
            command = light.ReplaceBulb(watts)
            handled = await self.handling.handle(LIGHT, self.lamp, command, request)
            said = msgspec.json.encode(handled).decode()
        except Exception as error:  # noqa: BLE001 - whatever it is, the client has no other answer
            certain = isinstance(error, Refusal) and not isinstance(error, OutcomeUnknown)
            status, said = (409 if certain else 500), repr(error)
        self.ledger.add(
            Attempt(
                key=key,
                command=str(request.command_id),
                service=NAME,
                stream=str(self.lamp),
                marks=(str(watts),),
                expected=expected,
                began=began,
                ended=time.monotonic(),
                status=status,
                answer=said,
            )
        )

    @contextlib.asynccontextmanager
    async def publishing(self, *, to_a_reader: bool = True) -> AsyncIterator[None]:
        """Run the relay and the consumer as a service does: what dies is started again."""
        work = {"relay": self.relay.run}
        async with self._kept(work | {"consumer": self.view.run} if to_a_reader else work):
            yield

    def consuming(self) -> contextlib.AbstractAsyncContextManager[None]:
        """Run the consumer alone."""
        return self._kept({"consumer": self.view.run})

    @contextlib.asynccontextmanager
    async def _kept(self, work: Mapping[str, Run]) -> AsyncIterator[None]:
        background = Background(first_pause=0.05, longest_pause=0.2)
        for name, run in work.items():
            background.start(name, run)
        try:
            yield
        finally:
            await background.stop()

    async def settled(self, within: float) -> None:
        """Return once the view has every event and its mark, or when it had time enough for it."""
        until = time.monotonic() + within
        while time.monotonic() < until:
            head = await self.service.store.head()
            ((shown, mark),) = await self.reader.fetch(_STANDS)
            if min(shown, mark) >= head:
                return
            await asyncio.sleep(0.05)

    async def has_read(self, records: int, within: float) -> None:
        """Return once the reader was given so many records, or when it had time enough for it."""
        until = time.monotonic() + within
        while time.monotonic() < until:
            sources = self.view.health().sources.values()
            if sum(each.applied + each.duplicates for each in sources) >= records:
                return
            await asyncio.sleep(0.05)

    async def published(self) -> None:
        """Return once every event is on the topic."""
        head = await self.service.store.head()
        await eventually(lambda: self.relay.health().published >= head)

    async def take_down(self) -> Ledger:
        """Complete the ledger with what the store, the topic and the view hold."""
        marks: dict[int, str] = {}
        for event in await self.service.store.read(0, 10_000):
            marks[event.position] = str(msgspec.json.decode(event.data)["watts"])
            self.ledger.add(
                Stored(
                    service=NAME,
                    position=event.position,
                    stream=str(event.stream.id),
                    version=event.version,
                    id=str(event.id),
                    command=str(msgspec.json.decode(event.meta, type=Meta).command_id),
                    mark=marks[event.position],
                )
            )
        await self._topic_and_view(marks)
        return self.ledger

    async def _topic_and_view(self, marks: dict[int, str]) -> None:
        for message in await asyncio.to_thread(read_messages, self.bootstrap, self.topic):
            headers: dict[str, Any] = dict(message.headers() or [])
            self.ledger.add(
                Heard(
                    service=NAME,
                    offset=message.offset() or 0,
                    position=int(headers["ce_position"]),
                    previous=int(headers["ce_prevposition"]),
                    id=headers["ce_id"].decode(),
                    stream=str(self.lamp),
                    mark="",
                )
            )
        rows = await self.reader.fetch("SELECT position, times FROM applied ORDER BY position")
        shown = [marks[row["position"]] for row in rows for _ in range(row["times"])]
        self.ledger.add(Shown(view="view", service=NAME, stream=str(self.lamp), marks=tuple(shown)))


@contextlib.asynccontextmanager
async def small(
    service: Service, reader: asyncpg.Pool, bootstrap: str, unit: str
) -> AsyncIterator[Small]:
    relay = Relay(
        service.pool,
        service.store,
        bootstrap,
        unit=unit,
        service="light",
        codecs=toy.CODECS,
        to_contract=toy.switches_and_bulbs,
        reconcile_seconds=0.5,
    )
    view = consumer(reader, bootstrap, unit)
    yield Small(service, reader, bootstrap, relay, view)
