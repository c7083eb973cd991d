"""Read a topic from its beginning with a client that has nothing of ours in it (librdkafka)."""

import json
import uuid
from dataclasses import dataclass
from typing import Any

from confluent_kafka import Consumer, KafkaException

QUIET_SECONDS = 3.0


@dataclass(frozen=True)
class Record:
    key: str
    headers: dict[str, str]
    data: Any


def read_topic(bootstrap: str, topic: str) -> list[Record]:
    """Return all records there are now, in the order of the log."""
    consumer = Consumer(
        {
            "bootstrap.servers": bootstrap,
            "group.id": f"witness-{uuid.uuid4()}",
            "auto.offset.reset": "earliest",
            "enable.auto.commit": False,
        }
    )
    consumer.subscribe([topic])
    try:
        records: list[Record] = []
        while batch := _next(consumer, patience=15.0 if not records else QUIET_SECONDS):
            records += batch
        return records
    finally:
        consumer.close()


def _next(consumer: Consumer, patience: float) -> list[Record]:
    found = []
    for message in consumer.consume(500, timeout=0.5) or consumer.consume(1, timeout=patience):
        if error := message.error():
            raise KafkaException(error)
        headers = {name: _text(value) for name, value in dict(message.headers() or []).items()}
        key, value = message.key() or b"", message.value()
        found.append(Record(key.decode(), headers, value and json.loads(value)))
    return found


def _text(value: str | bytes | None) -> str:
    return value.decode() if isinstance(value, bytes) else value or ""
