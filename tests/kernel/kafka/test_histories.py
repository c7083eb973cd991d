"""Whatever relays, brokers and readers do to one another, each event arrives once.

A model of many relays over one log that is cut and emptied, and one reader that comes and goes.
The rules are the real ones: what a relay does with its findings, and what a reader follows.
"""

from collections.abc import Coroutine
from typing import Any, TypeVar
from uuid import UUID

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from kernel.kafka.chain import NOTHING, Mark, follow
from kernel.kafka.cloudevents import Envelope, Incoming, parse
from kernel.kafka.dead_letters import Kept
from kernel.kafka.lease import Tail
from kernel.kafka.reconcile import Known, Reconciliation, Stretch
from kernel.kafka.topics import Source
from tests.kernel.kafka.publishing import seen

pytestmark = pytest.mark.thorough

T = TypeVar("T")
SOURCE = Source("ma", "light")
ENVELOPE = Envelope(SOURCE)


class Broker:
    """One partition in memory."""

    def __init__(self) -> None:
        self.kept: list[Kept] = []

    async def end_offsets(self, _topic: str, _partitions: int) -> list[int]:
        return [len(self.kept)]

    async def records(self, _topic: str, _partition: int, first: int, until: int) -> Stretch:
        return Stretch(self.kept[first:until], until)

    def append(self, position: int, previous: int) -> int:
        light = UUID(int=position)
        headers = ENVELOPE.headers(seen(position, light), "toy.light.Switched.v1", previous, 1)
        offset = len(self.kept)
        key = str(light).encode()
        self.kept.append(Kept(SOURCE.events, 0, offset, key, b"{}", headers))
        return offset


class Relay:
    """What one relay process holds in memory; `connected` until it meets a fault."""

    def __init__(self) -> None:
        self.term, self.connected = -1, False
        self.cursor = 0
        self.unacknowledged: list[tuple[int, int]] = []


class Reader:
    """A consumer: its database's mark, and where it is in the log."""

    def __init__(self, broker: Broker) -> None:
        self.broker = broker
        self.mark, self.offset, self.kept_offset = NOTHING, 0, 0
        self.tried = self.missing = False
        self.applied: list[int] = []

    def read(self, records: int) -> None:
        """Read on; go back to the start for what is missing, once until `time_passes`."""
        if self.offset > len(self.broker.kept):
            self.offset = 0
        batch = self.broker.kept[self.offset : self.offset + records]
        self.offset += len(batch)
        parsed = [parse(record, SOURCE) for record in batch]
        links = [event for event in parsed if isinstance(event, Incoming)]
        if links and self.mark == NOTHING:
            self.mark = Mark(1, 0)
        while links:
            followed = follow(self.mark, links, step_over_loss=self.missing)
            self.applied += [event.position for event in followed.fresh]
            self.mark, links = followed.mark, links[followed.read :]
            if followed.fresh:
                self.kept_offset = 0 if self.missing else followed.fresh[-1].offset
            if followed.why == "loss" and not self.tried:
                self.offset, self.tried, self.missing = 0, True, False
                return
            self.missing |= followed.why == "loss"

    def time_passes(self) -> None:
        self.tried = self.missing
        if self.missing:
            self.offset, self.missing = 0, False

    def restart(self) -> None:
        """Read on at the last record applied, if it is still there."""
        self.offset, self.tried, self.missing = self.kept_offset, False, False
        there = self.broker.kept[self.offset : self.offset + 1]
        event = parse(there[0], SOURCE) if there else None
        if not isinstance(event, Incoming) or event.position != self.mark.position:
            self.offset = 0

    def read_all(self) -> list[int]:
        """Read as long as it helps; return all that was ever applied."""
        before = -1
        while before < len(self.applied):
            before = len(self.applied)
            for _ in range(2):
                self.read(len(self.broker.kept) + 1)
            self.time_passes()
            self.read(len(self.broker.kept) + 1)
        return self.applied


class World:
    def __init__(self) -> None:
        self.stored = 0
        self.broker = Broker()
        self.relays = [Relay() for _ in range(3)]
        self.term, self.position, self.tail = 0, 0, Tail(0, -1)
        self.reader = Reader(self.broker)

    def store(self, number: int) -> None:
        self.stored += number

    def lead(self, number: int) -> None:
        """Take the lease and reconcile, as a relay does before its first send."""
        relay = self.relays[number % len(self.relays)]
        tails = {0: self.tail} if self.tail.offset >= 0 else {}
        found = _run(
            Reconciliation(self.broker, SOURCE, 1).compare(Known("cluster", 1, tails), "cluster")
        )
        self.tail = found.tails.get(0, Tail(0, -1))
        if found.lost:
            self.position = min(self.position, self.tail.position)
        self.term += 1
        relay.term, relay.connected, relay.cursor = self.term, True, self.position
        relay.unacknowledged = []

    def send(self, number: int, events: int) -> None:
        relay = self.relays[number % len(self.relays)]
        if not relay.connected:
            return
        for _ in range(min(events, self.stored - relay.cursor)):
            offset = self.broker.append(relay.cursor + 1, relay.cursor)
            relay.cursor += 1
            relay.unacknowledged.append((relay.cursor, offset))

    def checkpoint(self, number: int) -> None:
        """Check the acknowledged offsets, then move the marks: only in one's own term."""
        relay = self.relays[number % len(self.relays)]
        if not relay.connected or not relay.unacknowledged:
            return
        if relay.term != self.term:
            relay.connected = False
            return
        for position, offset in relay.unacknowledged:
            if offset <= self.tail.offset:
                relay.connected = False
                return
            self.tail = Tail(position, offset)
            self.position = position
        relay.unacknowledged = []

    def cut(self, records: int) -> None:
        """Lose the end of the log: a connected producer's sequence fits no more."""
        if records:
            del self.broker.kept[-records:]
            for relay in self.relays:
                relay.connected = False

    def empty(self) -> None:
        """Lose the disk: a connected producer notices nothing."""
        self.broker.kept.clear()

    def read(self, records: int) -> None:
        self.reader.read(records)

    def time_passes(self) -> None:
        self.reader.time_passes()

    def restart_reader(self) -> None:
        self.reader.restart()

    def heal(self) -> None:
        """Let everything that is stored be published."""
        self.lead(0)
        self.send(0, self.stored)
        self.checkpoint(0)


def _run(work: Coroutine[Any, Any, T]) -> T:
    """Run a coroutine that waits for nothing."""
    try:
        work.send(None)
    except StopIteration as done:
        result: T = done.value
        return result
    raise AssertionError("it waited")


relays, few = st.integers(0, 2), st.integers(1, 4)
steps = st.one_of(
    st.tuples(st.just("store"), few),
    st.tuples(st.just("lead"), relays),
    st.tuples(st.just("send"), relays, st.integers(1, 12)),
    st.tuples(st.just("send"), relays, few),
    st.tuples(st.just("checkpoint"), relays),
    st.tuples(st.just("cut"), few),
    st.tuples(st.just("empty")),
    st.tuples(st.just("read"), few),
    st.tuples(st.just("time_passes")),
    st.tuples(st.just("restart_reader")),
)


# An emptied log, written to by a relay that no longer leads and begins in the middle.
LATE = (("lead", 0), ("send", 0, 5), ("lead", 1), ("send", 1, 10), ("checkpoint", 1))
# An emptied log whose leader goes on as if nothing had happened.
BLIND = (("lead", 0), ("send", 0, 5), ("checkpoint", 0), ("empty",), ("send", 0, 5))


@settings(max_examples=500, deadline=None)
@example([*LATE, ("empty",), ("send", 0, 3)])
@example([*BLIND, ("checkpoint", 0)])
@given(st.lists(steps, min_size=5, max_size=40))
def test_each_event_arrives_once_and_in_order_at_old_readers_and_new(
    history: list[tuple[Any, ...]],
) -> None:
    world = World()
    world.store(10)
    for name, *arguments in history:
        getattr(world, name)(*arguments)
    world.heal()
    everything = list(range(1, world.stored + 1))
    assert world.reader.read_all() == everything
    assert Reader(world.broker).read_all() == everything
