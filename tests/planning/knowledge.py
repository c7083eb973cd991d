"""What partnerships has said and who holds which place, filled by hand or from a store."""

from dataclasses import dataclass, field

from kernel.codec import EventCodec
from kernel.in_memory import InMemoryStore
from services.planning.domain import strategic_plan
from services.planning.domain.heard import CountryProgramme, Partnership, Phase, Protocol
from services.planning.domain.strategic_plan.events import StrategicPlanDrafted
from vocabulary.identifiers import (
    CountryProgrammeId,
    PartnershipId,
    PhaseId,
    ProgrammeId,
    StrategicPlanId,
)


@dataclass
class Known:
    """Tests put here what has been heard; the register reads a store from its first event on."""

    store: InMemoryStore = field(default_factory=InMemoryStore)
    programme: CountryProgramme | None = None
    partners: Partnership | None = None
    open_phase: Phase | None = None
    protocol: Protocol | None = None

    async def country_programme(self, id_: CountryProgrammeId) -> CountryProgramme | None:
        known = self.programme
        return known if known and known.id == id_ else None

    async def country_programme_of(
        self, programme: ProgrammeId, phase: PhaseId, country: str
    ) -> CountryProgramme | None:
        known = self.programme
        place = (programme, phase, country)
        return known if known and (known.programme, known.phase, known.country) == place else None

    async def phase(self, id_: PhaseId) -> Phase | None:
        return self.open_phase if self.open_phase and self.open_phase.id == id_ else None

    async def partnership(self, id_: PartnershipId) -> Partnership | None:
        return self.partners if self.partners and self.partners.id == id_ else None

    async def protocol_of(self, partnership: PartnershipId, _phase: PhaseId) -> Protocol | None:
        ours = self.partners is not None and self.partners.id == partnership
        return self.protocol if ours else None

    async def strategic_plan_of(
        self, country_programme: CountryProgrammeId
    ) -> StrategicPlanId | None:
        codec = EventCodec[strategic_plan.Event](strategic_plan.Event)
        for row in await self.store.read(0, await self.store.head()):
            if row.type != StrategicPlanDrafted.__name__:
                continue
            event = codec.decode(row.type, row.schema_version, row.data)
            assert isinstance(event, StrategicPlanDrafted)
            if event.country_programme == country_programme:
                return StrategicPlanId(row.stream.id)
        return None
