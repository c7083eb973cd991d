"""Gather from the events what a printed protocol or convention says."""

from collections.abc import Sequence
from datetime import date
from typing import Any, Final, cast
from uuid import UUID

import msgspec

from kernel.events import Meta
from kernel.handling import Aggregate
from kernel.refusals import NotFound
from kernel.store import EventStore, Stream
from services.partnerships.domain.commune.state import Commune
from services.partnerships.domain.convention.state import Convention
from services.partnerships.domain.programme.state import Programme
from services.partnerships.domain.protocol.state import CollaborationProtocol
from services.partnerships.facts import Aggregates
from services.partnerships.papers.convention import ConventionRecord
from services.partnerships.papers.parties import Party
from services.partnerships.papers.protocol import ProtocolRecord
from vocabulary.communes import CommuneKind
from vocabulary.identifiers import CommuneId, PhaseId, ProgrammeId
from vocabulary.text import Text

UNNAMED: Final[Text] = {"fr": "…"}


class Records:
    """Reads the aggregates of one unit, each from its own events."""

    def __init__(self, aggregates: Aggregates, store: EventStore) -> None:
        self._of = aggregates
        self._store = store

    async def protocol(self, id_: UUID, number: int | None) -> tuple[ProtocolRecord, ProgrammeId]:
        """Return the version, the latest where no number says which. Raises `NotFound`."""
        protocol: CollaborationProtocol = await self._state(self._of.protocol, id_)
        proposal = protocol.proposal
        if proposal is None:
            raise NotFound
        number = _of_versions(number, protocol.versions)
        version = protocol.versions[number - 1]
        programme = await self._programme(proposal.programme)
        defined = programme.definition
        record = ProtocolRecord(
            programme=defined.names if defined else UNNAMED,
            phase=_phase(programme, proposal.phase),
            pillars=defined.pillars if defined else (),
            principles=defined.principles if defined else (),
            parties=await self._parties(proposal.parties, version.tabled_on),
            deciding=proposal.decide_first,
            prior=protocol.prior,
            number=number,
            version=version,
            on=version.tabled_on,
            ends_on=proposal.ends_on,
            demonstration=await self._made_up("protocol", id_),
        )
        return record, proposal.programme

    async def convention(
        self, id_: UUID, number: int | None
    ) -> tuple[ConventionRecord, ProgrammeId]:
        """Return the version, the latest where no number says which. Raises `NotFound`."""
        convention: Convention = await self._state(self._of.convention, id_)
        drafted = convention.drafted
        if drafted is None:
            raise NotFound
        number = _of_versions(number, convention.versions)
        version = convention.versions[number - 1]
        under: CollaborationProtocol = await self._state(self._of.protocol, drafted.protocol)
        if under.proposal is None:
            raise NotFound
        programme = await self._programme(under.proposal.programme)
        binding = under.binding or under.versions[-1]
        record = ConventionRecord(
            programme=programme.definition.names if programme.definition else UNNAMED,
            phase=_phase(programme, drafted.phase),
            parties=await self._parties(drafted.parties, version.drafted.on),
            domains=binding.text.domains,
            protocol_since=binding.in_force_since,
            number=number,
            version=version,
            annexed=tuple(each for each in convention.annexed.values() if each.version <= number),
            languages=binding.text.languages,
            on=version.drafted.on,
            ends_on=under.proposal.ends_on,
            demonstration=await self._made_up("convention", id_),
        )
        return record, under.proposal.programme

    async def _state(self, aggregate: Aggregate, id_: UUID) -> Any:
        state, _ = await aggregate.current(self._store, Stream(aggregate.category, id_))
        return state

    async def _programme(self, id_: ProgrammeId) -> Programme:
        return cast("Programme", await self._state(self._of.programme, id_))

    async def _parties(self, ids: Sequence[CommuneId], on: date) -> tuple[Party, ...]:
        return tuple([await self._party(each, on) for each in ids])

    async def _party(self, id_: CommuneId, on: date) -> Party:
        commune: Commune = await self._state(self._of.commune, id_)
        registered = commune.registration
        borne = [dated.names for dated in commune.names if (dated.since or date.min) <= on]
        first = [dated.names for dated in commune.names[:1]]
        return Party(
            id=id_,
            kind=registered.kind if registered else CommuneKind.COMMUNE,
            names=[*first, *borne][-1] if commune.names else UNNAMED,
        )

    async def _made_up(self, category: str, id_: UUID) -> bool:
        history = await self._store.load(Stream(category, id_))
        return msgspec.json.decode(history[-1].meta, type=Meta).demonstration


def _of_versions(number: int | None, versions: Sequence[object]) -> int:
    if number is None:
        return len(versions)
    if number > len(versions):
        raise NotFound
    return number


def _phase(programme: Programme, id_: PhaseId) -> str:
    phase = programme.phases.get(id_)
    return phase.plan.code if phase else ""
