"""Copy records that are no events to `<topic>.dlq`, for whoever can make something of the bytes.

A copy is a courtesy: nobody waits for it, and it is left out when the broker does not take it or
too much waits. What is needed to decide stands in `store.dead_letters`.
"""

import asyncio
from collections import deque
from collections.abc import Iterable
from contextlib import suppress
from typing import Final

import structlog
from aiokafka import AIOKafkaProducer
from aiokafka.errors import KafkaError

from kernel.cancelling import end_if_cancelled
from kernel.kafka import topics
from kernel.kafka.closing import closed
from kernel.kafka.cloudevents import Garbage
from kernel.kafka.dead_letters import Reader
from kernel.kafka.garbled import answered
from kernel.kafka.topics import MAX_RECORD_BYTES
from kernel.telemetry import count

ROOM_BYTES: Final = 8 << 20
"""Of copies that wait; further ones are left out and counted."""
ROOM_RECORDS: Final = 1000
SEND_SECONDS: Final = 10.0
_log = structlog.get_logger(__name__)


class DeadTopic:
    """Takes copies at once and sends them when it can, in one process's memory."""

    def __init__(self, bootstrap: str, reader: Reader) -> None:
        self._bootstrap, self._reader = bootstrap, reader
        self._waiting: deque[Garbage] = deque()
        self._bytes = 0
        self._news = asyncio.Event()

    @property
    def waiting(self) -> int:
        """Copies that are not sent yet."""
        return len(self._waiting)

    def offer(self, garbage: Iterable[Garbage]) -> None:
        """Take copies, as many as there is room for."""
        for each in garbage:
            size = _size(each)
            full = len(self._waiting) >= ROOM_RECORDS or self._bytes + size > ROOM_BYTES
            if full or size > MAX_RECORD_BYTES:
                count("consumer.copies_left_out")
                continue
            self._waiting.append(each)
            self._bytes += size
            self._news.set()

    async def run(self) -> None:
        """Send what was offered, until cancelled."""
        while True:
            end_if_cancelled()
            await self._news.wait()
            self._news.clear()
            try:
                async with answered(SEND_SECONDS):
                    await self._send()
            except (KafkaError, OSError) as error:
                _log.warning("copies left out", records=len(self._waiting), error=repr(error))
                count("consumer.copies_left_out", len(self._waiting))
                self._waiting.clear()
                self._bytes = 0

    async def _send(self) -> None:
        made: set[str] = set()
        # Written once in a long while: a producer for each time costs less than one kept open.
        producer = AIOKafkaProducer(
            bootstrap_servers=self._bootstrap, max_request_size=topics.MAX_COPY_BYTES
        )
        async with closed(lambda: _stop(producer)):
            await producer.start()
            while self._waiting:
                record, reason = self._waiting[0]
                if record.topic not in made:
                    await topics.create_copies(self._bootstrap, record.topic)
                    made.add(record.topic)
                about = self._about(record.partition, record.offset, reason)
                headers = [*about, *((name, value or b"") for name, value in record.headers)]
                await producer.send_and_wait(
                    topics.copies_of(record.topic), record.value, key=record.key, headers=headers
                )
                self._bytes -= _size(self._waiting.popleft())

    def _about(self, partition: int, offset: int, reason: str) -> list[tuple[str, bytes]]:
        name, version = self._reader
        return [
            ("dlq_reader", f"{name}.v{version}".encode()),
            ("dlq_partition", b"%d" % partition),
            ("dlq_offset", b"%d" % offset),
            ("dlq_reason", reason.encode("utf-8", "backslashreplace")[:2000]),
        ]


def _size(garbage: Garbage) -> int:
    record = garbage.record
    headers = sum(len(name) + len(value or b"") for name, value in record.headers)
    return len(record.key or b"") + len(record.value or b"") + headers


async def _stop(producer: AIOKafkaProducer) -> None:
    """Send what is on its way still, if that can be done."""
    with suppress(KafkaError, TimeoutError):
        async with asyncio.timeout(SEND_SECONDS):
            await producer.stop()
