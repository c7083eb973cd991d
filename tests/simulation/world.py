"""One run of one seed: a service, its relays, a broker, a view and its consumers, and their faults.

Relays, consumers and the rebuild are the real ones; database, broker and clock are models.
"""

import asyncio
import random
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import IntEnum
from functools import partial
from random import Random
from typing import Any, ClassVar, Final
from unittest import mock
from uuid import UUID

from kernel.events import Seen, encode_meta
from kernel.kafka.cloudevents import Incoming
from kernel.kafka.consumer import Consumer
from kernel.kafka.contracts import Contracts
from kernel.kafka.mapping import ToContract
from kernel.kafka.relay import Relay
from kernel.kafka.topics import Source
from kernel.store import NewEvent
from tests.kernel.kafka import toy
from tests.kernel.light import BulbReplaced, Event, SwitchedOff, SwitchedOn, codec
from tests.simulation.group import Groups
from tests.simulation.log import Log
from tests.simulation.loop import PROCESS, Process, Stuck, VirtualLoop
from tests.simulation.producing import broker_fault, connecting
from tests.simulation.rebuilding import Reading, Rebuild
from tests.simulation.service import Service, stream_of
from tests.simulation.view import Database
from tests.simulation.wire import Server

SOURCE: Final = Source("ma", "light")
CONTRACTS: Final = Contracts(toy.Contract)
RELAYS, CONSUMERS, STREAMS = 2, 2, 5
PATIENCE_SECONDS: Final = 400.0
"""After the last fault, until everything that is stored must have arrived."""


class Build(IntEnum):
    """What a service's processes say: each build what the one before says, and more."""

    FIRST, WITH_BULBS, LATER = range(3)


MOST_PARKED: Final = 2
LED: Final = 6
"""Watts of a bulb that only the latest build speaks of, in a version that no reader knows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BulbFittedLater:
    wire_type: ClassVar[str] = "toy.light.BulbFitted.v2"

    light: UUID
    lumen: int


def _with_bulbs(seen: Seen[Any]) -> toy.Contract | None:
    return None if seen.event == BulbReplaced(LED) else toy.switches_and_bulbs(seen)


def _later(seen: Seen[Any]) -> toy.Contract | BulbFittedLater | None:
    if seen.event == BulbReplaced(LED):
        return BulbFittedLater(light=seen.stream.id, lumen=470)
    return toy.switches_and_bulbs(seen)


SAID: Final[Mapping[Build, ToContract]] = {
    Build.FIRST: toy.only_switches,
    Build.WITH_BULBS: _with_bulbs,
    Build.LATER: _later,
}


class Violation(AssertionError):
    """What must never happen has happened."""


@dataclass(frozen=True, slots=True)
class Note:
    """Something that happened, at a virtual second."""

    at: float
    what: str

    def __str__(self) -> str:
        return f"{self.at:9.3f}  {self.what}"


class World:
    def __init__(self, seed: int) -> None:
        self.rng = Random(seed)  # noqa: S311 - to be repeated
        self.loop = VirtualLoop()
        self.notes: list[Note] = []
        self.faults: Counter[str] = Counter()
        self.violation: str | None = None
        self.wide = seed % 2 == 1
        self.build = Build.FIRST
        self.leds = 0
        self.leading: dict[Process, Relay] = {}
        self.poison: set[UUID] = set()
        self.weak: dict[UUID, int] = {}
        self.partitions = self.rng.choice((1, 1, 2))
        self.broker = self._server(broker_fault)
        self.storage = self._server(lambda: ConnectionResetError("the service's database is away"))
        self.shelf = self._server(lambda: ConnectionResetError("the view's database is away"))
        self.log = Log(SOURCE.events, self.partitions)
        self.service = Service(self.storage, self.violated)
        self.database = Database(self.shelf, self.violated, self._fails)
        self.groups = Groups(self.broker, self.log, SOURCE)
        self.others = Database(self.shelf, self.violated, self._fails)
        self.reading = Reading(self.broker, self.log)
        self.connect = connecting(self.broker, self.log)
        self.relays = [self._start(f"relay-{n}", self._relay) for n in range(RELAYS)]
        self.consumers = [self._start(f"consumer-{n}", self._consumer) for n in range(CONSUMERS)]
        self.passing: list[Process] = []
        """Who comes once: someone new who reads everything, or a rebuild."""

    def _server(self, fault: Callable[[], Exception]) -> Server:
        return Server(self.loop, self.rng, fault)

    # What happens, and what must not.

    def note(self, what: str) -> None:
        self.notes.append(Note(self.loop.now, what))

    def violated(self, what: str) -> None:
        self.note(f"VIOLATION {what}")
        self.violation = self.violation or what

    def check(self) -> None:
        """Raise `Violation` if there was one."""
        if self.violation:
            raise Violation(self.violation)
        for failure in self.loop.failures:
            raise Violation(f"nobody looked at {failure.get('exception') or failure['message']!r}")

    # Processes.

    def _start(self, name: str, work: Callable[[], Any]) -> Process:
        process = Process(name, self.loop)
        process.start(self._survive(process, work))
        return process

    async def _survive(self, process: Process, work: Callable[[], Any]) -> None:
        try:
            await work().run()
        except asyncio.CancelledError:
            raise
        except Exception as error:  # noqa: BLE001 - a process that ends by itself is a finding
            if not process.dead:
                self.violated(f"{process.name} ended: {error!r}")

    def restart(self, process: Process) -> None:
        """Start another process in the place of one that was killed."""
        for several, work in ((self.relays, self._relay), (self.consumers, self._consumer)):
            if process in several:
                several[several.index(process)] = self._start(process.name, work)

    @property
    def leader(self) -> Process | None:
        """The process that believes to lead, if one does."""
        there = [process for process in self.relays if not (process.dead or process.stopped)]
        return next((each for each in there if self.leading[each].health().leader), None)

    def _relay(self) -> Relay:
        process = PROCESS.get()
        assert process is not None
        relay = self.leading[process] = Relay(
            self.service,  # type: ignore[arg-type]  # the pool of its database
            self.service,  # type: ignore[arg-type]  # of the store, what relays ask
            "in memory",
            unit=SOURCE.unit,
            service=SOURCE.service,
            codecs=toy.CODECS,
            to_contract=SAID[self.build],
            partitions=self.partitions,
            page=self.rng.choice((1, 3, 10)),
            connect=self.connect,
        )
        return relay

    def start_witness(self) -> None:
        """Let someone who knows nothing read the topic from its beginning."""
        groups = Groups(self.broker, self.log, SOURCE)
        work = partial(self._consumer, self.others, groups)
        self.passing.append(self._start("someone new", work))

    def rebuild(self) -> None:
        """Build the view anew beside the one that serves, and switch."""
        work = partial(
            Rebuild, self.database, self.reading, SOURCE, CONTRACTS, self.partitions, self.note
        )
        self.passing.append(self._start("rebuild", work))

    def _consumer(self, database: Database | None = None, groups: Groups | None = None) -> Consumer:
        return Consumer(
            database or self.database,  # type: ignore[arg-type]  # the pool of its database
            "in memory",
            name="view",
            handle=self.database.handle,
            forget=self.database.forget,
            contracts=CONTRACTS,
            batch=self.rng.choice((1, 4, 20)),
            connect=(groups or self.groups).connected,
        )

    def _fails(self, event: Incoming) -> bool:
        if event.id in self.weak:
            self.weak[event.id] -= 1
            if not self.weak[event.id]:
                del self.weak[event.id]
            return True
        return event.id in self.poison

    # The workload.

    @property
    def _may_be_parked(self) -> bool:
        """Whether such events are few: a source of which much is parked is halted, by design."""
        return len(self.poison) + self.leds < MOST_PARKED

    def append(self, event: Event | None = None) -> None:
        rng = self.rng
        event = event or rng.choice((SwitchedOn(), SwitchedOff(), SwitchedOn(), BulbReplaced(40)))
        if self.wide and event == BulbReplaced(40) and self._may_be_parked and rng.random() < 0.4:
            event, self.leds = BulbReplaced(LED), self.leds + 1
        id_ = UUID(int=rng.getrandbits(128), version=4)
        new = NewEvent(id_, *codec.encode(event), _META)
        stored = self.service.append(stream_of(rng.randrange(STREAMS)), new)
        self.note(
            f"{stored.position} is stored: {stored.type} {str(id_)[:8]} of {stored.stream.id.int}"
        )
        chance = rng.random()
        if chance < 0.03 and self._may_be_parked:
            self.poison.add(id_)
        elif chance < 0.08:
            self.weak[id_] = rng.choice((1, 2))


_META = encode_meta(toy.meta(command_id=UUID(int=1), correlation_id=UUID(int=2)))


def run(seed: int, story: Callable[[World], Any]) -> World:
    """Play a seed's story to its end. Raises nothing: `violation` says what went wrong."""
    random.seed(seed)
    world = World(seed)
    loop = world.loop
    with (
        mock.patch("time.monotonic", loop.time),
        mock.patch("kernel.kafka.history.read", world.reading),
    ):
        try:
            loop.run_until_complete(story(world))
            world.check()
        except Violation as violation:
            world.violation = str(violation)
        except Stuck:
            world.violated("nothing happens any more")
        finally:
            _end(world)
    return world


def _end(world: World) -> None:
    """Let what still runs unwind."""
    for process in (*world.relays, *world.consumers, *world.passing):
        process.kill()

    async def unwind() -> None:
        if others := asyncio.all_tasks() - {asyncio.current_task()}:
            for task in others:
                task.cancel()
            await asyncio.wait(others)

    world.loop.run_until_complete(unwind())
