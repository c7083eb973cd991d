"""Put onto a topic what should not be there, with a client that has nothing of ours in it."""

import json
import logging
import random
import uuid
from collections.abc import Iterator
from typing import Final, TypeAlias

from confluent_kafka import Consumer, KafkaException, Producer, TopicPartition
from confluent_kafka.admin import AdminClient, NewTopic  # type: ignore[attr-defined]

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


STRANGERS: Final = ("sn", "cd")
"""Units of which nothing of ours runs."""
TOLD: Final = (
    "cic.partnerships.CommuneDreamtOf.v1",
    "cic.partnerships.CommuneRegistered.v9",
    "cic.partnerships.CommuneCodeAssigned.v2",
    "cic.partnerships.CommuneRegistered.v1",
)
"""A type that nobody knows, later versions of known ones, and data that its class refuses."""
HOW_OFTEN: Final = (20, 1, 1, 1)
Record: TypeAlias = tuple[bytes, bytes, list[tuple[str, str | bytes | None]]]


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


def speak_as(unit: str, bootstrap: str, events: int, seed: float) -> None:
    """Publish so many events as a service of another build would, hung on what it said before."""
    topic = f"{unit}.partnerships.events.v1"
    end = _end(bootstrap, topic)
    producer = _producer(bootstrap)
    for key, value, headers in _told(unit, end, events, random.Random(seed)):  # noqa: S311
        producer.produce(topic, value, key=key, headers=headers)
    producer.flush(SECONDS)


def _end(bootstrap: str, topic: str) -> int:
    """Return where the topic ends, which is also the position of its last event; make it first."""
    admin = AdminClient({"bootstrap.servers": bootstrap}, logger=_quiet)
    settings = {"retention.ms": "-1"}
    made = admin.create_topics([NewTopic(topic, 1, config=settings)], operation_timeout=SECONDS)
    try:
        made[topic].result(SECONDS)
    except KafkaException as error:
        if error.args[0].name() != "TOPIC_ALREADY_EXISTS":
            raise
    consumer = Consumer(
        {"bootstrap.servers": bootstrap, "group.id": f"again-{uuid.uuid4()}"}, logger=_quiet
    )
    try:
        _, end = consumer.get_watermark_offsets(TopicPartition(topic, 0), timeout=SECONDS)
    finally:
        consumer.close()
    return int(end)


def _told(unit: str, end: int, events: int, chance: random.Random) -> Iterator[Record]:
    streams = [uuid.UUID(int=chance.getrandbits(128)) for _ in range(max(1, events // 5))]
    at = "2026-01-01T00:00:00Z"
    for position in range(end + 1, end + events + 1):
        key = str(chance.choice(streams))
        headers = {
            "content-type": "application/json",
            "ce_specversion": "1.0",
            "ce_source": f"/units/{unit}/partnerships",
            "ce_unit": unit,
            "ce_type": chance.choices(TOLD, HOW_OFTEN)[0],
            "ce_id": str(uuid.uuid4()),
            "ce_subject": key,
            "ce_partitionkey": key,
            "ce_time": at,
            "ce_recordedtime": at,
            "ce_sequence": f"{position:020}",
            "ce_position": str(position),
            "ce_prevposition": str(position - 1),
            "ce_storeepoch": "1",
            "ce_correlationid": str(uuid.uuid4()),
            "ce_demonstration": "false",
            "ce_fromthefuture": "yes",
        }
        value = json.dumps({"dream": position, "told": [{"in": {"new": "ways"}}]})
        yield key.encode(), value.encode(), list(headers.items())


def _producer(bootstrap: str) -> Producer:
    settings = {"bootstrap.servers": bootstrap, "message.timeout.ms": 4000}
    return Producer(settings, logger=_quiet)
