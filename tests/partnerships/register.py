"""A register that tests fill by hand, or that looks into a store in memory."""

from dataclasses import dataclass, field, replace
from typing import Any

from kernel.in_memory import InMemoryStore
from kernel.store import Stream
from services.partnerships.domain.convention.events import (
    ConventionAbandoned,
    ConventionClosed,
    ConventionDrafted,
    ConventionReopened,
)
from services.partnerships.domain.convention.facts import SubmittedPlan
from services.partnerships.domain.country_programme.events import CountryProgrammeLaunched
from services.partnerships.domain.deliberation.events import DeliberationRecorded
from services.partnerships.domain.protocol.events import ProtocolAbandoned, ProtocolProposed
from services.partnerships.domain.regional_group.state import Stay
from services.partnerships.domain.role_holding.events import RoleHoldingRecorded
from services.partnerships.domain.role_holding.facts import Held
from services.partnerships.facts import Aggregates
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
    RoleHoldingId,
)


@dataclass
class Places:
    """Who holds which place."""

    country_programmes: dict[Any, CountryProgrammeId] = field(default_factory=dict)
    protocols: dict[Any, ProtocolId] = field(default_factory=dict)
    conventions: dict[ProtocolId, ConventionId] = field(default_factory=dict)
    action_plans: dict[ActionPlanId, SubmittedPlan] = field(default_factory=dict)
    stays: dict[PartnershipId, tuple[Stay, ...]] = field(default_factory=dict)
    deliberations: dict[Any, DeliberationId] = field(default_factory=dict)
    held: dict[CommuneId, dict[Any, Held]] = field(default_factory=dict)

    def given_up(self, protocol: ProtocolId, version: int) -> None:
        """Free the place of a protocol whose first text was given up."""
        if version == 1:
            left = {at: id_ for at, id_ in self.protocols.items() if id_ != protocol}
            self.protocols = left

    async def country_programme_of(
        self, programme: ProgrammeId, phase: PhaseId, country: str
    ) -> CountryProgrammeId | None:
        return self.country_programmes.get((programme, phase, country))

    async def protocol_of(self, partnership: PartnershipId, phase: PhaseId) -> ProtocolId | None:
        return self.protocols.get((partnership, phase))

    async def deliberation_of(
        self, commune: CommuneId, organ: Organ, reference: str
    ) -> DeliberationId | None:
        return self.deliberations.get((commune, organ, reference))

    async def convention_of(self, protocol: ProtocolId) -> ConventionId | None:
        return self.conventions.get(protocol)

    async def group_memberships_of(self, partnership: PartnershipId) -> tuple[Stay, ...]:
        return self.stays.get(partnership, ())

    async def held_in(self, commune: CommuneId) -> tuple[Held, ...]:
        return tuple(self.held.get(commune, {}).values())

    async def action_plan(self, id_: ActionPlanId) -> SubmittedPlan | None:
        return self.action_plans.get(id_)


class PlacesIn:
    """Who holds which place, by reading a store in memory from its first event on.

    `action_plans` is what the planning service is to have said.
    """

    def __init__(self, store: InMemoryStore) -> None:
        self.action_plans: dict[ActionPlanId, SubmittedPlan] = {}
        self.store = store
        self._aggregates = Aggregates("MA", self)

    async def country_programme_of(
        self, programme: ProgrammeId, phase: PhaseId, country: str
    ) -> CountryProgrammeId | None:
        return (await self._read()).country_programmes.get((programme, phase, country))

    async def protocol_of(self, partnership: PartnershipId, phase: PhaseId) -> ProtocolId | None:
        return (await self._read()).protocols.get((partnership, phase))

    async def deliberation_of(
        self, commune: CommuneId, organ: Organ, reference: str
    ) -> DeliberationId | None:
        return (await self._read()).deliberations.get((commune, organ, reference))

    async def convention_of(self, protocol: ProtocolId) -> ConventionId | None:
        return (await self._read()).conventions.get(protocol)

    async def held_in(self, commune: CommuneId) -> tuple[Held, ...]:
        return tuple((await self._read()).held.get(commune, {}).values())

    async def action_plan(self, id_: ActionPlanId) -> SubmittedPlan | None:
        return self.action_plans.get(id_)

    async def group_memberships_of(self, partnership: PartnershipId) -> tuple[Stay, ...]:
        group, found = self._aggregates.regional_group, []
        recorded = await self.store.read(0, await self.store.head())
        for id_ in {row.stream.id for row in recorded if row.stream.category == group.category}:
            state, _ = await group.current(self.store, Stream(group.category, id_))
            found += [replace(stay, group=RegionalGroupId(id_)) for stay in state.of(partnership)]
        return tuple(found)

    async def _read(self) -> Places:
        places = Places()
        codecs = {
            each.category: each.codec
            for each in (
                self._aggregates.country_programme,
                self._aggregates.protocol,
                self._aggregates.convention,
                self._aggregates.deliberation,
                self._aggregates.role_holding,
            )
        }
        for row in await self.store.read(0, await self.store.head()):
            codec = codecs.get(row.stream.category)
            event = codec.decode(row.type, row.schema_version, row.data) if codec else None
            match event:
                case CountryProgrammeLaunched(programme=programme, phase=phase, country=country):
                    place = (programme, phase, country)
                    holder = CountryProgrammeId(row.stream.id)
                    places.country_programmes.setdefault(place, holder)
                case ProtocolProposed(partnership=partnership, phase=phase):
                    protocol = ProtocolId(row.stream.id)
                    places.protocols.setdefault((partnership, phase), protocol)
                case ProtocolAbandoned(version=version):
                    places.given_up(ProtocolId(row.stream.id), version)
                case ConventionDrafted(protocol=protocol):
                    places.conventions.setdefault(protocol, ConventionId(row.stream.id))
                case (
                    ConventionClosed(protocol=protocol)
                    | ConventionAbandoned(protocol=protocol, version=1)
                ):
                    places.conventions.pop(protocol, None)
                case ConventionReopened(protocol=protocol):
                    places.conventions[protocol] = ConventionId(row.stream.id)
                case RoleHoldingRecorded(commune=commune, holding=holding):
                    held = Held(id=RoleHoldingId(row.stream.id), holding=holding)
                    places.held.setdefault(commune, {})[row.stream.id] = held
                case DeliberationRecorded(commune=commune, content=content):
                    taken = (commune, content.organ, content.reference)
                    places.deliberations.setdefault(taken, DeliberationId(row.stream.id))
        return places
