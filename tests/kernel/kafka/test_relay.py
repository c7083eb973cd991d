"""What the relay promises while nothing fails."""

import asyncio
import time
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import msgspec
import pytest
from aiokafka.structs import ConsumerRecord

from kernel import clock
from kernel.kafka.broker import Broker
from kernel.kafka.heartbeat import Heartbeat
from kernel.kafka.reconcile import Stretch
from kernel.kafka.relay import Relay
from kernel.kafka.topics import Source
from tests import servers
from tests.faults import clocks
from tests.kernel.kafka import toy
from tests.kernel.kafka.conftest import Service
from tests.kernel.kafka.publishing import ANOTHER_CHECKSUM, NO_UTF_8, Writer
from tests.kernel.kafka.reading import (
    assert_unbroken,
    eventually,
    header,
    log,
    positions,
    running,
)
from tests.kernel.light import BulbReplaced, SwitchedOff, SwitchedOn

BULB = BulbReplaced(40)

pytestmark = [pytest.mark.kafka, pytest.mark.postgres]


def relay(service: Service, bootstrap: str, unit: str, **more: Any) -> Relay:
    known: dict[str, Any] = {"codecs": toy.CODECS, "to_contract": toy.only_switches}
    return Relay(
        service.pool, service.store, bootstrap, unit=unit, service="light", **{**known, **more}
    )


async def test_everything_stored_is_published_in_order_on_an_unbroken_chain(
    service: Service, kafka: servers.OwnKafka, unit: str
) -> None:
    before = await toy.switch(service.store, lights=5, times=100)
    it = relay(service, kafka.bootstrap, unit)
    async with running(it.run()):
        await eventually(lambda: it.health().scanned == before)
        last = await toy.switch(service.store, lights=10, times=300)
        await eventually(lambda: it.health().scanned == last)
    records = await log(kafka.bootstrap, f"{unit}.light.events.v1")
    assert positions(records) == list(range(1, last + 1))
    assert_unbroken(records)


async def test_private_events_move_the_cursor_and_leave_no_hole_in_the_chain(
    service: Service, kafka: servers.OwnKafka, unit: str
) -> None:
    light = uuid4()
    for event in (BULB, SwitchedOn(), BULB, SwitchedOff()):
        await toy.append(service.store, light, event)
    last = await toy.append(service.store, light, BULB)
    it = relay(service, kafka.bootstrap, unit)
    async with running(it.run()):
        await eventually(lambda: it.health().scanned == last)
        assert it.health().published == 4
    records = await log(kafka.bootstrap, f"{unit}.light.events.v1")
    assert [(header(r, "ce_position"), header(r, "ce_prevposition")) for r in records] == [
        ("2", "0"),
        ("4", "2"),
    ]


async def test_the_heartbeat_tells_how_far_everything_was_looked_at(
    service: Service, kafka: servers.OwnKafka, unit: str
) -> None:
    await toy.append(service.store, uuid4(), SwitchedOn(), BULB)
    it = relay(service, kafka.bootstrap, unit, heartbeat_seconds=0.2)
    topic = f"{unit}.light.status.v1"

    async def heard() -> Heartbeat:
        last = (await log(kafka.bootstrap, topic))[-1]
        assert last.key == f"{unit}.light".encode()
        return msgspec.json.decode(last.value, type=Heartbeat)

    async with running(it.run()):
        await eventually(lambda: it.health().scanned == 2)
        await asyncio.sleep(0.5)
        first = await heard()
        assert (first.unit, first.service, first.storeepoch) == (unit, "light", 1)
        assert (first.scanned, first.published, first.lag) == (2, 1, 0)
        await asyncio.sleep(0.5)
        assert (await heard()).at > first.at


async def test_a_heartbeat_is_dated_by_the_clock_that_dates_events_whatever_the_process_shows(
    service: Service,
    kafka: servers.OwnKafka,
    unit: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for module, name in ((time, "time"), (clock, "datetime")):
        monkeypatch.setattr(module, name, getattr(module, name))  # as they are again at the end
    clocks.step(tmp_path / "clock", 3600)
    clocks.keep(tmp_path / "clock")
    it = relay(service, kafka.bootstrap, unit)
    topic = f"{unit}.light.status.v1"
    async with running(it.run()):
        await eventually(lambda: it.health().leader)
        records: list[ConsumerRecord] = []
        while not records:
            records = await log(kafka.bootstrap, topic)
    said = msgspec.json.decode(records[-1].value, type=Heartbeat)
    now = await service.pool.fetchval("SELECT clock_timestamp()")
    assert said.at < now < clock.system_clock() - timedelta(minutes=30)


async def test_a_type_that_is_published_later_is_published_from_then_on_also_when_all_is_sent_again(
    service: Service, kafka: servers.OwnKafka, unit: str
) -> None:
    light = uuid4()
    await toy.append(service.store, light, BULB, SwitchedOn())
    it = relay(service, kafka.bootstrap, unit)
    async with running(it.run()):
        await eventually(lambda: it.health().scanned == 2)
    await toy.append(service.store, light, BULB)
    await service.pool.execute("UPDATE store.relay SET position = 0")
    await service.pool.execute("DELETE FROM store.relay_tails")
    it = relay(service, kafka.bootstrap, unit, to_contract=toy.switches_and_bulbs)
    async with running(it.run()):
        await eventually(lambda: it.health().scanned == 3)
    assert positions(await log(kafka.bootstrap, f"{unit}.light.events.v1")) == [2, 2, 3]


async def test_each_partition_has_its_own_chain_and_a_light_stays_in_one(
    service: Service, kafka: servers.OwnKafka, unit: str
) -> None:
    last = await toy.switch(service.store, lights=20, times=10)
    it = relay(service, kafka.bootstrap, unit, partitions=3)
    async with running(it.run()):
        await eventually(lambda: it.health().scanned == last)
    records = await log(kafka.bootstrap, f"{unit}.light.events.v1", partitions=3)
    assert sorted(positions(records)) == list(range(1, last + 1))
    by_partition = {
        r.partition: [x for x in records if x.partition == r.partition] for r in records
    }
    assert len(by_partition) == 3
    for some in by_partition.values():
        assert_unbroken(some)
    assert len({(r.key, r.partition) for r in records}) == 20


async def test_an_event_too_large_to_send_stops_the_relay_and_is_never_skipped(
    service: Service, kafka: servers.OwnKafka, unit: str
) -> None:
    def swollen(seen: Any) -> Any:
        note = "x" * (3 << 20) if seen.position == 2 else "small"
        return toy.BulbFitted(light=seen.stream.id, watts=40, note=note)

    for _ in range(3):
        await toy.append(service.store, uuid4(), SwitchedOn())
    it = relay(service, kafka.bootstrap, unit, to_contract=swollen, heartbeat_seconds=0.2)
    async with running(it.run()):
        await eventually(lambda: it.health().halted is not None)
        await eventually(lambda: it.health().lag == 2)
        state = it.health()
        assert state.halted is not None
        assert state.halted.startswith("position 2: ")
        assert state.scanned == 1
        before = time.process_time()
        await asyncio.sleep(1)
        assert time.process_time() - before < 0.5, "it waits busily"
    assert positions(await log(kafka.bootstrap, f"{unit}.light.events.v1")) == [1]


async def test_of_two_relays_one_leads_and_the_other_takes_over(
    service: Service, kafka: servers.OwnKafka, unit: str
) -> None:
    first, second = (relay(service, kafka.bootstrap, unit) for _ in range(2))
    async with running(second.run()):
        async with running(first.run()):
            await eventually(lambda: first.health().leader or second.health().leader)
            last = await toy.switch(service.store, lights=3, times=100)
            await eventually(lambda: last in {first.health().scanned, second.health().scanned})
            assert [first.health().leader, second.health().leader].count(True) == 1
        last = await toy.switch(service.store, lights=3, times=100)
        await eventually(lambda: second.health().scanned == last)
    assert positions(await log(kafka.bootstrap, f"{unit}.light.events.v1")) == [*range(1, last + 1)]


@pytest.mark.parametrize("batch", [NO_UTF_8, ANOTHER_CHECKSUM], ids=["header", "compression"])
async def test_one_question_brings_many_records_and_gets_past_bytes_that_nobody_can_decode(
    kafka: servers.OwnKafka, unit: str, batch: bytes
) -> None:
    async with (
        Writer.to(kafka.bootstrap, Source(unit, "light")) as writer,
        Broker.connected(kafka.bootstrap, "asking") as broker,
    ):
        topic = writer.source.events
        await writer.send(*range(1, 301))
        await writer.put_undecodable(batch=batch)
        await broker.know(topic)
        (end,) = await broker.end_offsets(topic, 1)
        told = await broker.records(topic, 0, 200, end - 1)
        assert [record.offset for record in told.records] == list(range(200, 300))
        assert told.end == end - 1
        (one,) = (await broker.records(topic, 0, 250, 251)).records
        assert one.offset == 250
        assert await broker.records(topic, 0, end + 5, end + 6) == Stretch([], end + 6)


async def test_a_relay_goes_on_behind_bytes_that_nobody_can_decode(
    service: Service, kafka: servers.OwnKafka, unit: str
) -> None:
    light = uuid4()
    await toy.append(service.store, light, SwitchedOn())
    it = relay(service, kafka.bootstrap, unit)
    async with running(it.run()):
        await eventually(lambda: it.health().scanned == 1)
    async with Writer.to(kafka.bootstrap, Source(unit, "light")) as writer:
        await writer.put_undecodable()
    await toy.append(service.store, light, SwitchedOff())
    again = relay(service, kafka.bootstrap, unit)
    async with running(again.run()):
        await eventually(lambda: again.health().scanned == 2)
    assert again.health().republications == 0
