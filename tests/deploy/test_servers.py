"""The embedded servers start, serve, survive -9 and end with whoever started them."""

from pathlib import Path

import asyncpg
import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer
from aiokafka.admin import AIOKafkaAdminClient, NewTopic

from deploy.local.kafka import Kafka
from deploy.local.ports import free_port
from deploy.local.processes import StartFailed
from tests.servers import OwnKafka


@pytest.mark.postgres
async def test_each_test_gets_an_empty_database(database: str) -> None:
    connection = await asyncpg.connect(database)
    try:
        assert await connection.fetchval("select count(*) from pg_stat_user_tables") == 0
    finally:
        await connection.close()


@pytest.mark.kafka
async def test_a_broker_killed_with_9_keeps_what_it_has_acknowledged(own_kafka: OwnKafka) -> None:
    await _publish(own_kafka.bootstrap, "kept", b"before")
    await own_kafka.kill()
    await own_kafka.start()
    assert await _first(own_kafka.bootstrap, "kept") == b"before"


@pytest.mark.kafka
async def test_a_broker_that_loses_its_disk_starts_empty(own_kafka: OwnKafka) -> None:
    await _publish(own_kafka.bootstrap, "lost", b"before")
    await own_kafka.wipe()
    await own_kafka.start()
    admin = AIOKafkaAdminClient(bootstrap_servers=own_kafka.bootstrap)
    await admin.start()
    try:
        assert "lost" not in await admin.list_topics()
    finally:
        await admin.close()


@pytest.mark.kafka
async def test_a_broker_does_not_take_the_answers_of_another_on_its_port_for_its_own(
    kafka: OwnKafka, tmp_path: Path
) -> None:
    port = int(kafka.bootstrap.rpartition(":")[2])
    late = Kafka(tmp_path / "kafka", tmp_path / "kafka.log", (port, free_port()))
    with pytest.raises(StartFailed, match="Kafka did not start"):
        await late.start()
    await late.stop()


@pytest.mark.kafka
async def test_the_shared_broker_takes_and_gives_records(kafka: OwnKafka) -> None:
    await _publish(kafka.bootstrap, "shared-broker", b"hello")
    assert await _first(kafka.bootstrap, "shared-broker") == b"hello"


async def _publish(bootstrap: str, topic: str, value: bytes) -> None:
    admin = AIOKafkaAdminClient(bootstrap_servers=bootstrap)
    await admin.start()
    try:
        await admin.create_topics([NewTopic(topic, 1, 1)])
    finally:
        await admin.close()
    producer = AIOKafkaProducer(bootstrap_servers=bootstrap, acks="all")
    await producer.start()
    try:
        await producer.send_and_wait(topic, value)
    finally:
        await producer.stop()


async def _first(bootstrap: str, topic: str) -> bytes:
    consumer = AIOKafkaConsumer(topic, bootstrap_servers=bootstrap, auto_offset_reset="earliest")
    await consumer.start()
    try:
        value: bytes = (await consumer.getone()).value
    finally:
        await consumer.stop()
    return value
