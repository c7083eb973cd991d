"""The relay's heartbeat: how far a service has published, so that silence differs from absence.

One record per source on its compacted status topic. A view that has applied every event up to
`published` stands at `scanned`: what lies between was private. `scanned` goes back while a relay
sends again what a broker has lost.
"""

from datetime import datetime

import msgspec

from kernel.kafka.cloudevents import Garbage, Record
from kernel.kafka.topics import Source

MAX_BYTES = 4096


class Heartbeat(msgspec.Struct, frozen=True, kw_only=True):
    """`lag` is the number of stored events not yet scanned; `at` the relay's clock."""

    unit: str
    service: str
    scanned: int
    published: int
    storeepoch: int
    at: datetime
    lag: int = 0

    @property
    def source(self) -> Source:
        return Source(self.unit, self.service)


_decoder = msgspec.json.Decoder(Heartbeat)
_MAX_NUMBER = (1 << 63) - 1


def encode(heartbeat: Heartbeat) -> bytes:
    return msgspec.json.encode(heartbeat)


def parse(record: Record, source: Source) -> Heartbeat | Garbage:
    """Read a record of the source's status topic; whatever is wrong with it makes it `Garbage`."""
    if record.value is None or len(record.value) > MAX_BYTES:
        return Garbage(record, "a heartbeat without data, or a large one")
    try:
        beat = _decoder.decode(record.value)
    except (msgspec.MsgspecError, RecursionError, UnicodeDecodeError) as error:
        return Garbage(record, f"no heartbeat: {error}")
    if beat.source != source or record.key != str(source).encode():
        return Garbage(record, "a heartbeat of another source than its topic's")
    numbers = (beat.scanned, beat.published, beat.storeepoch, beat.lag)
    if beat.at.tzinfo is None or not all(0 <= number <= _MAX_NUMBER for number in numbers):
        return Garbage(record, "a heartbeat with a value out of range")
    return beat
