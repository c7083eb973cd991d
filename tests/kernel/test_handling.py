import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

import pytest

from kernel.codec import Encoded, EventCodec
from kernel.events import Meta, Seen, decode, encode_meta
from kernel.handling import (
    ATTEMPTS,
    Aggregate,
    Archived,
    CommandHandling,
    Gathering,
    HandledAll,
    Request,
    SomeRefused,
)
from kernel.identity import Principal
from kernel.in_memory import InMemoryStore
from kernel.refusals import Conflict, InFlight, KeyReused, NotAllowed, Refusal, Stale, TooLarge
from kernel.store import (
    ANY_VERSION,
    MAX_EVENT_BYTES,
    Append,
    NewEvent,
    Outcome,
    Receipt,
    Recorded,
    Stream,
    Write,
)
from tests.kernel import light
from tests.kernel.light import BulbReplaced, ReplaceBulb, SwitchedOn, SwitchOff, SwitchOn

RESIDENT = Principal("account-1", roles=frozenset({"resident"}), organisation="house-1")
LAMP = UUID(int=2)
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


async def _power_is_on(_gathering: Gathering, _id: UUID, _command: object) -> light.Facts:
    return light.Facts(has_power=True)


async def _ask_the_circuit(gathering: Gathering, _id: UUID, _command: object) -> light.Facts:
    return light.Facts(await gathering.state_of(CIRCUIT, light.CIRCUIT_ID, hold=True))


CIRCUIT = Aggregate("circuit", light, light.codec, _power_is_on)
LIGHT = Aggregate("light", light, light.codec, _power_is_on)
WIRED = Aggregate("light", light, light.codec, _ask_the_circuit)


def request(**changes: Any) -> Request:
    return replace(
        Request(
            command_id=uuid4(),
            fingerprint=b"switch on",
            principal=RESIDENT,
            moment=NOON,
            correlation_id=uuid4(),
        ),
        **changes,
    )


async def written(store: InMemoryStore) -> list[Seen[Any]]:
    return list(decode({"light": light.codec, "circuit": light.codec}, await store.read(0, 1000)))


async def events(store: InMemoryStore) -> list[light.Event]:
    return [seen.event for seen in await written(store)]


def by_another(stream: Stream, event: light.Event) -> Append:
    meta = Meta(command_id=uuid4(), actor="account-2", occurred_at=NOON, correlation_id=uuid4())
    new = NewEvent(uuid4(), *light.codec.encode(event), encode_meta(meta))
    return Append(uuid4(), b"", [Write(stream, ANY_VERSION, [new])])


class ContestedStore(InMemoryStore):
    """Lets another writer in just before each of the first `rivals` appends."""

    def __init__(self, rivals: int, stream: Stream, event: light.Event) -> None:
        super().__init__()
        self.rivals, self.stream, self.event = rivals, stream, event

    async def append(self, append: Append) -> Outcome:
        if self.rivals:
            self.rivals -= 1
            await super().append(by_another(self.stream, self.event))
        return await super().append(append)


class SharedStore(InMemoryStore):
    """Lets another process handle the same request around a call of this one."""

    def __init__(self, before: str) -> None:
        super().__init__()
        self.before = before
        self.meanwhile: asyncio.Future[Any] | None = None

    async def _elsewhere(self, now: str) -> None:
        if now == self.before and self.meanwhile is None:
            self.meanwhile = asyncio.get_running_loop().create_future()
            answer = await CommandHandling(self).handle(LIGHT, LAMP, SwitchOn(), self.request)
            await super().append(by_another(Stream("light", LAMP), BulbReplaced(9)))
            self.meanwhile.set_result(answer)

    async def load(
        self, stream: Stream, after: int = 0, up_to: int | None = None
    ) -> Sequence[Recorded]:
        await self._elsewhere("load")
        return await super().load(stream, after, up_to)

    async def receipt(self, command_id: UUID) -> Receipt | None:
        await self._elsewhere("receipt")
        return await super().receipt(command_id)

    async def append(self, append: Append) -> Outcome:
        await self._elsewhere("append")
        return await super().append(append)

    request: Request


async def test_it_appends_what_was_decided_and_says_where() -> None:
    store = InMemoryStore()
    handled = await CommandHandling(store).handle(LIGHT, LAMP, SwitchOn(), request())
    assert (handled.id, handled.version, handled.position) == (LAMP, 1, 1)
    assert await events(store) == [SwitchedOn()]


async def test_an_event_remembers_who_asked_and_how() -> None:
    store = InMemoryStore()
    asked = request(demonstration=True, provenance="inferred", causation_id=uuid4())
    await CommandHandling(store).handle(LIGHT, LAMP, SwitchOn(), asked)
    (seen,) = await written(store)
    assert seen.meta.actor == "account-1"
    assert seen.meta.organisation == "house-1"
    assert seen.meta.roles == ("resident",)
    assert seen.meta.occurred_at == asked.moment
    assert seen.meta.command_id == asked.command_id
    assert seen.meta.correlation_id == asked.correlation_id
    assert seen.meta.causation_id == asked.causation_id
    assert seen.meta.demonstration
    assert seen.meta.provenance == "inferred"


async def test_what_follows_from_a_demonstration_is_one() -> None:
    store = InMemoryStore()
    handling = CommandHandling(store)
    await handling.handle(LIGHT, LAMP, SwitchOn(), request(demonstration=True))
    await handling.handle(LIGHT, LAMP, SwitchOff(), request())
    await handling.handle(LIGHT, UUID(int=3), SwitchOn(), request())
    assert [seen.meta.demonstration for seen in await written(store)] == [True, True, False]


async def test_it_decides_again_when_another_writer_got_there_first() -> None:
    store = ContestedStore(ATTEMPTS - 1, Stream("light", LAMP), BulbReplaced(40))
    handled = await CommandHandling(store).handle(LIGHT, LAMP, SwitchOn(), request())
    assert handled.version == ATTEMPTS
    assert await events(store) == [*[BulbReplaced(40)] * (ATTEMPTS - 1), SwitchedOn()]


async def test_it_decides_on_what_the_other_writer_has_done() -> None:
    store = ContestedStore(1, Stream("light", LAMP), SwitchedOn())
    with pytest.raises(light.BulbIsHot):
        await CommandHandling(store).handle(LIGHT, LAMP, ReplaceBulb(60), request())


async def test_it_gives_up_after_so_many_lost_races() -> None:
    store = ContestedStore(ATTEMPTS, Stream("light", LAMP), BulbReplaced(40))
    with pytest.raises(Conflict):
        await CommandHandling(store).handle(LIGHT, LAMP, SwitchOn(), request())
    assert await events(store) == [BulbReplaced(40)] * ATTEMPTS


@pytest.mark.parametrize(
    ("principal", "refusal"), [(RESIDENT, light.BulbIsHot), (Principal("visitor"), NotAllowed)]
)
async def test_a_refused_command_leaves_no_trace(
    principal: Principal, refusal: type[Refusal]
) -> None:
    store = InMemoryStore()
    handling = CommandHandling(store)
    await handling.handle(LIGHT, LAMP, SwitchOn(), request())
    refused = request(principal=principal)
    with pytest.raises(refusal):
        await handling.handle(LIGHT, LAMP, ReplaceBulb(60), refused)
    assert await events(store) == [SwitchedOn()]
    assert await store.receipt(refused.command_id) is None


async def test_a_command_that_is_already_true_appends_nothing() -> None:
    store = InMemoryStore()
    handling = CommandHandling(store)
    first = await handling.handle(LIGHT, LAMP, SwitchOn(), request())
    await handling.handle(LIGHT, UUID(int=3), SwitchOn(), request())
    assert await handling.handle(LIGHT, LAMP, SwitchOn(), request()) == first
    assert len(await events(store)) == 2


async def test_nothing_asked_of_a_stream_without_events_is_version_zero() -> None:
    handled = await CommandHandling(InMemoryStore()).handle(LIGHT, LAMP, SwitchOff(), request())
    assert (handled.version, handled.position) == (0, 0)


async def test_the_same_key_gets_the_same_answer_after_the_state_moved_on() -> None:
    store = InMemoryStore()
    handling = CommandHandling(store)
    asked = request(expected_version=0)
    first = await handling.handle(LIGHT, LAMP, SwitchOn(), asked)
    await handling.handle(LIGHT, LAMP, SwitchOff(), request())
    assert await handling.handle(LIGHT, LAMP, SwitchOn(), asked) == first
    assert len(await events(store)) == 2


async def test_the_same_key_with_another_body_is_refused() -> None:
    store = InMemoryStore()
    handling = CommandHandling(store)
    asked = request()
    await handling.handle(LIGHT, LAMP, SwitchOn(), asked)
    with pytest.raises(KeyReused):
        await handling.handle(LIGHT, LAMP, SwitchOff(), replace(asked, fingerprint=b"off"))
    assert await events(store) == [SwitchedOn()]


async def test_a_key_used_elsewhere_meanwhile_with_another_body_is_refused() -> None:
    store = SharedStore("append")
    store.request = request()
    with pytest.raises(KeyReused):
        await CommandHandling(store).handle(
            LIGHT, LAMP, SwitchOn(), replace(store.request, fingerprint=b"other")
        )


@pytest.mark.parametrize("before", ["load", "receipt", "append"])
@pytest.mark.parametrize("expected_version", [None, 0])
async def test_one_request_in_two_processes_gets_one_answer(
    before: str, expected_version: int | None
) -> None:
    store = SharedStore(before)
    store.request = request(expected_version=expected_version)
    here = await CommandHandling(store).handle(LIGHT, LAMP, SwitchOn(), store.request)
    assert store.meanwhile is not None
    assert here == await store.meanwhile
    assert await events(store) == [SwitchedOn(), BulbReplaced(9)]


async def test_a_key_in_flight_is_told_to_wait_and_then_answers() -> None:
    gate = asyncio.Event()

    async def wait(_gathering: Gathering, _id: UUID, _command: object) -> light.Facts:
        await gate.wait()
        return light.Facts(has_power=True)

    slow = replace(LIGHT, gather=wait)
    handling = CommandHandling(InMemoryStore())
    asked = request()
    first = asyncio.create_task(handling.handle(slow, LAMP, SwitchOn(), asked))
    await asyncio.sleep(0)
    with pytest.raises(InFlight):
        await handling.handle(slow, LAMP, SwitchOn(), asked)
    gate.set()
    answer = await first
    assert await handling.handle(slow, LAMP, SwitchOn(), asked) == answer


async def test_what_was_read_before_it_changed_is_stale() -> None:
    handling = CommandHandling(InMemoryStore())
    await handling.handle(LIGHT, LAMP, SwitchOn(), request(expected_version=0))
    with pytest.raises(Stale) as stale:
        await handling.handle(LIGHT, LAMP, SwitchOff(), request(expected_version=0))
    assert stale.value.details == {"version": 1}
    await handling.handle(LIGHT, LAMP, SwitchOff(), request(expected_version=1))


async def test_a_sibling_that_changes_meanwhile_makes_it_decide_again() -> None:
    circuit = Stream("circuit", light.CIRCUIT_ID)
    store = ContestedStore(0, circuit, light.SwitchedOff())
    handling = CommandHandling(store)
    await handling.handle(CIRCUIT, light.CIRCUIT_ID, SwitchOn(), request())
    store.rivals = 1
    with pytest.raises(light.NoPower):
        await handling.handle(WIRED, LAMP, SwitchOn(), request())
    assert await events(store) == [SwitchedOn(), light.SwitchedOff()]


async def test_holding_a_sibling_does_not_write_it() -> None:
    store = InMemoryStore()
    handling = CommandHandling(store)
    await handling.handle(CIRCUIT, light.CIRCUIT_ID, SwitchOn(), request())
    handled = await handling.handle(WIRED, LAMP, SwitchOn(), request())
    assert (handled.version, handled.position) == (1, 2)
    assert len(await store.load(Stream("circuit", light.CIRCUIT_ID))) == 1


async def test_an_event_larger_than_the_store_takes_is_refused_and_leaves_no_trace() -> None:
    store, long = InMemoryStore(), replace(LIGHT, codec=_Wordy(light.Event))
    with pytest.raises(TooLarge):
        await CommandHandling(store).handle(long, LAMP, SwitchOn(), request())
    assert await events(store) == []


class _Wordy(EventCodec[light.Event]):
    """Writes every event over the limit."""

    def encode(self, event: light.Event) -> Encoded:
        return super().encode(event)._replace(data=f'"{"x" * MAX_EVENT_BYTES}"')


async def test_an_archived_stream_takes_no_command() -> None:
    store = InMemoryStore()
    handling = CommandHandling(store)
    await handling.handle(LIGHT, LAMP, SwitchOn(), request())
    await store.archive(Stream("light", LAMP))
    with pytest.raises(Archived):
        await handling.handle(LIGHT, LAMP, SwitchOff(), request())


OTHER = UUID(int=3)


async def test_many_commands_are_done_in_one_append_or_not_at_all() -> None:
    store = InMemoryStore()
    handling = CommandHandling(store)
    hot = [(LAMP, SwitchOn()), (OTHER, ReplaceBulb(watts=40))]
    assert await handling.handle_all(LIGHT, hot, request()) == HandledAll(2, 2)
    assert await handling.handle_all(LIGHT, [(LAMP, SwitchOn())], request()) == HandledAll(0, 2)
    both = [(OTHER, SwitchOn()), (LAMP, ReplaceBulb(watts=60))]
    with pytest.raises(SomeRefused) as some:
        await handling.handle_all(LIGHT, both, request())
    assert {place: type(why) for place, why in some.value.refusals.items()} == {1: light.BulbIsHot}
    assert await store.head() == 2


async def test_many_commands_under_one_id_are_done_once() -> None:
    handling = CommandHandling(InMemoryStore())
    once = request()
    commands = [(LAMP, SwitchOn()), (OTHER, SwitchOn())]
    done = await handling.handle_all(LIGHT, commands, once)
    assert await handling.handle_all(LIGHT, commands, once) == done == HandledAll(2, 2)
    with pytest.raises(KeyReused):
        await handling.handle_all(LIGHT, commands, replace(once, fingerprint=b"other"))


async def test_a_sibling_that_all_rely_on_is_held_once() -> None:
    store = InMemoryStore()
    handling = CommandHandling(store)
    await handling.handle(CIRCUIT, light.CIRCUIT_ID, SwitchOn(), request())
    commands = [(LAMP, SwitchOn()), (OTHER, SwitchOn())]
    assert await handling.handle_all(WIRED, commands, request()) == HandledAll(2, 3)
