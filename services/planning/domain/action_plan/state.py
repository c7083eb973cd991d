"""What is known of a joint action plan, from its events."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import assert_never

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
from vocabulary.actions import ActionPlanContent
from vocabulary.identifiers import CommuneId
from vocabulary.plans import ActionPlanState


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionPlan:
    """`agreed` has the day on which each party agreed to the present content."""

    draft: ActionPlanDrafted | None = None
    content: ActionPlanContent | None = None
    content_hash: str = ""
    agreed: Mapping[CommuneId, date] = field(default_factory=dict)
    submission: ActionPlanSubmitted | None = None
    adoptions: tuple[ActionPlanAdopted, ...] = ()
    end: ActionPlanSuperseded | ActionPlanCompleted | None = None

    @property
    def state(self) -> ActionPlanState:
        match self.end:
            case ActionPlanSuperseded():
                return ActionPlanState.SUPERSEDED
            case ActionPlanCompleted():
                return ActionPlanState.COMPLETED
        if self.adoptions:
            return ActionPlanState.ADOPTED
        return ActionPlanState.SUBMITTED if self.submission else ActionPlanState.DRAFT


INITIAL = ActionPlan()


def evolve(plan: ActionPlan, event: Event) -> ActionPlan:
    match event:
        case ActionPlanDrafted(content=content, content_hash=content_hash):
            plan = ActionPlan(draft=event, content=content, content_hash=content_hash)
        case ActionPlanRevised(content=content, content_hash=content_hash):
            plan = replace(plan, content=content, content_hash=content_hash, agreed={})
        case PartyAgreedActionPlan(party=party, on=on):
            plan = replace(plan, agreed={**plan.agreed, party: on})
        case ActionPlanSubmitted():
            plan = replace(plan, submission=event)
        case ActionPlanAdopted():
            plan = replace(plan, adoptions=(*plan.adoptions, event))
        case ActionPlanSuperseded() | ActionPlanCompleted():
            plan = replace(plan, end=event)
        case ActionPlanAgreementsVoided():
            pass  # the revision itself has emptied them
        case _:
            assert_never(event)
    return plan
