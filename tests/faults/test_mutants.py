"""Each guard of the pipeline, taken away, is missed: the checker then finds what it prevents."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import NamedTuple, TypeAlias

import pytest
from aiokafka import AIOKafkaProducer
from aiokafka.admin import AIOKafkaAdminClient

from kernel import crash_points
from kernel.kafka import topics
from tests.faults import mutants, onto
from tests.faults.checker import check
from tests.faults.small import Small
from tests.kernel.kafka.reading import log

pytestmark = [pytest.mark.faults, pytest.mark.kafka, pytest.mark.postgres]

WITHIN = 30.0
"""Seconds in which the sound pipeline is done, however busy the machine."""
TOO_LATE = 4.0
"""Seconds after which a mutant will never be."""
Trial: TypeAlias = Callable[[Small, float], Awaitable[None]]


async def a_command_is_repeated(world: Small, within: float) -> None:
    async with world.publishing():
        for _ in range(2):
            await world.ask(1)
        await world.settled(within)


async def many_expect_one_version(world: Small, within: float) -> None:
    async with world.publishing():
        await world.ask(1)
        await asyncio.gather(*(world.ask(watts, expected=1) for watts in range(2, 10)))
        await world.settled(within)


async def the_commit_fails(world: Small, within: float) -> None:
    async with world.publishing():
        await world.ask(1)
        crash_points.arm("batch.sent:1:raise")
        await world.ask(2)
        await world.settled(within)


def crash_at(point: str) -> Trial:
    async def trial(world: Small, within: float) -> None:
        for watts in range(1, 4):
            await world.ask(watts)
        armed = crash_points.arm(f"{point}:1:raise")
        async with world.publishing():
            await world.settled(within)
        assert armed.fired

    return trial


async def the_topic_is_emptied(world: Small, within: float) -> None:
    async with world.publishing():
        for watts in range(1, 4):
            await world.ask(watts)
        await world.settled(WITHIN)
        await _deleted(world)
        await asyncio.sleep(1.5)
        await world.ask(4)
        await world.settled(within)


async def records_come_again(world: Small, within: float) -> None:
    async with world.publishing():
        for watts in range(1, 4):
            await world.ask(watts)
        await world.settled(WITHIN)
        assert await asyncio.to_thread(onto.repeat, world.bootstrap, world.topic, 0.0) == 3
        await world.has_read(6, WITHIN)
        await world.settled(within)


async def a_log_has_lost_its_middle(world: Small, within: float) -> None:
    """As a broker that lost a suffix leaves it, which a relay then goes on with, and repairs."""
    for watts in range(1, 5):
        await world.ask(watts)
    async with world.publishing(to_a_reader=False):
        await world.published()
    records = await log(world.bootstrap, world.topic)
    await _deleted(world)
    await topics.create(world.bootstrap, world.relay.source)
    async with AIOKafkaProducer(bootstrap_servers=world.bootstrap) as producer:
        for record in (records[number - 1] for number in (1, 2, 4, 3, 4)):
            await producer.send_and_wait(
                record.topic, record.value, key=record.key, headers=list(record.headers)
            )
    async with world.consuming():
        await world.settled(within)


async def _deleted(world: Small) -> None:
    admin = AIOKafkaAdminClient(bootstrap_servers=world.bootstrap)
    await admin.start()
    await admin.delete_topics([world.topic])
    await admin.close()


EFFECTS_ARE_LOST = crash_at("consumer.applied")


class Case(NamedTuple):
    mutate: Callable[[pytest.MonkeyPatch], None]
    trial: Trial
    finds: str
    despite: frozenset[str] = frozenset()
    """What the trial itself has done to the topic, which readers have to live with."""


CASES = {
    "receipts": Case(mutants.receipts_off, a_command_is_repeated, "idempotency-key-two-effects"),
    "version check": Case(mutants.version_check_off, many_expect_one_version, "lost-update"),
    "answer after commit": Case(mutants.answer_before_commit, the_commit_fails, "lost-in-store"),
    "mark after acknowledgement": Case(
        mutants.marked_before_sent, crash_at("relay.selected"), "lost-in-topic"
    ),
    "reconciling": Case(mutants.reconciling_off, the_topic_is_emptied, "lost-in-topic"),
    "duplicates dropped": Case(mutants.duplicates_applied, records_come_again, "duplicate-in-view"),
    "chain of positions": Case(
        mutants.chain_not_looked_at,
        a_log_has_lost_its_middle,
        "lost-in-view",
        frozenset({"order-in-topic"}),
    ),
    "mark with the effects": Case(mutants.mark_before_effects, EFFECTS_ARE_LOST, "lost-in-view"),
    "effects with the mark": Case(mutants.effects_apart, EFFECTS_ARE_LOST, "duplicate-in-view"),
    "nothing skipped": Case(mutants.errors_skipped, EFFECTS_ARE_LOST, "lost-in-view"),
}


SOUND = {case.trial: guard for guard, case in CASES.items()}.values()
"""Each trial once."""


@pytest.mark.usefixtures("unarmed")
@pytest.mark.parametrize("guard", SOUND)
async def test_the_sound_pipeline_passes_the_trial(world: Small, guard: str) -> None:
    await CASES[guard].trial(world, WITHIN)
    kinds = {finding.kind for finding in check(await world.take_down())}
    assert kinds <= CASES[guard].despite


@pytest.mark.usefixtures("unarmed")
@pytest.mark.parametrize("guard", CASES)
async def test_without_the_guard_the_checker_objects(
    world: Small, guard: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    CASES[guard].mutate(monkeypatch)
    await CASES[guard].trial(world, TOO_LATE)
    assert CASES[guard].finds in {finding.kind for finding in check(await world.take_down())}
