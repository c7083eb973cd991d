"""Who may ask what of a joint action plan, and what comes of it."""

from typing import assert_never

from kernel.identity import Principal
from kernel.refusals import NotFound
from services.planning.domain.action_plan.afterwards import adopt, complete, supersede
from services.planning.domain.action_plan.commands import (
    AdoptActionPlan,
    AgreeActionPlan,
    Command,
    CompleteActionPlan,
    DraftActionPlan,
    ReviseActionPlan,
    SubmitActionPlan,
    SupersedeActionPlan,
)
from services.planning.domain.action_plan.content import is_consistent
from services.planning.domain.action_plan.events import (
    ActionPlanAgreementsVoided,
    ActionPlanDrafted,
    ActionPlanRevised,
    Event,
    PartyAgreedActionPlan,
)
from services.planning.domain.action_plan.facts import Facts
from services.planning.domain.action_plan.refusals import (
    ActionPlanAlreadyDrafted,
    AgreedToAnotherContent,
    NotAParty,
    PartnershipNotInPhase,
    PartnershipUnknown,
    PhaseUnknown,
    PlanIsSubmitted,
)
from services.planning.domain.action_plan.state import ActionPlan
from services.planning.domain.action_plan.submitting import submit
from services.planning.domain.authority import only_what_was_heard
from services.planning.domain.heard import Partnership, relied_on
from vocabulary.actions import ActionPlanContent
from vocabulary.authority import commune_or_on_behalf, commune_or_unit
from vocabulary.dates import happened
from vocabulary.hashing import content_hash


def may(principal: Principal, command: Command, _plan: ActionPlan, _facts: Facts) -> None:
    """Let each party act for itself; the country unit drafts, and records on behalf."""
    match command:
        case AdoptActionPlan():
            only_what_was_heard(principal)
        case AgreeActionPlan(party=party, on_behalf=on_behalf):
            commune_or_on_behalf(principal, party, on_behalf)
        case _:
            commune_or_unit(principal, command.party)


def decide(command: Command, plan: ActionPlan, facts: Facts) -> list[Event]:
    if isinstance(command, DraftActionPlan):
        return _draft(command, plan, facts)
    if plan.draft is None or plan.content is None:
        raise NotFound
    if isinstance(command, AdoptActionPlan):
        return adopt(command, plan, facts)
    partnership = facts.partnership
    if partnership is None:
        raise PartnershipUnknown(partnership=str(plan.draft.partnership))
    if command.party not in partnership.members:
        raise NotAParty(party=str(command.party))
    match command:
        case SupersedeActionPlan():
            return supersede(command, plan, facts)
        case CompleteActionPlan():
            return complete(command, plan, facts)
        case _:
            return _towards_submission(command, plan, plan.content, partnership, facts)


def _towards_submission(
    command: ReviseActionPlan | AgreeActionPlan | SubmitActionPlan,
    plan: ActionPlan,
    content: ActionPlanContent,
    partnership: Partnership,
    facts: Facts,
) -> list[Event]:
    match command:
        case ReviseActionPlan():
            return _revise(command, plan, partnership, facts)
        case AgreeActionPlan():
            return _agree(command, plan, partnership, facts)
        case SubmitActionPlan() if plan.submission is not None:
            return []
        case SubmitActionPlan():
            return submit(command, plan, content, partnership, facts)
        case _:
            assert_never(command)


def _draft(command: DraftActionPlan, plan: ActionPlan, facts: Facts) -> list[Event]:
    if plan.draft is not None:
        if _repeats(command, plan.draft):
            return []
        raise ActionPlanAlreadyDrafted
    partnership, phase = facts.partnership, facts.phase
    if partnership is None:
        raise PartnershipUnknown(partnership=str(command.partnership))
    if phase is None:
        raise PhaseUnknown(phase=str(command.phase))
    if phase.id not in partnership.phases:
        raise PartnershipNotInPhase(phase=phase.code)
    if command.party not in partnership.members:
        raise NotAParty(party=str(command.party))
    is_consistent(command.content)
    happened(facts.now, command.on)
    return [
        ActionPlanDrafted(
            partnership=partnership.id,
            phase=phase.id,
            country=partnership.country,
            parties=partnership.members,
            drafted_by=command.party,
            on=command.on,
            content=command.content,
            content_hash=content_hash(command.content),
            relied_on=relied_on(partnership, phase),
        )
    ]


def _repeats(command: DraftActionPlan, draft: ActionPlanDrafted) -> bool:
    asked = (command.partnership, command.phase, command.party, command.on, command.content)
    return asked == (draft.partnership, draft.phase, draft.drafted_by, draft.on, draft.content)


def _revise(
    command: ReviseActionPlan, plan: ActionPlan, partnership: Partnership, facts: Facts
) -> list[Event]:
    if command.content == plan.content:
        return []
    if plan.submission is not None:
        raise PlanIsSubmitted(on=plan.submission.on.isoformat())
    is_consistent(command.content)
    happened(facts.now, command.on)
    revised = ActionPlanRevised(
        parties=partnership.members,
        revised_by=command.party,
        on=command.on,
        content=command.content,
        content_hash=content_hash(command.content),
        relied_on=relied_on(partnership),
    )
    if not plan.agreed:
        return [revised]
    voided = ActionPlanAgreementsVoided(
        partnership=partnership.id, content_hash=revised.content_hash, on=command.on
    )
    return [revised, voided]


def _agree(
    command: AgreeActionPlan, plan: ActionPlan, partnership: Partnership, facts: Facts
) -> list[Event]:
    if command.content_hash != plan.content_hash:
        raise AgreedToAnotherContent(content_hash=plan.content_hash)
    if command.party in plan.agreed:
        return []
    if plan.submission is not None:
        raise PlanIsSubmitted(on=plan.submission.on.isoformat())
    happened(facts.now, command.on)
    return [
        PartyAgreedActionPlan(
            partnership=partnership.id,
            party=command.party,
            content_hash=plan.content_hash,
            on=command.on,
            on_behalf=command.on_behalf,
            relied_on=relied_on(partnership),
        )
    ]
