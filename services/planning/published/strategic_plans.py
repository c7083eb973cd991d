"""Strategic plans, as others hear of them: from their submission on."""

from contracts import planning as contracts
from services.planning.domain.strategic_plan.events import (
    CommuneObjectedToStrategicPlan,
    CommuneValidatedStrategicPlan,
    Event,
    StrategicPlanDrafted,
    StrategicPlanRevised,
    StrategicPlanSubmitted,
    StrategicPlanValidated,
)
from vocabulary.identifiers import StrategicPlanId


def strategic_plan_contract(id_: StrategicPlanId, event: Event) -> contracts.Event | None:
    match event:
        case StrategicPlanSubmitted():
            return contracts.StrategicPlanSubmitted(
                strategic_plan=id_,
                version=event.version,
                country_programme=event.country_programme,
                phase=event.phase,
                country=event.country,
                content_hash=event.content_hash,
                chain=event.chain,
                communes=event.communes,
                on=event.on,
                sources=event.sources,
            )
        case CommuneValidatedStrategicPlan():
            return contracts.CommuneValidatedStrategicPlan(
                strategic_plan=id_,
                version=event.version,
                commune=event.commune,
                on=event.on,
                recorded_on_behalf=event.on_behalf is not None,
            )
        case CommuneObjectedToStrategicPlan():
            return contracts.CommuneObjectedToStrategicPlan(
                strategic_plan=id_,
                version=event.version,
                commune=event.commune,
                on=event.on,
                reason=event.reason,
                recorded_on_behalf=event.on_behalf is not None,
            )
        case StrategicPlanValidated():
            return contracts.StrategicPlanValidated(
                strategic_plan=id_,
                version=event.version,
                phase=event.phase,
                country=event.country,
                content_hash=event.content_hash,
                chain=event.chain,
                on=event.on,
            )
        case StrategicPlanDrafted() | StrategicPlanRevised():
            return None
