"""What each event about a joint action plan changes on file."""

from collections.abc import Iterable
from typing import TypeAlias

from msgspec.structs import replace

from contracts.planning import (
    ActionPlanAdopted,
    ActionPlanAgreementsVoided,
    ActionPlanCompleted,
    ActionPlanSubmitted,
    ActionPlanSuperseded,
    PartyAgreedActionPlan,
)
from gateway.read_model.dossiers import Desk, Ref
from gateway.read_model.ids import text
from gateway.read_model.planning.action_plans import ActionPlan, PlanAgreement, Submission
from gateway.read_model.said import Said
from kernel.unions import members

Negotiated: TypeAlias = PartyAgreedActionPlan | ActionPlanAgreementsVoided | ActionPlanSubmitted
Ended: TypeAlias = ActionPlanAdopted | ActionPlanSuperseded | ActionPlanCompleted

HEARS = (*members(Negotiated), *members(Ended))


def needs(said: Said) -> Iterable[Ref]:
    match said.event:
        case event if isinstance(event, Negotiated | Ended):
            yield Ref(ActionPlan, said.country, text(event.action_plan))


def apply(desk: Desk, said: Said) -> None:
    match said.event:
        case event if isinstance(event, Negotiated):
            plan = desk.find(ActionPlan, said.country, event.action_plan) or _begun(event, said)
            desk.file(_marked(_negotiated(plan, event, said), said), said.at)
        case event if isinstance(event, Ended):
            plan = desk.open(ActionPlan, said.country, event.action_plan)
            desk.file(_marked(_ended(plan, event), said), said.at)


def _begun(event: Negotiated, said: Said) -> ActionPlan:
    return ActionPlan(
        country=said.country,
        id=text(event.action_plan),
        partnership=text(event.partnership),
        content_hash=event.content_hash,
        begun_on=event.on,
        mark=said.mark,
    )


def _marked(plan: ActionPlan, said: Said) -> ActionPlan:
    return replace(plan, mark=plan.mark.also(said.mark))


def _negotiated(plan: ActionPlan, event: Negotiated, said: Said) -> ActionPlan:
    match event:
        case PartyAgreedActionPlan(party=party, content_hash=content_hash):
            agreement = PlanAgreement(
                content_hash=content_hash,
                on=event.on,
                recorded_on_behalf=event.recorded_on_behalf,
                mark=said.mark,
            )
            agreements = {**plan.agreements, text(party): agreement}
            return replace(plan, content_hash=content_hash, agreements=agreements)
        case ActionPlanAgreementsVoided(content_hash=content_hash, on=on):
            return replace(plan, content_hash=content_hash, agreements={}, agreements_voided_on=on)
        case ActionPlanSubmitted(content_hash=content_hash):
            return replace(plan, content_hash=content_hash, submission=_submission(event))


def _submission(event: ActionPlanSubmitted) -> Submission:
    return Submission(
        protocol=text(event.protocol),
        phase=text(event.phase),
        title=event.title,
        period=event.period,
        actions=event.actions,
        indicators=tuple(text(indicator) for indicator in event.indicators),
        budget_lines=event.budget_lines,
        strategic_plan=text(event.strategic_plan),
        strategic_plan_version=event.strategic_plan_version,
        on=event.on,
    )


def _ended(plan: ActionPlan, event: Ended) -> ActionPlan:
    match event:
        case ActionPlanAdopted(on=on):
            return replace(plan, adopted_on=on)
        case ActionPlanSuperseded(by=by, on=on):
            return replace(plan, superseded_by=text(by), superseded_on=on)
        case ActionPlanCompleted(on=on):
            return replace(plan, completed_on=on)
