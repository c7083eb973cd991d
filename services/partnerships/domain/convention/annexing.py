"""Annex a submitted joint action plan: by that it is adopted. Annex the rules on personal data."""

from services.partnerships.domain.convention.commands import AnnexActionPlan, AnnexDataProtection
from services.partnerships.domain.convention.events import (
    ActionPlanAnnexed,
    ConventionDrafted,
    DataProtectionAnnexed,
    Event,
)
from services.partnerships.domain.convention.facts import Facts, SubmittedPlan
from services.partnerships.domain.convention.refusals import (
    ActionPlanOfAnotherProtocol,
    ActionPlanUnknown,
    AnnexedAnotherContent,
    ConventionNotConcluded,
    DocumentNeedsHash,
)
from services.partnerships.domain.convention.standing import is_party, may_act
from services.partnerships.domain.convention.state import Convention
from vocabulary.dates import happened


def annex(
    command: AnnexActionPlan, convention: Convention, drafted: ConventionDrafted, facts: Facts
) -> list[Event]:
    """Annex it to the version that holds; a plan is annexed once, whichever party does it."""
    is_party(command.party, drafted)
    if earlier := convention.annexed.get(command.action_plan):
        if earlier.content_hash != command.content_hash:
            raise AnnexedAnotherContent(content_hash=earlier.content_hash)
        return []
    holding = convention.holds
    if holding is None:
        raise ConventionNotConcluded
    may_act(drafted, facts)
    plan = _submitted(command, drafted, facts)
    happened(facts.now, command.on)
    annexed = ActionPlanAnnexed(
        version=holding,
        partnership=drafted.partnership,
        party=command.party,
        action_plan=command.action_plan,
        content_hash=command.content_hash,
        on=command.on,
        relied_on=(plan.said,),
        on_behalf=command.on_behalf,
    )
    return [annexed]


def annex_data_protection(
    command: AnnexDataProtection, convention: Convention, drafted: ConventionDrafted, facts: Facts
) -> list[Event]:
    """Annex it to the version on the table; it goes on with the versions after."""
    is_party(command.party, drafted)
    earlier = convention.data_protection
    if earlier and (earlier.document, earlier.on) == (command.document, command.on):
        return []
    if command.document.sha256 is None:
        raise DocumentNeedsHash(reference=command.document.reference)
    happened(facts.now, command.on)
    annexed = DataProtectionAnnexed(
        version=len(convention.versions),
        partnership=drafted.partnership,
        party=command.party,
        document=command.document,
        on=command.on,
        on_behalf=command.on_behalf,
    )
    return [annexed]


def _submitted(command: AnnexActionPlan, drafted: ConventionDrafted, facts: Facts) -> SubmittedPlan:
    plan = facts.action_plan
    if plan is None:
        raise ActionPlanUnknown(action_plan=str(command.action_plan))
    if (plan.partnership, plan.protocol) != (drafted.partnership, drafted.protocol):
        raise ActionPlanOfAnotherProtocol(protocol=str(plan.protocol))
    if plan.content_hash != command.content_hash:
        raise AnnexedAnotherContent(content_hash=plan.content_hash)
    return plan
