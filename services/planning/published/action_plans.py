"""Joint action plans, as others hear of them: agreements by hash, the content once submitted."""

from contracts import planning as contracts
from services.planning.domain.action_plan.events import (
    ActionPlanAdopted,
    ActionPlanAgreementsVoided,
    ActionPlanCompleted,
    ActionPlanDrafted,
    ActionPlanRevised,
    ActionPlanSubmitted,
    ActionPlanSuperseded,
    Event,
    PartyAgreedActionPlan,
)
from vocabulary.identifiers import ActionPlanId


def action_plan_contract(id_: ActionPlanId, event: Event) -> contracts.Event | None:
    match event:
        case ActionPlanDrafted() | ActionPlanRevised():
            return None
        case PartyAgreedActionPlan():
            return contracts.PartyAgreedActionPlan(
                action_plan=id_,
                partnership=event.partnership,
                party=event.party,
                content_hash=event.content_hash,
                on=event.on,
                recorded_on_behalf=event.on_behalf is not None,
            )
        case ActionPlanAgreementsVoided(partnership=partnership, content_hash=hash_, on=on):
            return contracts.ActionPlanAgreementsVoided(
                action_plan=id_, partnership=partnership, content_hash=hash_, on=on
            )
        case ActionPlanSubmitted():
            return _submitted(id_, event)
        case _:
            return _afterwards(id_, event)


def _submitted(id_: ActionPlanId, event: ActionPlanSubmitted) -> contracts.ActionPlanSubmitted:
    return contracts.ActionPlanSubmitted(
        action_plan=id_,
        partnership=event.partnership,
        protocol=event.protocol,
        phase=event.phase,
        country=event.country,
        parties=event.parties,
        content_hash=event.content_hash,
        title=event.content.title,
        period=event.content.period,
        actions=event.content.actions,
        indicators=event.content.indicators,
        budget_lines=event.content.budget_lines,
        strategic_plan=event.strategic_plan,
        strategic_plan_version=event.strategic_plan_version,
        on=event.on,
    )


def _afterwards(
    id_: ActionPlanId, event: ActionPlanAdopted | ActionPlanSuperseded | ActionPlanCompleted
) -> contracts.Event:
    match event:
        case ActionPlanAdopted():
            return contracts.ActionPlanAdopted(
                action_plan=id_,
                partnership=event.partnership,
                convention=event.convention,
                convention_version=event.convention_version,
                on=event.on,
            )
        case ActionPlanSuperseded(partnership=partnership, by=by, on=on):
            return contracts.ActionPlanSuperseded(
                action_plan=id_, partnership=partnership, by=by, on=on
            )
        case ActionPlanCompleted(partnership=partnership, on=on):
            return contracts.ActionPlanCompleted(action_plan=id_, partnership=partnership, on=on)
