"""Put onto a topic what should not be there, with a client that has nothing of ours in it."""

import logging
import uuid
from typing import Final

from confluent_kafka import Consumer, Producer, TopicPartition

SECONDS: Final = 5.0
_quiet = logging.getLogger("librdkafka")
_quiet.setLevel(logging.CRITICAL)  # a broker that is away is the point
MOST: Final = 200
FORGED: Final[list[tuple[str, str | bytes | None]]] = [
    ("content-type", b"application/json"),
    ("ce_specversion", b"1.0"),
    ("ce_source", b"/units/xx/partnerships"),
    ("ce_unit", b"xx"),
    ("ce_position", b"1"),
    ("ce_prevposition", b"0"),
]


def rubbish(bootstrap: str, topic: str) -> None:
    """Send bytes that are nothing, nothing at all, and what claims to be another's event."""
    producer = _producer(bootstrap)
    producer.produce(topic, b"\xff\x00rubbish", key=b"rubbish")
    producer.produce(topic, None, key=b"rubbish")
    producer.produce(topic, b"{}", key=b"rubbish", headers=FORGED)
    producer.flush(SECONDS)


def repeat(bootstrap: str, topic: str, share: float) -> int:
    """Send some records again that stand after this share of the topic; return how many."""
    settings = {"bootstrap.servers": bootstrap, "group.id": f"again-{uuid.uuid4()}"}
    consumer = Consumer(settings, logger=_quiet)
    try:
        first, end = consumer.get_watermark_offsets(TopicPartition(topic, 0), timeout=SECONDS)
        consumer.assign([TopicPartition(topic, 0, first + int((end - first) * share))])
        records = [each for each in consumer.consume(MOST, timeout=SECONDS) if not each.error()]
    finally:
        consumer.close()
    producer = _producer(bootstrap)
    for record in records:
        producer.produce(topic, record.value(), key=record.key(), headers=record.headers())
    producer.flush(SECONDS)
    return len(records)


def _producer(bootstrap: str) -> Producer:
    settings = {"bootstrap.servers": bootstrap, "message.timeout.ms": 4000}
    return Producer(settings, logger=_quiet)
