"""A store that was put back to an earlier state: who notices, who begins anew, what is lost."""

from uuid import UUID, uuid4

import asyncpg
import pytest

from kernel.kafka.lease import Deposed, Lease, Tail
from kernel.postgres.pool import pool as open_pool
from kernel.postgres.rewinding import Begun, begin_epoch, follow
from tests import servers
from tests.kernel.kafka import toy
from tests.kernel.kafka.conftest import Service
from tests.kernel.kafka.reading import applied, consumer, eventually, header, log, running
from tests.kernel.kafka.test_relay import relay
from tests.kernel.light import SwitchedOn

pytestmark = [pytest.mark.kafka, pytest.mark.postgres]


async def put_back(service: Service, to: int) -> None:
    """Leave the store as a restore does: as it was at a position, the relay's marks included."""
    for table, column in (("events", "position"), ("receipts", "last_position")):
        await service.pool.execute(f"DELETE FROM store.{table} WHERE {column} > $1", to)
    await service.pool.execute(
        "UPDATE store.streams s SET version = e.version FROM (SELECT stream_id, max(version) AS"
        " version FROM store.events GROUP BY 1) e WHERE e.stream_id = s.stream_id"
    )
    await service.pool.execute("UPDATE store.relay SET position = $1, reached = $1", to)
    await service.pool.execute("UPDATE store.relay_tails SET position = $1, kafka_offset = 0", to)


async def begun(service: Service) -> Begun:
    async with service.pool.acquire() as connection:
        return await begin_epoch(connection)


async def lost(service: Service) -> list[tuple[int, UUID]]:
    rows = await service.pool.fetch("SELECT * FROM store.lost_events ORDER BY epoch, position")
    return [(row["position"], row["event_id"]) for row in rows]


async def test_readers_drop_what_a_store_that_was_put_back_has_no_more_and_all_say_which(
    service: Service, reader: asyncpg.Pool, kafka: servers.OwnKafka, unit: str
) -> None:
    light, topic = uuid4(), f"{unit}.light.events.v1"
    view = consumer(reader, kafka.bootstrap, unit)
    async with running(view.run()):
        it = relay(service, kafka.bootstrap, unit)
        async with running(it.run()):
            await toy.append(service.store, light, *[SwitchedOn()] * 30)
            await eventually(lambda: _stands(reader, 30))
        told = {
            each.offset: UUID(header(each, "ce_id")) for each in await log(kafka.bootstrap, topic)
        }
        await put_back(service, 20)
        epoch = await begun(service)
        again = relay(service, kafka.bootstrap, unit)
        async with running(again.run()):
            await toy.append(service.store, light, *[SwitchedOn()] * 5)
            await eventually(lambda: _stands(reader, 25))
            await eventually(lambda: _examined(service))
    assert epoch.rewound_to == 20
    assert await reader.fetchval("SELECT min(epoch) FROM applied") == epoch.epoch
    assert await lost(service) == [(place + 1, told[place]) for place in range(20, 30)]
    (noticed,) = await reader.fetch("SELECT * FROM store.rewinds")
    assert (noticed["source"], noticed["epoch"], noticed["position"]) == (f"{unit}.light", 1, 30)
    assert (noticed["new_epoch"], noticed["rewound_to"]) == epoch


async def test_a_second_restore_from_an_older_backup_is_no_repetition_of_the_first(
    service: Service, reader: asyncpg.Pool, kafka: servers.OwnKafka, unit: str
) -> None:
    """The backup knows nothing of the epoch that the first restore had announced."""
    view = consumer(reader, kafka.bootstrap, unit)
    async with running(view.run()):
        for kept in (20, 15):
            it = relay(service, kafka.bootstrap, unit)
            async with running(it.run()):
                await toy.append(service.store, uuid4(), *[SwitchedOn()] * 10)
                await toy.append(service.store, uuid4(), *[SwitchedOn()] * 10)
                head = await service.store.head()
                await eventually(lambda head=head: _stands(reader, head))
            await put_back(service, kept)
            await service.pool.execute("UPDATE store.meta SET epoch = 1")
            await service.pool.execute("TRUNCATE store.epochs, store.lost_events")
            await begun(service)
        it = relay(service, kafka.bootstrap, unit)
        async with running(it.run()):
            await eventually(lambda: _stands(reader, 15))
            await eventually(lambda: _examined(service))
    places = [position for position, _ in await lost(service)]
    assert sorted(places) == sorted([*range(16, 21), *range(21, 41)])


async def test_a_store_of_an_epoch_before_the_brokers_publishes_nothing(
    service: Service, kafka: servers.OwnKafka, unit: str
) -> None:
    """Readers would take what it says for repetitions."""
    await toy.switch(service.store, lights=1, times=30)
    it = relay(service, kafka.bootstrap, unit)
    async with running(it.run()):
        await eventually(lambda: it.health().scanned == 30)
        await begun(service)
        await eventually(lambda: _published(kafka, unit, 60))
    await service.pool.execute("UPDATE store.meta SET epoch = 1")
    await service.pool.execute("UPDATE store.relay SET store_epoch = 1")
    await eventually(lambda: service.store.epoch == 1)
    it = relay(service, kafka.bootstrap, unit)
    async with running(it.run()):
        await eventually(lambda: "epoch" in (it.health().halted or ""))
    assert len(await log(kafka.bootstrap, f"{unit}.light.events.v1")) == 60


async def test_a_reader_put_back_with_its_source_goes_on_and_never_sees_what_is_lost(
    service: Service, reader: asyncpg.Pool, kafka: servers.OwnKafka, unit: str
) -> None:
    light = uuid4()
    it, view = relay(service, kafka.bootstrap, unit), consumer(reader, kafka.bootstrap, unit)
    async with running(it.run(), view.run()):
        await toy.append(service.store, light, *[SwitchedOn()] * 15)
        await eventually(lambda: _stands(reader, 15))
    async with running(it.run()):
        await toy.append(service.store, light, *[SwitchedOn()] * 15)
        await eventually(lambda: it.health().scanned == 30)
    await put_back(service, 20)
    epoch = await begun(service)
    async with reader.acquire() as connection:
        await follow(connection, f"{unit}.light", epoch)
    it, view = relay(service, kafka.bootstrap, unit), consumer(reader, kafka.bootstrap, unit)
    async with running(it.run(), view.run()):
        await eventually(lambda: _stands(reader, 20))
        await toy.append(service.store, light, *[SwitchedOn()] * 2)
        await eventually(lambda: _stands(reader, 22))
    told = await reader.fetch("SELECT epoch, max(position) FROM applied GROUP BY 1 ORDER BY 1")
    assert [tuple(row) for row in told] == [(1, 15), (epoch.epoch, 22)]
    assert await reader.fetchval("SELECT count(*) FROM store.rewinds") == 0


async def test_a_source_of_several_partitions_is_forgotten_once(
    service: Service, reader: asyncpg.Pool, kafka: servers.OwnKafka, unit: str
) -> None:
    """What one partition has said anew is not undone when another gets there."""
    it = relay(service, kafka.bootstrap, unit, partitions=3)
    view = consumer(reader, kafka.bootstrap, unit)
    async with running(it.run(), view.run()):
        await toy.switch(service.store, lights=10, times=3)
        await eventually(lambda: _stands(reader, 30))
        await put_back(service, 20)
        epoch = await begun(service)
        await eventually(lambda: _stands(reader, 20))
        await toy.switch(service.store, lights=10, times=3)
        await eventually(lambda: _stands(reader, 50))
    noticed = await reader.fetch("SELECT partition, position, new_epoch FROM store.rewinds")
    assert sorted(row["partition"] for row in noticed) == [0, 1, 2]
    assert max(row["position"] for row in noticed) == 30
    assert {row["new_epoch"] for row in noticed} == {epoch.epoch}
    marks = await reader.fetch("SELECT epoch FROM store.checkpoints")
    assert {row["epoch"] for row in marks} == {epoch.epoch}


async def test_readers_hear_of_a_store_that_has_nothing_left_to_say(
    service: Service, reader: asyncpg.Pool, kafka: servers.OwnKafka, unit: str
) -> None:
    """No event of the new epoch tells them: the heartbeat does."""
    view = consumer(reader, kafka.bootstrap, unit, on_status=None)
    async with running(view.run()):
        it = relay(service, kafka.bootstrap, unit)
        async with running(it.run()):
            await toy.switch(service.store, lights=2, times=5)
            await eventually(lambda: _stands(reader, 10))
        await put_back(service, 0)
        await begun(service)
        again = relay(service, kafka.bootstrap, unit)
        async with running(again.run()):
            await eventually(lambda: _stands(reader, 0))
            await toy.switch(service.store, lights=1, times=3)
            await eventually(lambda: _stands(reader, 3))
    (noticed,) = await reader.fetch("SELECT epoch, position, rewound_to FROM store.rewinds")
    assert tuple(noticed) == (1, 10, None)


async def test_a_leader_of_the_time_before_moves_no_mark_of_a_store_that_was_put_back(
    service: Service, unit: str
) -> None:
    """Not even when as many have led since as had led between the backup and the restore."""
    name, topic = f"{unit}.light", f"{unit}.light.events.v1"
    before = [Lease(service.pool, name, topic, f"before-{n}") for n in range(3)]
    for lease in before:
        assert await lease.take() is not None
        await lease.resign()
    await service.pool.execute("UPDATE store.relay SET epoch = 1")  # as the backup has it
    assert await before[-1].take() is not None
    await service.pool.execute("UPDATE store.relay SET epoch = 1")
    await begun(service)
    after = Lease(service.pool, name, topic, "after")
    term = await after.take()  # at once: nobody holds it any more
    assert term is not None
    for lease in before:
        with pytest.raises(Deposed):
            await lease.checkpoint(99, {0: Tail(99, 99)})
        with pytest.raises(Deposed):
            await lease.renew()
    await after.checkpoint(0, {})
    assert await service.pool.fetchval("SELECT max(position) FROM store.relay") == 0


async def test_two_epochs_are_never_the_same(database: str, service: Service) -> None:
    found = [(await begun(service)).epoch for _ in range(3)]
    assert found == sorted(set(found))
    assert found[0] > 1
    pool = await open_pool(database, size=1)
    try:
        assert await pool.fetchval("SELECT epoch FROM store.meta") == found[-1]
    finally:
        await pool.close()


async def _stands(pool: asyncpg.Pool, last: int) -> bool:
    return await applied(pool) == list(range(1, last + 1))


async def _examined(service: Service) -> bool:
    waiting = await service.pool.fetchval(
        "SELECT count(*) FROM store.epochs WHERE examined_at IS NULL"
    )
    return bool(waiting == 0)


async def _published(kafka: servers.OwnKafka, unit: str, records: int) -> bool:
    return len(await log(kafka.bootstrap, f"{unit}.light.events.v1")) == records
