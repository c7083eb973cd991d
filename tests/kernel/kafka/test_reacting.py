"""A contract event becomes a command, once, whatever is delivered or lost twice."""

from dataclasses import replace
from uuid import UUID, uuid4

import pytest

from kernel.events import Seen, decode
from kernel.handling import Aggregate, CommandHandling, Gathering
from kernel.identity import Principal
from kernel.kafka.cloudevents import Incoming
from kernel.kafka.reacting import NotNow, React, Reacting, Reaction
from kernel.postgres.pool import Connection
from kernel.refusals import NotAllowed, Overloaded, Refusal
from kernel.store import Append, Outcome
from tests.kernel import light
from tests.kernel.kafka import toy
from tests.kernel.kafka.conftest import Service
from tests.kernel.kafka.hearing import KITCHEN, switched
from tests.kernel.light import SwitchedOff, SwitchedOn, SwitchOff, SwitchOn

pytestmark = pytest.mark.postgres

LAMP = UUID(int=7)


async def _power(gathering: Gathering, _id: UUID, _command: object) -> light.Facts:
    return light.Facts(has_power=gathering.request.provenance != "a power cut")


class _ForConsumers:
    """The rules of a light that only listens to other lights."""

    INITIAL = light.INITIAL
    decide = staticmethod(light.decide)
    evolve = staticmethod(light.evolve)

    @staticmethod
    def may(principal: Principal, *_: object) -> None:
        if not principal.has("consumer"):
            raise NotAllowed


LIGHT = Aggregate("light", _ForConsumers(), light.codec, _power)


async def follow(_connection: Connection, event: Incoming) -> Reaction | None:
    """Switch the same light here; of other kinds nothing follows."""
    if not isinstance(event.event, toy.LightSwitched):
        return None
    return Reaction(LIGHT, event.event.light, SwitchOn() if event.event.on else SwitchOff())


def reacting(service: Service, react: React = follow) -> Reacting:
    return Reacting("follow", CommandHandling(service.store), react, lambda: toy.NOON)


async def deliver(service: Service, to: Reacting, *events: Incoming) -> None:
    async with service.pool.acquire() as connection, connection.transaction():
        await to.apply(connection, events)


async def written(service: Service) -> list[Seen[light.Event]]:
    return list(decode({"light": light.codec}, await service.store.read(0, 100)))


async def test_the_command_is_given_once_however_often_the_event_arrives(
    service: Service,
) -> None:
    on, off = switched(1, LAMP), switched(2, LAMP, on=False)

    await deliver(service, reacting(service), on, off)
    await deliver(service, reacting(service), on, off)

    assert [each.event for each in await written(service)] == [SwitchedOn(), SwitchedOff()]


async def test_what_follows_names_the_event_and_keeps_its_marks(service: Service) -> None:
    event = switched(1, LAMP, demonstration=True, provenance="heard in the kitchen")

    await deliver(service, reacting(service), event)

    (meta,) = [each.meta for each in await written(service)]
    assert (meta.causation_id, meta.correlation_id) == (event.id, event.correlationid)
    assert (meta.actor, meta.roles) == ("consumer:follow", ("consumer",))
    assert (meta.demonstration, meta.provenance) == (True, "heard in the kitchen")


async def test_an_event_that_calls_for_nothing_is_passed_over(service: Service) -> None:
    other = switched(1, LAMP, event=toy.BulbFitted(light=LAMP, watts=40))

    await deliver(service, reacting(service), other)

    assert await written(service) == []


async def test_a_refusal_is_raised_so_that_the_event_is_parked_in_sight(service: Service) -> None:
    with pytest.raises(light.NoPower):
        await deliver(service, reacting(service), switched(1, LAMP, provenance="a power cut"))


async def test_two_handlers_of_one_event_give_commands_of_their_own(service: Service) -> None:
    event = switched(1, LAMP)

    async def elsewhere(_connection: Connection, _event: Incoming) -> Reaction:
        return Reaction(LIGHT, uuid4(), SwitchOn())

    await deliver(service, reacting(service), event)
    await deliver(service, replace(reacting(service, elsewhere), name="elsewhere"), event)

    assert len(await written(service)) == 2


class _Full:
    """A store that takes nothing now."""

    async def load(self, *_: object) -> list[object]:
        return []

    async def receipt(self, *_: object) -> None:
        return None

    async def append(self, _append: Append) -> Outcome:
        raise Overloaded


async def test_a_store_that_is_full_is_waited_for_and_no_reason_to_park(service: Service) -> None:
    full = Reacting("follow", CommandHandling(_Full()), follow)  # type: ignore[arg-type]

    with pytest.raises(NotNow) as raised:
        await deliver(service, full, switched(1, LAMP))

    assert not isinstance(raised.value, Refusal)
    assert isinstance(raised.value, OSError), "consumers try again what is an OSError"


async def test_a_source_that_begins_anew_undoes_no_command(service: Service) -> None:
    reaction = reacting(service)
    await deliver(service, reaction, switched(1, LAMP))

    async with service.pool.acquire() as connection, connection.transaction():
        await reaction.forget(connection, KITCHEN)

    assert len(await written(service)) == 1
