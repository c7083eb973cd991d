"""What becomes of a submitted plan: adopted with the convention, superseded, completed."""

from services.planning.domain.action_plan.commands import (
    AdoptActionPlan,
    CompleteActionPlan,
    SupersedeActionPlan,
)
from services.planning.domain.action_plan.events import (
    ActionPlanAdopted,
    ActionPlanCompleted,
    ActionPlanSubmitted,
    ActionPlanSuperseded,
    Event,
)
from services.planning.domain.action_plan.facts import Facts
from services.planning.domain.action_plan.refusals import (
    AdoptedAnotherContent,
    NotAdopted,
    NotASuccessor,
    NotSubmitted,
    PlanHasEnded,
)
from services.planning.domain.action_plan.state import ActionPlan
from vocabulary.dates import happened


def adopt(command: AdoptActionPlan, plan: ActionPlan, facts: Facts) -> list[Event]:
    """Adopt; a plan annexed again to a later version of the convention is adopted there too."""
    known = [(each.convention, each.convention_version) for each in plan.adoptions]
    if (command.convention, command.convention_version) in known:
        return []
    submission = _submitted(plan)
    if command.content_hash != submission.content_hash:
        raise AdoptedAnotherContent(content_hash=submission.content_hash)
    if plan.end is not None:
        raise PlanHasEnded(state=plan.state.value)
    happened(facts.now, command.on)
    return [
        ActionPlanAdopted(
            partnership=submission.partnership,
            convention=command.convention,
            convention_version=command.convention_version,
            content_hash=submission.content_hash,
            on=command.on,
            relied_on=(command.heard,),
        )
    ]


def supersede(command: SupersedeActionPlan, plan: ActionPlan, facts: Facts) -> list[Event]:
    submission = _submitted(plan)
    superseded = ActionPlanSuperseded(
        partnership=submission.partnership,
        by=command.by,
        recorded_by=command.party,
        on=command.on,
    )
    if plan.end is not None:
        return _already(superseded, plan)
    other = facts.successor.submission
    if other is None or facts.successor.end is not None or _place(other) != _place(submission):
        raise NotASuccessor(by=str(command.by))
    happened(facts.now, command.on)
    return [superseded]


def complete(command: CompleteActionPlan, plan: ActionPlan, facts: Facts) -> list[Event]:
    submission = _submitted(plan)
    completed = ActionPlanCompleted(
        partnership=submission.partnership, recorded_by=command.party, on=command.on
    )
    if plan.end is not None:
        return _already(completed, plan)
    if not plan.adoptions:
        raise NotAdopted
    happened(facts.now, command.on)
    return [completed]


def _already(ended: ActionPlanSuperseded | ActionPlanCompleted, plan: ActionPlan) -> list[Event]:
    if ended == plan.end:
        return []
    raise PlanHasEnded(state=plan.state.value)


def _submitted(plan: ActionPlan) -> ActionPlanSubmitted:
    if plan.submission is None:
        raise NotSubmitted
    return plan.submission


def _place(submission: ActionPlanSubmitted) -> tuple[object, object]:
    return submission.partnership, submission.phase
