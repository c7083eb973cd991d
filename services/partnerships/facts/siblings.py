"""The other things of the service that a rule looks at, as they stand."""

from collections.abc import Iterable
from typing import cast

from kernel.handling import Aggregate, Gathering
from services.partnerships.domain import (
    partnership,
    programme,
)
from services.partnerships.domain.commune.state import Commune
from services.partnerships.domain.convention.commands import (
    SignConvention,
)
from services.partnerships.domain.country_programme.state import CountryProgramme
from services.partnerships.domain.deliberation.referring import Known, named
from services.partnerships.domain.deliberation.state import Deliberation
from services.partnerships.domain.partnership.state import Partnership
from services.partnerships.domain.programme.state import Programme
from services.partnerships.domain.protocol.commands import (
    SignProtocol,
)
from services.partnerships.domain.protocol.state import CollaborationProtocol
from services.partnerships.domain.role_holding.facts import Held
from services.partnerships.facts.register import Register
from vocabulary import acts
from vocabulary.communes import CommuneKind
from vocabulary.identifiers import (
    CommuneId,
    DeliberationId,
    PartnershipId,
    PhaseId,
    ProgrammeId,
)


class Siblings:
    """What loaders have in common; `Aggregates` sets the aggregates."""

    commune: Aggregate
    programme: Aggregate
    country_programme: Aggregate
    partnership: Aggregate
    deliberation: Aggregate
    protocol: Aggregate

    def __init__(self, register: Register) -> None:
        self._register = register

    async def _held(self, command: object) -> tuple[Held, ...]:
        """Return the functions held in the commune that signs, none for what is no signature."""
        if isinstance(command, SignProtocol | SignConvention):
            return await self._register.held_in(command.party)
        return ()

    async def _cited(
        self, gathering: Gathering, deliberations: Iterable[acts.Deliberation | None]
    ) -> Known:
        # Held: a deliberation that is corrected meanwhile has the command decided again.
        found: dict[DeliberationId, Deliberation] = {}
        for id_ in named(*deliberations):
            state = await gathering.state_of(self.deliberation, id_, hold=True)
            found[id_] = cast("Deliberation", state)
        return found

    async def _programme(self, gathering: Gathering, id_: ProgrammeId) -> Programme:
        # Held: a phase that closes meanwhile has the command decided again.
        state = await gathering.state_of(self.programme, id_, hold=True)
        return cast("Programme", state)

    async def _programme_of(self, gathering: Gathering, partners: Partnership) -> Programme:
        if partners.establishment is None:
            return programme.INITIAL
        return await self._programme(gathering, partners.establishment.programme)

    async def _partnership(self, gathering: Gathering, id_: PartnershipId) -> Partnership:
        # Held: a partnership that is suspended meanwhile has the command decided again.
        state = await gathering.state_of(self.partnership, id_, hold=True)
        return cast("Partnership", state)

    async def _partners(self, gathering: Gathering) -> Partnership:
        """Return the partnership that the protocol at hand is of."""
        proposal = cast("CollaborationProtocol", gathering.state).proposal
        if proposal is None:
            return partnership.INITIAL
        return await self._partnership(gathering, proposal.partnership)

    async def _known(self, gathering: Gathering, id_: PartnershipId) -> bool:
        state = await gathering.state_of(self.partnership, id_)
        return cast("Partnership", state).establishment is not None

    async def _communes(
        self, gathering: Gathering, ids: Iterable[CommuneId], *, hold: bool = False
    ) -> dict[CommuneId, Commune]:
        """Return those that are registered."""
        found: dict[CommuneId, Commune] = {}
        for id_ in ids:
            state = cast("Commune", await gathering.state_of(self.commune, id_, hold=hold))
            if state.registration is not None:
                found[id_] = state
        return found

    async def _heirs(
        self, gathering: Gathering, successors: Iterable[CommuneId]
    ) -> dict[CommuneId, Commune]:
        # Held: a successor that ceases meanwhile has the command decided again.
        found: dict[CommuneId, Commune] = {}
        newly = await self._communes(gathering, successors, hold=True)
        while newly:
            found |= newly
            ends = [heir.end for heir in newly.values() if heir.end is not None]
            further = {id_ for end in ends for id_ in end.successors} - found.keys()
            newly = await self._communes(gathering, further, hold=True)
        return found

    async def _kind(self, gathering: Gathering, id_: CommuneId) -> CommuneKind | None:
        state = cast("Commune", await gathering.state_of(self.commune, id_))
        return state.registration.kind if state.registration else None

    async def _countries(
        self, gathering: Gathering, ids: Iterable[CommuneId]
    ) -> dict[CommuneId, str]:
        found: dict[CommuneId, str] = {}
        for id_ in ids:
            state = cast("Commune", await gathering.state_of(self.commune, id_))
            if state.country is not None:
                found[id_] = state.country
        return found

    async def _sectors(
        self, gathering: Gathering, partners: Partnership, phase: PhaseId
    ) -> frozenset[str] | None:
        if partners.establishment is None:
            return None
        of = partners.establishment
        id_ = await self._register.country_programme_of(of.programme, phase, of.country)
        if id_ is None:
            return None
        state = await gathering.state_of(self.country_programme, id_, hold=True)
        return frozenset(term.code for term in cast("CountryProgramme", state).sectors)
