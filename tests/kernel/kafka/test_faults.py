"""What relay and consumers survive: a killed broker, a shortened log, an empty disk, a pause."""

import asyncio

import asyncpg
import pytest
from aiokafka.admin import AIOKafkaAdminClient

from tests import servers
from tests.kernel.kafka import toy
from tests.kernel.kafka.conftest import Service
from tests.kernel.kafka.reading import (
    SLOW,
    applied,
    assert_unbroken,
    consumer,
    eventually,
    log,
    positions,
    running,
)
from tests.kernel.kafka.test_relay import relay

pytestmark = [pytest.mark.kafka, pytest.mark.postgres]


async def test_a_broker_killed_in_mid_stream_loses_nothing_and_repeats_nothing_to_readers(
    service: Service, reader: asyncpg.Pool, own_kafka: servers.OwnKafka, unit: str
) -> None:
    it, view = (
        relay(service, own_kafka.bootstrap, unit),
        consumer(reader, own_kafka.bootstrap, unit),
    )
    async with running(it.run(), view.run()):
        last = await toy.switch(service.store, lights=40, times=250)
        await eventually(lambda: it.health().scanned > last // 4)
        await own_kafka.kill()
        last = await toy.switch(service.store, lights=4, times=250)
        await own_kafka.start()
        await eventually(lambda: it.health().scanned == last)
        await eventually(lambda: _has(reader, last))
    records = await log(own_kafka.bootstrap, f"{unit}.light.events.v1")
    assert_unbroken(records)
    assert set(positions(records)) == set(range(1, last + 1))


async def test_an_emptied_disk_is_noticed_and_everything_sent_again_without_a_restart(
    service: Service, reader: asyncpg.Pool, own_kafka: servers.OwnKafka, unit: str
) -> None:
    it = relay(service, own_kafka.bootstrap, unit, reconcile_seconds=1)
    view = consumer(reader, own_kafka.bootstrap, unit)
    async with running(it.run(), view.run()):
        last = await toy.switch(service.store, lights=8, times=250)
        await eventually(lambda: it.health().scanned == last)
        await eventually(lambda: _has(reader, last))
        await own_kafka.wipe()
        await own_kafka.start()
        await eventually(lambda: it.health().republications > 0)
        last = await toy.switch(service.store, lights=2, times=100)
        await eventually(lambda: it.health().scanned == last)
        await eventually(lambda: _has(reader, last))
    records = await log(own_kafka.bootstrap, f"{unit}.light.events.v1")
    assert positions(records) == list(range(1, last + 1))
    assert_unbroken(records)


async def test_a_topic_deleted_under_a_running_relay_comes_back_whole(
    service: Service, reader: asyncpg.Pool, kafka: servers.OwnKafka, unit: str
) -> None:
    it = relay(service, kafka.bootstrap, unit, reconcile_seconds=0.5)
    view = consumer(reader, kafka.bootstrap, unit)
    async with running(it.run(), view.run()):
        last = await toy.switch(service.store, lights=4, times=100)
        await eventually(lambda: _has(reader, last))
        admin = AIOKafkaAdminClient(bootstrap_servers=kafka.bootstrap)
        await admin.start()
        await admin.delete_topics([f"{unit}.light.events.v1"])
        await admin.close()
        await eventually(lambda: it.health().republications > 0)
        last = await toy.switch(service.store, lights=1, times=10)
        await eventually(lambda: _has(reader, last))
    assert positions(await log(kafka.bootstrap, f"{unit}.light.events.v1")) == [*range(1, last + 1)]


async def test_a_log_that_lost_its_end_gets_it_back(
    service: Service, reader: asyncpg.Pool, own_kafka: servers.OwnKafka, unit: str
) -> None:
    it = relay(service, own_kafka.bootstrap, unit, reconcile_seconds=1)
    view = consumer(reader, own_kafka.bootstrap, unit)
    topic = f"{unit}.light.events.v1"
    async with running(it.run(), view.run()):
        for _ in range(5):
            last = await toy.switch(service.store, lights=2, times=100)
            await eventually(lambda wanted=last: it.health().scanned == wanted)
        await eventually(lambda: _has(reader, last))
        await own_kafka.kill()
        _shorten(own_kafka, topic, share=0.6)
        await own_kafka.start()
        kept = positions(await log(own_kafka.bootstrap, topic))
        assert 0 < len(kept) < last
        last = await toy.switch(service.store, lights=2, times=100)
        await eventually(lambda: it.health().scanned == last)
        await eventually(lambda: _has(reader, last))
    records = await log(own_kafka.bootstrap, topic)
    assert set(positions(records)) == set(range(1, last + 1))
    assert_unbroken(records)


async def test_a_log_that_lost_its_end_is_found_after_it_has_grown_again(
    service: Service, kafka: servers.OwnKafka, unit: str
) -> None:
    """As if another relay had written past our marks: end offsets alone do not see it."""
    last = await toy.switch(service.store, lights=2, times=100)
    it = relay(service, kafka.bootstrap, unit)
    async with running(it.run()):
        await eventually(lambda: it.health().scanned == last)
    await service.pool.execute("UPDATE store.relay_tails SET kafka_offset = kafka_offset - 50")
    it = relay(service, kafka.bootstrap, unit)
    async with running(it.run()):
        await eventually(lambda: it.health().republications == 1)
        await eventually(lambda: it.health().scanned == last)
    records = await log(kafka.bootstrap, f"{unit}.light.events.v1")
    assert positions(records) == [*range(1, last + 1), *range(1, last + 1)]


async def test_a_relay_that_slept_through_its_lease_is_deposed(
    service: Service, kafka: servers.OwnKafka, unit: str
) -> None:
    sleeper, other = (relay(service, kafka.bootstrap, unit, lease_seconds=1.0) for _ in range(2))
    async with running(sleeper.run()):
        await eventually(lambda: sleeper.health().leader)
        # Another leader's row, as it stands after a pause of the whole process.
        await service.pool.execute(
            "UPDATE store.relay SET epoch = epoch + 1, owner = 'other',"
            " lease_until = clock_timestamp() + interval '4 s'"
        )
        await toy.switch(service.store, lights=1, times=50)
        await eventually(lambda: not sleeper.health().leader)
        position = await service.pool.fetchval("SELECT position FROM store.relay")
        assert position == 0, "a deposed relay moved the checkpoint"
        async with running(other.run()):
            last = await toy.switch(service.store, lights=1, times=50)
            await eventually(lambda: last in {r.health().scanned for r in (sleeper, other)})
    assert_unbroken(await log(kafka.bootstrap, f"{unit}.light.events.v1"))


async def test_two_relays_that_both_believe_to_lead_cost_duplicates_and_nothing_else(
    service: Service, reader: asyncpg.Pool, kafka: servers.OwnKafka, unit: str
) -> None:
    zealots = [relay(service, kafka.bootstrap, unit, lease_seconds=30.0) for _ in range(2)]
    view = consumer(reader, kafka.bootstrap, unit)
    stop = asyncio.Event()

    async def keep_stealing() -> None:
        while not stop.is_set():
            await service.pool.execute("UPDATE store.relay SET lease_until = '-infinity'")
            await asyncio.sleep(0.05)

    async with running(*[zealot.run() for zealot in zealots], view.run()):
        stealing = asyncio.create_task(keep_stealing())
        async with asyncio.timeout(SLOW):
            while await service.pool.fetchval("SELECT epoch < 6 FROM store.relay") is not False:
                last = await toy.switch(service.store, lights=1, times=200)
                await asyncio.sleep(0.1)
        stop.set()
        await stealing
        await eventually(lambda: last in {zealot.health().scanned for zealot in zealots})
        await eventually(lambda: _has(reader, last))
    assert_unbroken(await log(kafka.bootstrap, f"{unit}.light.events.v1"))


async def test_a_service_that_starts_without_a_broker_publishes_once_there_is_one(
    service: Service, own_kafka: servers.OwnKafka, unit: str
) -> None:
    await own_kafka.kill()
    it = relay(service, own_kafka.bootstrap, unit)
    async with running(it.run()):
        last = await toy.switch(service.store, lights=1, times=10)
        await eventually(lambda: it.health().trouble is not None)
        await own_kafka.start()
        await eventually(lambda: it.health().scanned == last)
        assert it.health().trouble is None


async def test_a_rewound_store_is_published_anew_and_readers_begin_anew(
    service: Service, reader: asyncpg.Pool, kafka: servers.OwnKafka, unit: str
) -> None:
    it, view = relay(service, kafka.bootstrap, unit), consumer(reader, kafka.bootstrap, unit)
    async with running(it.run(), view.run()):
        last = await toy.switch(service.store, lights=1, times=30)
        await eventually(lambda: _has(reader, last))
        await service.pool.execute("DELETE FROM store.events WHERE position > 20")
        await service.pool.execute("UPDATE store.meta SET epoch = epoch + 1")
        await eventually(lambda: _has(reader, 20))
        assert await reader.fetchval("SELECT min(epoch) FROM applied") == 2


async def test_a_store_that_lost_events_unsaid_stops_its_relay(
    service: Service, kafka: servers.OwnKafka, unit: str
) -> None:
    last = await toy.switch(service.store, lights=1, times=30)
    it = relay(service, kafka.bootstrap, unit)
    async with running(it.run()):
        await eventually(lambda: it.health().scanned == last)
    # What a restore from a backup leaves: the marks of then, and none of the events since.
    await service.pool.execute("DELETE FROM store.events WHERE position > 20")
    await service.pool.execute("UPDATE store.relay SET position = 20")
    await service.pool.execute("UPDATE store.relay_tails SET position = 20, kafka_offset = 19")
    it = relay(service, kafka.bootstrap, unit)
    async with running(it.run()):
        await eventually(lambda: it.health().halted is not None)
    assert positions(await log(kafka.bootstrap, f"{unit}.light.events.v1")) == [*range(1, 31)]


async def _has(pool: asyncpg.Pool, last: int) -> bool:
    return await applied(pool) == list(range(1, last + 1))


def _shorten(kafka: servers.OwnKafka, topic: str, share: float) -> None:
    """Lose the end of a log, as a power cut loses what was acknowledged but never flushed."""
    (segment,) = (kafka.data / f"{topic}-0").glob("*.log")
    with segment.open("r+b") as file:
        file.truncate(int(segment.stat().st_size * share))
