"""What must be true in the end, whatever happened: nothing lost, nothing twice, all in order."""

import asyncio
from collections.abc import Iterable
from uuid import UUID

from kernel.store import Recorded
from tests.kernel.kafka.toy import BulbFitted, LightSwitched
from tests.kernel.light import BulbReplaced, codec
from tests.simulation.view import Applied, Parked, Part, Parts
from tests.simulation.world import LED, BulbFittedLater, Violation, World


async def settle(world: World, patience: float) -> None:
    """Wait until all that is stored has arrived. Raises `Violation`."""
    until = world.loop.now + patience
    while wrong := _differs(world):
        world.check()
        if world.loop.now > until:
            raise Violation(f"after {patience:.0f} seconds of peace {wrong}")
        await asyncio.sleep(1.0)
    world.check()
    _in_order(world.database.view)
    _in_order(world.others.view)


def published(world: World) -> dict[UUID, int]:
    """Return what must be known outside, id to position: stored events of published types."""
    since = world.service.row.publications
    never = len(world.service.events)

    def said_as(event: Recorded) -> str:
        if event.type != "BulbReplaced":
            return LightSwitched.wire_type
        bulb = codec.decode(event.type, event.schema_version, event.data)
        later = bulb == BulbReplaced(LED)
        return BulbFittedLater.wire_type if later else BulbFitted.wire_type

    return {
        event.id: event.position
        for event in world.service.events
        if event.position > since.get(said_as(event), never)
    }


def _differs(world: World) -> str | None:
    if world.service.row.position < len(world.service.events):
        return f"the relay stands at {world.service.row.position} of {len(world.service.events)}"
    expected = published(world)
    for name, database in (("the view", world.database), ("someone new", world.others)):
        if wrong := _wrong(expected, database.view.values()):
            return f"{name} {wrong}"
    return None


def _wrong(expected: dict[UUID, int], parts: Iterable[Part]) -> str | None:
    known: dict[UUID, int] = {}
    for part in parts:
        everything: list[Applied | Parked] = [*part.applied, *part.letters]
        for one in everything:
            if one.id in known:
                return f"has {one.position} twice"
            known[one.id] = one.position
    missing = sorted(expected[id_] for id_ in expected.keys() - known.keys())
    if missing:
        return f"has not heard of {missing}"
    beyond = sorted(known[id_] for id_ in known.keys() - expected.keys())
    return f"knows {beyond}, which are not published" if beyond else None


def _in_order(view: Parts) -> None:
    """Positions grow, and no event of a stream is applied after one that is parked."""
    for part in view.values():
        held_up = {letter.stream: letter.position for letter in reversed(part.letters)}
        for one in part.applied:
            if one.position > held_up.get(one.stream, one.position):
                raise Violation(
                    f"{one.position} is applied, {held_up[one.stream]} before it is not"
                )
