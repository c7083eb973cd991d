"""Two versions of a service and of its readers side by side on one topic: units upgrade in turn."""

from dataclasses import dataclass
from typing import Any, ClassVar, TypeAlias
from uuid import UUID, uuid4

import asyncpg
import pytest

from kernel.codec import EventCodec
from kernel.events import Seen, encode_meta
from kernel.kafka import inspecting
from kernel.kafka.contracts import Contracts
from kernel.kafka.inspecting import OPEN, Wanted
from kernel.kafka.replaying import Replayed, replay
from kernel.kafka.settling import Act
from kernel.kafka.topics import Source
from kernel.store import ANY_VERSION, Append, EventStore, NewEvent, Stream, Write
from tests import servers
from tests.kernel import light as former_light
from tests.kernel.kafka import toy
from tests.kernel.kafka.conftest import Service
from tests.kernel.kafka.reading import (
    applied,
    assert_unbroken,
    consumer,
    eventually,
    header,
    log,
    positions,
    running,
)
from tests.kernel.kafka.test_relay import relay
from tests.kernel.light import SwitchedOff, SwitchedOn

pytestmark = [pytest.mark.kafka, pytest.mark.postgres]

UPGRADED = Act("operator-1", "this reader knows version 2 now")


@dataclass(frozen=True)
class BulbReplaced:
    """As the next build stores it, version 2: it was `{"watts": 40}`."""

    milliwatts: int
    colour: str = "white"


Event: TypeAlias = SwitchedOn | SwitchedOff | BulbReplaced
NEXT_CODEC: EventCodec[Event] = EventCodec(
    Event, upcasters={BulbReplaced: (lambda old: {"milliwatts": old["watts"] * 1000},)}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class LightSwitchedInRoom:
    """`LightSwitched` with one optional field more: the same version."""

    wire_type: ClassVar[str] = "toy.light.Switched.v1"

    light: UUID
    on: bool
    room: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BulbFitted:
    """What version 1 called watts."""

    wire_type: ClassVar[str] = "toy.light.BulbFitted.v2"

    light: UUID
    milliwatts: int


Next: TypeAlias = LightSwitchedInRoom | BulbFitted | toy.BulbFitted


def next_contract(seen: Seen[Any]) -> Next | None:
    light = seen.stream.id
    match seen.event:
        case BulbReplaced(milliwatts):
            return BulbFitted(light=light, milliwatts=milliwatts)
        case _:
            return LightSwitchedInRoom(light=light, on=True, room="hall")


NEXT: dict[str, Any] = {"codecs": {"light": NEXT_CODEC}, "to_contract": next_contract}
FORMER: dict[str, Any] = {"to_contract": toy.switches_and_bulbs}


async def store_as_next(store: EventStore, light: UUID, *events: Event) -> int:
    """Append as the next build does; return the last position."""
    new = [NewEvent(uuid4(), *NEXT_CODEC.encode(e), encode_meta(toy.meta())) for e in events]
    write = Write(Stream("light", light), ANY_VERSION, new)
    done = await store.append(Append(uuid4(), b"", [write]))
    assert done.last_position is not None
    return done.last_position


async def test_readers_of_both_versions_read_one_topic_and_an_upgrade_heals_what_was_parked(
    service: Service,
    reader: asyncpg.Pool,
    another_reader: asyncpg.Pool,
    kafka: servers.OwnKafka,
    unit: str,
) -> None:
    source, refitted, plain = Source(unit, "light"), uuid4(), uuid4()
    old = consumer(reader, kafka.bootstrap, unit)
    new = consumer(another_reader, kafka.bootstrap, unit, contracts=Contracts(Next))
    async with running(old.run(), new.run()):
        former = relay(service, kafka.bootstrap, unit, **FORMER)
        async with running(former.run()):
            await toy.append(service.store, refitted, former_light.BulbReplaced(40), SwitchedOn())
            await toy.append(service.store, plain, SwitchedOn())
            await eventually(lambda: former.health().scanned == 3)
        upgraded = relay(service, kafka.bootstrap, unit, **NEXT)
        async with running(upgraded.run()):
            await store_as_next(service.store, refitted, BulbReplaced(60_000), SwitchedOn())
            await store_as_next(service.store, plain, SwitchedOff())
            await eventually(lambda: upgraded.health().scanned == 6)
        await eventually(lambda: _is(another_reader, [1, 2, 3, 4, 5, 6]))
        await eventually(lambda: _is(reader, [1, 2, 3, 6]))
    waiting = await inspecting.listed(reader, Wanted(None, OPEN), None, 10)
    assert [(one["position"], one["status"], one["type"]) for one in waiting] == [
        (4, "parked", BulbFitted.wire_type),
        (5, "blocked", LightSwitchedInRoom.wire_type),
    ]
    healed = consumer(reader, kafka.bootstrap, unit, contracts=Contracts(Next))
    assert await replay(healed.applier, source, str(refitted), UPGRADED) == Replayed(2)
    assert await applied(reader) == [1, 2, 3, 4, 5, 6]


async def test_a_former_build_that_leads_steps_aside_for_one_that_can_publish_what_comes(
    service: Service, kafka: servers.OwnKafka, unit: str
) -> None:
    """Never skipped, never published wrongly, and not held up by who cannot read it."""
    light = uuid4()
    former = relay(service, kafka.bootstrap, unit, **FORMER)
    upgraded = relay(service, kafka.bootstrap, unit, **NEXT)
    async with running(former.run()):
        await toy.append(service.store, light, SwitchedOn())
        await eventually(lambda: former.health().scanned == 1)
        async with running(upgraded.run()):
            last = await store_as_next(service.store, light, BulbReplaced(60_000), SwitchedOn())
            await eventually(lambda: upgraded.health().scanned == last)
            assert "NewerSchema" in (former.health().halted or "")
            last = await store_as_next(service.store, light, SwitchedOff())
            await eventually(lambda: upgraded.health().scanned == last)
        # Back to the former build: what it knows of it publishes again.
        last = await toy.append(service.store, light, SwitchedOn())
        await eventually(lambda: former.health().scanned == last)
        assert former.health().halted is None
    records = await log(kafka.bootstrap, f"{unit}.light.events.v1")
    assert_unbroken(records)
    assert sorted(set(positions(records))) == [1, 2, 3, 4, 5]
    types = {int(header(r, "ce_position")): header(r, "ce_type") for r in records}
    assert types[2] == BulbFitted.wire_type


async def test_events_of_all_versions_in_one_store_are_read_by_the_next_build(
    service: Service, kafka: servers.OwnKafka, unit: str
) -> None:
    light = uuid4()
    await toy.append(service.store, light, former_light.BulbReplaced(40))
    last = await store_as_next(service.store, light, BulbReplaced(60_000, "amber"))
    it = relay(service, kafka.bootstrap, unit, **NEXT)
    async with running(it.run()):
        await eventually(lambda: it.health().scanned == last)
    fitted = [record.value for record in await log(kafka.bootstrap, f"{unit}.light.events.v1")]
    assert fitted == [
        f'{{"light":"{light}","milliwatts":{milliwatts}}}'.encode()
        for milliwatts in (40_000, 60_000)
    ]


async def _is(pool: asyncpg.Pool, expected: list[int]) -> bool:
    return await applied(pool) == expected
