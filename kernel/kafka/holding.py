"""The partitions that a consumer holds for now: taken, placed at their marks, given up."""

import asyncio
from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field

import structlog
from aiokafka import AIOKafkaConsumer
from aiokafka.structs import TopicPartition

from kernel.kafka import topics
from kernel.kafka.applying import Applier
from kernel.kafka.breaker import Breaker
from kernel.kafka.garbled import understood
from kernel.kafka.patience import Revoked
from kernel.kafka.place import Place
from kernel.kafka.topics import Source

_log = structlog.get_logger(__name__)

REVOKE_SECONDS = 5.0
QUIET_SECONDS = 20.0


@dataclass(eq=False)
class Holding:
    """`places` are partitions of events, `status` those of heartbeats.

    `halted` outlives the loss of a partition.
    """

    applier: Applier
    places: dict[TopicPartition, Place] = field(default_factory=dict)
    status: set[TopicPartition] = field(default_factory=set)
    halted: dict[TopicPartition, str] = field(default_factory=dict)
    _unplaced: set[TopicPartition] = field(default_factory=set)

    def took(self, assigned: Iterable[TopicPartition]) -> None:
        """Note what was assigned; `place` finds its mark before a record of it is applied."""
        for tp in assigned:
            topic = topics.parse(tp.topic)
            if topic is None:
                continue
            if topic.is_status:
                self.status.add(tp)
            else:
                self.places[tp] = Place(tp.topic, tp.partition, topic.source)
            self._unplaced.add(tp)

    async def lost(self, revoked: Iterable[TopicPartition]) -> None:
        """Give partitions up; let running transactions end before another consumer begins."""
        gone = list(revoked)
        places = [self.places[tp] for tp in gone if tp in self.places]
        for place in places:
            place.revoked = True
        try:
            async with asyncio.timeout(REVOKE_SECONDS):
                for place in places:
                    async with place.busy:
                        pass
        except TimeoutError:
            _log.warning("a transaction outlives its partition", reader=self.applier.reader.name)
        for tp in gone:
            self.places.pop(tp, None)
            self.status.discard(tp)
            self._unplaced.discard(tp)

    async def lost_all(self) -> None:
        await self.lost([*self.places, *self.status])

    def placed(self, tp: TopicPartition) -> Place | None:
        """Return where it is read, None while that is not known, and for heartbeats."""
        return None if tp in self._unplaced else self.places.get(tp)

    def offsets(self) -> dict[TopicPartition, int]:
        """Return up to where each partition of events whose place is known has been applied."""
        return {tp: at.offset for tp, at in self.places.items() if tp not in self._unplaced}

    async def place(self, client: AIOKafkaConsumer, at_work: AbstractSet[TopicPartition]) -> None:
        """Go where each newly assigned partition is to be read on; heartbeats from the latest.

        Those `at_work` have records in hand, and are placed once these are applied or left.
        """
        for tp in (self._unplaced & client.assignment()) - at_work:
            place = self.places.get(tp)
            try:
                offset = await self._offset(client, tp, place)
            except Revoked:
                continue
            # It may have been given up meanwhile, or given up and taken again.
            held = tp in self._unplaced and self.places.get(tp) is place
            if held and tp in client.assignment():
                client.seek(tp, offset)
                (client.pause if tp in self.halted else client.resume)(tp)
                self._unplaced.discard(tp)

    async def _offset(
        self, client: AIOKafkaConsumer, tp: TopicPartition, place: Place | None
    ) -> int:
        if place is None:
            with understood():
                end: int = (await client.end_offsets([tp]))[tp]
            return max(0, end - 1)
        place.offset = await self.applier.find(place)
        place.state.halted = self.halted.get(tp)
        return place.offset

    def resume(self, source: Source) -> bool:
        """Let a halted source be placed and read again; return whether it was halted here."""
        found = {tp for tp in self.halted if _is_of(tp, source)}
        for tp in found:
            del self.halted[tp]
            if place := self.places.get(tp):
                place.breaker = Breaker()
                self._unplaced.add(tp)
        return bool(found)

    def read_again_what_is_due(
        self, client: AIOKafkaConsumer, at_work: AbstractSet[TopicPartition]
    ) -> None:
        """Look for missing events from the start of their partition, and behind what is quiet.

        A log that was cut may have grown again to where it is read, and then nobody says so: the
        place is found anew, at the last record applied, and what follows it is read once more.
        """
        for tp, place in self.places.items():
            if tp in at_work or tp not in client.assignment():
                continue
            place.end = client.highwater(tp) or place.end
            place.rereading.come_to(place.offset, place.end)
            quiet = place.is_quiet(QUIET_SECONDS)
            if quiet:
                place.rereading.leave_off()
            if not place.rereading.missing:
                if quiet:
                    self._unplaced.add(tp)
            elif place.rereading.due() and tp not in self.halted:
                place.rereading.begin(place.end)
                place.offset = 0
                client.seek(tp, 0)


def _is_of(tp: TopicPartition, source: Source) -> bool:
    topic = topics.parse(tp.topic)
    return topic is not None and topic.source == source
