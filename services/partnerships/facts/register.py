"""What rules ask of the service's own views."""

from typing import Protocol

from services.partnerships.domain.convention.facts import SubmittedPlan
from services.partnerships.domain.regional_group.state import Stay
from services.partnerships.domain.role_holding.facts import Held
from vocabulary.deliberations import Organ
from vocabulary.identifiers import (
    ActionPlanId,
    CommuneId,
    ConventionId,
    CountryProgrammeId,
    DeliberationId,
    PartnershipId,
    PhaseId,
    ProgrammeId,
    ProtocolId,
)


class Register(Protocol):
    """What the service's own views answer to rules; as new as the store when it is asked.

    Each place (a country in a phase, a partnership in a phase) has one holder: the first that
    took it. A protocol that slipped in beside another at the same instant is refused at the
    next agreement, which then finds the holder here; without that agreement none is signed.
    """

    async def country_programme_of(
        self, programme: ProgrammeId, phase: PhaseId, country: str
    ) -> CountryProgrammeId | None: ...

    async def protocol_of(
        self, partnership: PartnershipId, phase: PhaseId
    ) -> ProtocolId | None: ...

    async def group_memberships_of(self, partnership: PartnershipId) -> tuple[Stay, ...]: ...

    async def deliberation_of(
        self, commune: CommuneId, organ: Organ, reference: str
    ) -> DeliberationId | None: ...

    async def convention_of(self, protocol: ProtocolId) -> ConventionId | None:
        """Return the convention under the protocol that is neither closed nor given up."""

    async def held_in(self, commune: CommuneId) -> tuple[Held, ...]:
        """Return every holding of a function in the commune, of the past too."""

    async def action_plan(self, id_: ActionPlanId) -> SubmittedPlan | None:
        """Return what the planning service has said of the plan, as far as it is known here."""
