"""What happens in a run: commands and faults at moments that the seed draws, then peace."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any, Final, TypeAlias

from kernel.kafka.lease import TTL_SECONDS
from tests.kernel.light import BulbReplaced, SwitchedOn
from tests.simulation import promises
from tests.simulation.group import SESSION_SECONDS
from tests.simulation.log import Stored
from tests.simulation.loop import Process
from tests.simulation.wire import Server
from tests.simulation.world import PATIENCE_SECONDS, Build, World

G8_SECONDS: Final = 30.0
LONG: Final = 20
MOST_EPOCHS: Final = 4
"""Whatever is parked is parked again in each: of more, the source is halted by design."""
Fault: TypeAlias = Callable[[World], Coroutine[Any, Any, None]]


async def play(world: World) -> None:
    """Raises `Violation`."""
    rng = world.rng
    world.service.back_up()
    world.database.back_up()
    known = [*FAULTS, *MORE_FAULTS] if world.wide else FAULTS
    faults = rng.sample(known, rng.randint(1, 4))
    running: list[asyncio.Task[None]] = []
    for _ in range(rng.randint(4, 14)):
        for _ in range(rng.choice((0, 1, 1, 4))):
            world.append()
        await asyncio.sleep(rng.choice((0.0, 0.05, 0.5, 2.0)))
        if rng.random() < 0.4:
            fault = rng.choice(faults)
            world.faults[fault.__name__.replace("_", " ")] += 1
            running.append(asyncio.create_task(fault(world)))
        world.check()
    if running:
        await asyncio.wait(running)
    for task in running:
        task.result()
    await heal(world)
    await promises.settle(world, PATIENCE_SECONDS)


async def grow_again_unseen(world: World) -> None:
    """A log loses its end and grows again to the same length before its readers are back.

    Nothing else is said afterwards that would tell them.
    """
    for _ in range(3):
        world.append(SwitchedOn())
    await asyncio.sleep(5.0)
    await litter(world)
    await asyncio.sleep(5.0)
    world.log.hidden_until = world.loop.now + 15.0
    world.log.partitions[0].cut(1)
    world.append(SwitchedOn())
    await asyncio.sleep(15.0)
    world.start_witness()
    await promises.settle(world, G8_SECONDS)


async def read_long_logs(world: World) -> None:
    """A log that takes long to read has a record that hangs on what comes behind it.

    A new leader, of whom the broker knew nothing yet, sent it before it noticed the loss.
    """
    for _ in range(20 * LONG):
        world.append(SwitchedOn())
        if not len(world.service.events) % LONG:
            await asyncio.sleep(1.0)
    await asyncio.sleep(5.0)
    (await _leader(world)).kill()
    await _leader(world)
    await asyncio.sleep(2.0)
    for partition in world.log.partitions:
        partition.cut(LONG)
    world.append(SwitchedOn())
    await asyncio.sleep(5.0)
    world.start_witness()
    await promises.settle(world, G8_SECONDS)


async def wake_late(world: World) -> None:
    """Someone who led marks as done what it had read, when another one sends again what was lost.

    What it marks is nobody else's business, so that no record tells whoever leads after them.
    """
    for _ in range(8):
        world.append(SwitchedOn())
    await asyncio.sleep(5.0)
    first = await _leader(world)
    world.append(BulbReplaced(40))
    await asyncio.sleep(world.rng.uniform(0, 0.1))
    world.note(f"{first.name} is stopped")
    first.stop()
    for partition in world.log.partitions:
        partition.cut(3)
    second = await _leader(world)
    await asyncio.sleep(world.rng.uniform(0, 0.3))
    world.note(f"{second.name} is killed, {first.name} goes on for a moment")
    second.kill()
    first.go_on()
    await asyncio.sleep(world.rng.uniform(0, 0.1))
    first.kill()
    for process in list(world.relays):
        world.restart(process)
    world.start_witness()
    await promises.settle(world, G8_SECONDS)


async def _leader(world: World) -> Process:
    while (leader := world.leader) is None:  # noqa: ASYNC110 - it is watched from outside
        await asyncio.sleep(0.01)
    return leader


async def heal(world: World) -> None:
    world.note("everything is healed")
    for server in (world.broker, world.storage, world.shelf):
        server.away_until = server.flaky_until = 0.0
    for process in (*world.relays, *world.consumers):
        process.go_on()
    world.append(SwitchedOn())
    world.start_witness()


# Faults.


async def kill(world: World, several: list[Process]) -> None:
    process = world.rng.choice(several)
    world.note(f"{process.name} is killed")
    process.kill()
    await asyncio.sleep(world.rng.uniform(0.05, 4))
    world.note(f"{process.name} starts")
    world.restart(process)


async def stop(world: World, process: Process, seconds: float) -> None:
    world.note(f"{process.name} is stopped for {seconds:.1f} s")
    process.stop()
    await asyncio.sleep(seconds)
    world.note(f"{process.name} goes on")
    process.go_on()


async def kill_relay(world: World) -> None:
    await kill(world, world.relays)


async def kill_consumer(world: World) -> None:
    await kill(world, world.consumers)


async def stop_relay(world: World) -> None:
    await stop(world, world.rng.choice(world.relays), world.rng.uniform(0.5, 20))


async def stop_consumer(world: World) -> None:
    process, seconds = world.rng.choice(world.consumers), world.rng.uniform(0.5, 25)
    if seconds > SESSION_SECONDS:
        world.loop.call_later(SESSION_SECONDS, world.groups.rebalance)
    await stop(world, process, seconds)


async def rebalance(world: World) -> None:
    world.note("the group is rebalanced")
    world.groups.rebalance()


async def halt_group(world: World) -> None:
    """Let a group deal nothing out any more, as after a flipped bit in what a member asks for."""
    if name := world.groups.halt():
        world.note(f"{name} deals nothing out any more")


async def disturb(world: World, server: Server, name: str) -> None:
    seconds = world.rng.uniform(0.2, 8)
    if world.rng.random() < 0.5:
        world.note(f"{name} is away for {seconds:.1f} s")
        server.away_until = world.loop.now + seconds
    else:
        world.note(f"{name} is flaky for {seconds:.1f} s")
        server.flaky_until = world.loop.now + seconds
    await asyncio.sleep(seconds)


async def disturb_broker(world: World) -> None:
    await disturb(world, world.broker, "the broker")


async def disturb_storage(world: World) -> None:
    await disturb(world, world.storage, "the service's database")


async def disturb_shelf(world: World) -> None:
    await disturb(world, world.shelf, "the view's database")


async def cut(world: World) -> None:
    """Lose an acknowledged suffix, as in a power cut."""
    if world.log.partitions:
        partition = world.rng.choice(world.log.partitions)
        records = world.rng.randint(1, 6)
        world.note(f"partition {partition.number} loses {records} records")
        partition.cut(records)


async def lose_power(world: World) -> None:
    """Lose what was not on the disk yet; readers come back after the relay."""
    rng, seconds = world.rng, world.rng.uniform(0.2, 3)
    world.note(f"the broker loses its power for {seconds:.1f} s")
    world.broker.away_until = world.loop.now + seconds
    await asyncio.sleep(seconds)
    for partition in world.log.partitions:
        partition.cut(rng.randint(0, 5))
    world.log.hidden_until = world.loop.now + rng.uniform(0, 4)


async def wipe(world: World) -> None:
    keep = world.rng.random() < 0.5
    world.note(
        "the broker's disk is emptied" if keep else "another cluster takes the broker's place"
    )
    world.log.wipe(keep_topic=keep)


async def repeat(world: World) -> None:
    """Write records again that are there, as a second writer would."""
    for partition in world.log.partitions:
        if partition.records:
            first = world.rng.randrange(len(partition.records))
            copies = partition.records[first : first + world.rng.randint(1, 5)]
            world.note(f"{len(copies)} records of partition {partition.number} are there again")
            for record in copies:
                partition.put(record)
    world.log.grown()


async def litter(world: World) -> None:
    """Write a record that is no event."""
    for partition in world.log.partitions:
        if partition.records:
            world.note(f"garbage in partition {partition.number}")
            record = world.rng.choice(partition.records)
            spoilt = [
                record._replace(value=None),
                record._replace(headers=()),
                record._replace(key=b"?"),
            ]
            if world.wide:
                spoilt += [
                    record._replace(value=b"\xff{"),
                    record._replace(headers=_altered(record, "ce_source", b"urn:nobody")),
                    record._replace(headers=_altered(record, "ce_position", b"-1")),
                ]
            partition.put(world.rng.choice(spoilt))
    world.log.grown()


def _altered(record: Stored, name: str, value: bytes) -> list[tuple[str, bytes | None]]:
    return [(each, value if each == name else said) for each, said in record.headers]


async def pause_leader(world: World) -> None:
    """Stop the one that leads until its lease has run out, and let it go on beside the next."""
    if (leader := world.leader) is not None:
        await stop(world, leader, TTL_SECONDS + world.rng.uniform(0.1, 10))


async def deliver_again(world: World) -> None:
    """Deliver to a consumer again what it has just read, as after its offset was lost."""
    records = world.rng.randint(1, 20)
    world.note(f"{records} records are delivered again")
    world.groups.deliver_again(records)


async def step_clock(world: World) -> None:
    """Let the clock by which leases run out jump, either way."""
    seconds = world.rng.uniform(-60, 60)
    world.note(f"the database's clock jumps by {seconds:.1f} s")
    world.service.clock += seconds


async def begin_epoch(world: World) -> None:
    """Say that the past was put back, while all goes on; it is the same past."""
    if world.partitions == 1 and world.service.epoch < MOST_EPOCHS:
        world.note("a new epoch is announced")
        world.service.begin_epoch()


async def depose(world: World) -> None:
    world.note("the lease is free")
    world.service.row.until = float("-inf")


async def back_up(world: World) -> None:
    world.note("backups are made")
    world.service.back_up()
    world.database.back_up()


async def restore_view(world: World) -> None:
    """Restore the view's database: its processes end with it, and begin on what there is."""
    world.note("the view is restored from a backup")
    for process in world.consumers:
        process.kill()
    world.shelf.disconnect()
    world.database.restore(world.rng.randrange(100))
    for process in list(world.consumers):
        world.restart(process)


async def restore_service(world: World) -> None:
    """Restore the service's database: its processes end with it, and begin on what there is."""
    if world.partitions > 1:
        return
    for process in world.relays:
        process.kill()
    world.storage.disconnect()
    position = world.service.restore(world.rng.randrange(100), announced=True)
    world.note(f"the store is restored to position {position}, epoch {world.service.epoch}")
    for process in list(world.relays):
        world.restart(process)
    if world.rng.random() < 0.5:
        await asyncio.sleep(world.rng.uniform(0.5, 5))
        await rebuild(world)


async def rebuild(world: World) -> None:
    world.note("a rebuild begins")
    world.rebuild()


async def upgrade(world: World) -> None:
    """Publish another type of events from now on; the second time one that no reader knows."""
    world.note("a version that publishes more takes over")
    for process in world.relays:
        process.kill()
    world.build = Build(min(world.build + 1, Build.LATER))
    for process in list(world.relays):
        world.restart(process)


FAULTS: Final[list[Fault]] = [
    kill_relay,
    kill_consumer,
    stop_relay,
    stop_consumer,
    rebalance,
    disturb_broker,
    disturb_storage,
    disturb_shelf,
    cut,
    lose_power,
    wipe,
    repeat,
    litter,
    depose,
    back_up,
    restore_view,
    restore_service,
    rebuild,
    rebuild,
    upgrade,
]
MORE_FAULTS: Final[list[Fault]] = [
    pause_leader,
    deliver_again,
    step_clock,
    begin_epoch,
    halt_group,
]
"""Of every other seed: with more kinds at hand, it is seldom that two come together which break
what one of them does not."""
