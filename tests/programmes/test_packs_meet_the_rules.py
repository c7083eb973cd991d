"""Every command of the packs is one that the service takes, and that its rules accept."""

import json
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from starlette.datastructures import Headers

from kernel.handling import Aggregate, CommandHandling, Handled, Request
from kernel.identity import Principal
from kernel.in_memory import InMemoryStore
from kernel.store import Stream
from kernel.web.commands import CommandRoute, Commands, derive
from programmes import pack
from programmes.sends import Send
from services.partnerships.domain import (
    commune,
    country_programme,
    partnership,
    programme,
    protocol,
)
from services.partnerships.facts import Aggregates
from vocabulary.identifiers import (
    CountryProgrammeId,
    PartnershipId,
    PhaseId,
    ProgrammeId,
    ProtocolId,
)
from vocabulary.protocols import ProtocolState
from vocabulary.roles import COUNTRY_UNIT

pytestmark = pytest.mark.thorough

PROGRAMMES = Path(__file__).parents[2] / "programmes"
UNITS = ("bf", "bj", "cd", "ma", "sn")
# Some days after the last act of the packs.
NOW = datetime(2026, 6, 1, tzinfo=UTC)


@dataclass(slots=True)
class Places:
    """Remembers who holds which place, as the service's own views do."""

    programmes: dict[tuple[UUID, UUID, str], CountryProgrammeId] = field(default_factory=dict)
    protocols: dict[tuple[UUID, UUID], ProtocolId] = field(default_factory=dict)

    async def country_programme_of(
        self, programme: ProgrammeId, phase: PhaseId, country: str
    ) -> CountryProgrammeId | None:
        return self.programmes.get((programme, phase, country))

    async def protocol_of(self, partnership: PartnershipId, phase: PhaseId) -> ProtocolId | None:
        return self.protocols.get((partnership, phase))

    def note(self, send: Send, command: Any) -> None:
        match command:
            case country_programme.commands.LaunchCountryProgramme():
                place = (command.programme, command.phase, command.country)
                self.programmes[place] = CountryProgrammeId(send.id)
            case protocol.commands.ProposeProtocol():
                place_of = (command.partnership, command.phase)
                self.protocols[place_of] = ProtocolId(send.id)


class Service:
    """The service of one unit without its servers: real routes, rules and handling."""

    def __init__(self, unit: str) -> None:
        self.unit = unit
        self.places = Places()
        self.aggregates = Aggregates(unit.upper(), self.places)
        self.handling = CommandHandling(InMemoryStore(lambda: NOW))
        self.principal = Principal(f"{unit}-office", frozenset({COUNTRY_UNIT}), frozenset({unit}))
        of = self.aggregates
        self.routes: dict[str, CommandRoute] = {
            route.path: route
            for commands in (
                _commands("communes", "Commune", of.commune, commune.Command),
                _commands("programmes", "Programme", of.programme, programme.Command),
                _commands(
                    "country-programmes",
                    "CountryProgramme",
                    of.country_programme,
                    country_programme.Command,
                ),
                _commands("partnerships", "Partnership", of.partnership, partnership.Command),
                _commands("protocols", "Protocol", of.protocol, protocol.Command),
            )
            for route in derive(commands)
        }

    async def take(self, send: Send) -> Handled:
        """Raises what the service would answer as a problem."""
        route = self.routes[send.path.replace(str(send.id), "{id}")]
        headers = Headers({"Idempotency-Key": send.key})
        asked = route.reader.read(str(send.id), headers, json.dumps(send.body).encode())
        request = Request(
            command_id=asked.command_id(self.principal.subject, route.path),
            fingerprint=asked.fingerprint,
            principal=self.principal,
            moment=NOW,
            correlation_id=uuid4(),
            demonstration=asked.marks.demonstration,
            provenance=asked.marks.provenance,
        )
        aggregate = route.commands.aggregate
        handled = await self.handling.handle(aggregate, asked.id, asked.command, request)
        self.places.note(send, asked.command)
        return handled

    async def protocol(self, id_: UUID) -> Any:
        stream = Stream("protocol", id_)
        state, _ = await self.aggregates.protocol.current(self.handling.store, stream)
        return state


def _commands(plural: str, noun: str, aggregate: Aggregate, accepts: Any) -> Commands:
    return Commands(at=f"/v1/{plural}", noun=noun, aggregate=aggregate, accepts=accepts)


def sends(unit: str) -> list[Send]:
    packs = (pack.read(PROGRAMMES / name) for name in ("cic", "cic-demonstration"))
    return [send for each in packs for send in each.sends if send.unit == unit]


@pytest.mark.parametrize("unit", UNITS)
async def test_a_unit_accepts_both_packs_and_a_second_load_changes_nothing(unit: str) -> None:
    service = Service(unit)
    first = [await service.take(send) for send in sends(unit)]
    head = await service.handling.store.head()
    again = [await service.take(send) for send in sends(unit)]
    assert again == first
    assert await service.handling.store.head() == head


@pytest.mark.parametrize("unit", UNITS)
async def test_registers_that_another_office_enters_again_are_not_entered_twice(unit: str) -> None:
    service = Service(unit)
    for send in sends(unit):
        await service.take(send)
    head = await service.handling.store.head()
    service.principal = Principal("another", frozenset({COUNTRY_UNIT}), frozenset({unit}))
    for send in sends(unit):
        if send.verb in {"define", "plan-phase", "register", "launch", "admit-commune"}:
            await service.take(send)
        if send.verb in {"establish", "enter-phase", "terminate", "propose"}:
            await service.take(send)
    assert await service.handling.store.head() == head


@pytest.mark.parametrize("unit", UNITS)
async def test_all_that_is_made_up_and_only_that_carries_the_mark(unit: str) -> None:
    service = Service(unit)
    for send in sends(unit):
        await service.take(send)
    events = await service.handling.store.read(0, 10_000)
    marked = {event.stream.category for event in events if '"demonstration":true' in event.meta}
    unmarked = {event.stream.category for event in events} - marked
    assert marked <= {"protocol"}
    assert "protocol" not in unmarked


async def test_the_demonstration_shows_protocols_in_many_states() -> None:
    found: Counter[ProtocolState] = Counter()
    for unit in UNITS:
        service = Service(unit)
        for send in sends(unit):
            await service.take(send)
        for id_ in {send.id for send in sends(unit) if send.plural == "protocols"}:
            found[(await service.protocol(id_)).state] += 1
    assert found.total() == 22
    assert found[ProtocolState.IN_FORCE] >= 8
    assert set(found) >= {
        ProtocolState.NEGOTIATING,
        ProtocolState.AGREED,
        ProtocolState.PARTLY_SIGNED,
        ProtocolState.SIGNED,
        ProtocolState.PARTLY_RATIFIED,
        ProtocolState.IN_FORCE,
    }


async def test_the_protocol_of_jette_and_belfaa_waits_for_belfaa() -> None:
    service = Service("ma")
    for send in sends("ma"):
        await service.take(send)
    outline = pack.outline(PROGRAMMES / "cic")
    proposed = [send for send in sends("ma") if send.verb == "propose"]
    belfaa, jette = outline.communes["Belfaa"].id, outline.communes["Jette"].id
    (id_,) = (send.id for send in proposed if send.body["proposed_by"] == str(jette))
    (voted,) = {
        send.body["party"] for send in sends("ma") if (send.id, send.verb) == (id_, "ratify")
    }
    assert voted == str(jette) != str(belfaa)
    assert (await service.protocol(id_)).state is ProtocolState.PARTLY_RATIFIED


async def test_a_refused_protocol_is_resubmitted_as_its_second_version() -> None:
    service = Service("bf")
    for send in sends("bf"):
        await service.take(send)
    (id_,) = {send.id for send in sends("bf") if send.verb == "resubmit"}
    again = await service.protocol(id_)
    assert len(again.versions) == 2
    assert again.state is ProtocolState.IN_FORCE
