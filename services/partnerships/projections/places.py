"""Who holds the place of a country or a partnership in a phase, as of all that is stored?

And what is known here of action plans, as of what the planning service has been heard to say.
"""

from collections.abc import Callable

from starlette.datastructures import State

from services.partnerships.domain.convention.facts import SubmittedPlan
from services.partnerships.domain.regional_group.state import Stay
from services.partnerships.domain.role_holding.facts import Held
from services.partnerships.projections import (
    action_plans,
    conventions,
    country_programmes,
    deliberations,
    protocols,
    regional_groups,
    role_holdings,
)
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
    RegionalGroupId,
)


class StoredRegister:
    """The register over PostgreSQL.

    `running` gives the state of the started app: `pool`, `applied` and `handling`. Raises
    `NotYetKnown` when the views do not catch up with the store in time.
    """

    def __init__(self, running: Callable[[], State]) -> None:
        self._running = running

    async def country_programme_of(
        self, programme: ProgrammeId, phase: PhaseId, country: str
    ) -> CountryProgrammeId | None:
        await self._catches_up()
        holder = await country_programmes.holder(self._running().pool, programme, phase, country)
        return CountryProgrammeId(holder) if holder else None

    async def protocol_of(self, partnership: PartnershipId, phase: PhaseId) -> ProtocolId | None:
        await self._catches_up()
        holder = await protocols.holder(self._running().pool, partnership, phase)
        return ProtocolId(holder) if holder else None

    async def group_memberships_of(self, partnership: PartnershipId) -> tuple[Stay, ...]:
        await self._catches_up()
        found = await regional_groups.memberships(self._running().pool, partnership)
        return tuple(
            Stay(
                partnership=partnership,
                since=stay["since"],
                until=stay["until"],
                group=RegionalGroupId(stay["group"]),
            )
            for stay in found
        )

    async def deliberation_of(
        self, commune: CommuneId, organ: Organ, reference: str
    ) -> DeliberationId | None:
        await self._catches_up()
        found = await deliberations.holders(self._running().pool, commune, organ, [reference])
        return DeliberationId(found[reference]) if found else None

    async def convention_of(self, protocol: ProtocolId) -> ConventionId | None:
        await self._catches_up()
        holder = await conventions.holder(self._running().pool, protocol)
        return ConventionId(holder) if holder else None

    async def held_in(self, commune: CommuneId) -> tuple[Held, ...]:
        await self._catches_up()
        return await role_holdings.held(self._running().pool, commune)

    async def action_plan(self, id_: ActionPlanId) -> SubmittedPlan | None:
        return await action_plans.submitted(self._running().pool, id_)

    async def _catches_up(self) -> None:
        running = self._running()
        await running.applied.wait_for(await running.handling.store.head())
