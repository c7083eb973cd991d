"""Read a topic from its beginning with a client that has nothing of ours in it (librdkafka)."""

import json
import time
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from confluent_kafka import Consumer, KafkaError, KafkaException, Message, TopicPartition

PATIENCE = 60.0
"""Seconds within which the broker says that the end is reached."""


@dataclass(frozen=True)
class Record:
    key: str
    headers: dict[str, str]
    data: Any


def read_topic(bootstrap: str, topic: str) -> list[Record]:
    """Return all records there are now, in the order of the log."""
    return [_record(message) for message in read_messages(bootstrap, topic)]


def read_messages(bootstrap: str, topic: str) -> list[Message]:
    """Return all there is now, in the order of the log, be it what it may."""
    consumer = Consumer(
        {
            "bootstrap.servers": bootstrap,
            "group.id": f"witness-{uuid.uuid4()}",
            "enable.auto.commit": False,
            "enable.partition.eof": True,
        }
    )
    try:
        partitions = consumer.list_topics(topic, timeout=PATIENCE).topics[topic].partitions
        consumer.assign([TopicPartition(topic, each, 0) for each in partitions])
        return list(_until_the_end(consumer, len(partitions)))
    finally:
        consumer.close()


def _until_the_end(consumer: Consumer, partitions: int) -> Iterator[Message]:
    ended: set[int | None] = set()
    deadline = time.monotonic() + PATIENCE
    while len(ended) < partitions:
        assert time.monotonic() < deadline, f"the end of {partitions - len(ended)} is not in sight"
        for message in consumer.consume(500, timeout=0.5):
            error = message.error()
            if error is None:
                yield message
            elif error.code() == KafkaError._PARTITION_EOF:  # noqa: SLF001 - its public name
                ended.add(message.partition())
            else:
                raise KafkaException(error)


def _record(message: Message) -> Record:
    headers = {name: _text(value) for name, value in dict(message.headers() or []).items()}
    key, value = message.key() or b"", message.value()
    return Record(key.decode(), headers, value and json.loads(value))


def _text(value: str | bytes | None) -> str:
    return value.decode() if isinstance(value, bytes) else value or ""
