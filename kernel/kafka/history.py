"""All that a source has published so far, from its first record on, applied in memory.

The same steps as in `applying`, without a transaction for each: who rebuilds a view writes it once.
"""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import Final, TypeAlias

from aiokafka import AIOKafkaConsumer
from aiokafka.structs import ConsumerRecord, TopicPartition

from kernel.kafka.applying import ATTEMPTS
from kernel.kafka.breaker import MOST_PARKED, TooManyParked
from kernel.kafka.chain import NOTHING, Mark, follow
from kernel.kafka.closing import closed
from kernel.kafka.cloudevents import Garbage, Incoming, Record, parse
from kernel.kafka.contracts import Contracts, Unreadable
from kernel.kafka.dead_letters import Letter
from kernel.kafka.garbled import Garbled, answered
from kernel.kafka.topics import Source
from kernel.kafka.unreadable import Steps, batch_at

Take: TypeAlias = Callable[[Sequence[ConsumerRecord]], Awaitable[bool]]
"""Takes records in their order; whether there may be more."""

BATCH: Final = 2000
FETCH_BYTES: Final = 8 << 20
POLL_MS: Final = 1000
ANSWER_SECONDS: Final = 30.0


@dataclass(eq=False)
class History:
    """How far a partition has been read, and what of it could not be applied.

    `apply` leaves nothing behind when it raises; `forget` undoes all that was applied.
    """

    source: Source
    contracts: Contracts
    apply: Callable[[Incoming], None]
    forget: Callable[[], None]
    mark: Mark = NOTHING
    offset: int | None = None
    """Where the last record that was applied, or parked, stood."""
    applied: int = 0
    letters: list[Letter] = field(default_factory=list)
    garbage: list[Garbage] = field(default_factory=list)
    _held_up: set[object] = field(default_factory=set)

    def take(self, records: Sequence[Record]) -> bool:
        """Apply what is new; return whether there may be more.

        After a record that proves a loss there is not: what to do about it knows the consumer,
        which goes on from here. Raises `TooManyParked`.
        """
        parsed = [parse(record, self.source) for record in records]
        events = [each for each in parsed if isinstance(each, Incoming)]
        if len(events) < len(parsed):
            self.garbage += [each for each in parsed if isinstance(each, Garbage)]
        while events:
            followed = follow(self.mark, events)
            for event in followed.fresh:
                self._apply(event)
                self.offset = event.offset
            self.mark = followed.mark
            if followed.why == "loss":
                return False
            events = events[followed.read :]
            if followed.why == "rewound":
                self._begin_anew(events[0].storeepoch)
        return True

    def _apply(self, event: Incoming) -> None:
        if event.subject in self._held_up:
            self.letters.append(Letter(event, "blocked", "waits behind a parked event", 0))
            return
        try:
            known = self.contracts.decode(event)
        except Unreadable as error:
            self._park(Letter(event, "parked", str(error)))
            return
        if known is None:
            return
        try:
            self.apply(known)
        except Exception as error:  # noqa: BLE001 - whatever a handler raises, others must go on
            self._park(Letter(event, "parked", f"{type(error).__name__}: {error}", ATTEMPTS))
        else:
            self.applied += 1

    def _park(self, letter: Letter) -> None:
        self.letters.append(letter)
        self._held_up.add(letter.event.subject)
        if len(self._held_up) > MOST_PARKED:
            raise TooManyParked(f"more than {MOST_PARKED} of {self.source}")

    def _begin_anew(self, epoch: int) -> None:
        if self.mark.epoch > NOTHING.epoch:
            self.forget()
        self.mark, self.offset, self.applied = Mark(epoch, 0), None, 0
        self.letters.clear()
        self._held_up.clear()


async def read(
    bootstrap: str, tp: TopicPartition, since: int, take: Take, until: int | None = None
) -> None:
    """Let a partition's records be taken, from an offset on until `take` wants no more.

    Ends before the offset `until`, without it where the partition ends now. Raises `KafkaError`,
    and `TimeoutError` from a broker that says nothing.
    """
    client = AIOKafkaConsumer(
        bootstrap_servers=bootstrap,
        enable_auto_commit=False,
        isolation_level="read_committed",
        max_partition_fetch_bytes=FETCH_BYTES,
    )
    async with closed(client.stop):
        await client.start()
        client.assign([tp])
        if until is None:
            until = (await client.end_offsets([tp]))[tp]
        await _read(client, bootstrap, _Stretch(tp, since, until), take)


@dataclass
class _Stretch:
    tp: TopicPartition
    at: int
    until: int


async def _read(client: AIOKafkaConsumer, bootstrap: str, stretch: _Stretch, take: Take) -> None:
    tp, steps = stretch.tp, Steps(BATCH)
    client.seek(tp, stretch.at)
    while stretch.at < stretch.until:
        try:
            async with answered(ANSWER_SECONDS):
                polled = await client.getmany(tp, timeout_ms=POLL_MS, max_records=steps.size)
        except Garbled:
            if steps.garbled():
                stretch.at = (await batch_at(bootstrap, tp, stretch.at)).end
            client.seek(tp, stretch.at)
            continue
        for records in polled.values():
            steps.taken(len(records))
            stretch.at = records[-1].offset + 1
            # What is fetched may go beyond what is asked for.
            asked = [record for record in records if record.offset < stretch.until]
            if asked and not await take(asked):
                return
