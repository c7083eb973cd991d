"""Submit a plan: the partnership may act, all parties agree, and it derives from the strategy."""

from services.planning.domain.action_plan.commands import SubmitActionPlan
from services.planning.domain.action_plan.content import derives_from
from services.planning.domain.action_plan.events import ActionPlanSubmitted, Event
from services.planning.domain.action_plan.facts import Facts
from services.planning.domain.action_plan.refusals import (
    NotAgreedByAll,
    PartnershipNotActive,
    PeriodOutsidePhase,
    PhaseNotOpen,
    PhaseUnknown,
    ProtocolNotInForce,
    StrategicPlanNotValidated,
)
from services.planning.domain.action_plan.state import ActionPlan
from services.planning.domain.heard import Partnership, Phase, Protocol, relied_on
from vocabulary.actions import ActionPlanContent
from vocabulary.communes import PartnershipState
from vocabulary.dates import happened
from vocabulary.identifiers import StrategicPlanId
from vocabulary.programmes import PhaseState


def submit(
    command: SubmitActionPlan,
    plan: ActionPlan,
    content: ActionPlanContent,
    partnership: Partnership,
    facts: Facts,
) -> list[Event]:
    happened(facts.now, command.on)
    protocol, phase = _may_act(command, partnership, facts)
    if missing := [str(party) for party in partnership.members if party not in plan.agreed]:
        raise NotAgreedByAll(parties=missing)
    strategic_id, version = _derives(content, facts)
    _inside(content, phase)
    return [
        ActionPlanSubmitted(
            partnership=partnership.id,
            protocol=protocol.id,
            phase=phase.id,
            country=partnership.country,
            parties=partnership.members,
            submitted_by=command.party,
            content=content,
            content_hash=plan.content_hash,
            strategic_plan=strategic_id,
            strategic_plan_version=version,
            on=command.on,
            relied_on=relied_on(partnership, phase, protocol),
        )
    ]


def _may_act(
    command: SubmitActionPlan, partnership: Partnership, facts: Facts
) -> tuple[Protocol, Phase]:
    """May act: protocol in force, partnership active, phase open; each is a rule of its own."""
    protocol, phase = facts.protocol, facts.phase
    if protocol is None:
        raise ProtocolNotInForce(awaiting=[str(party) for party in partnership.members])
    if not protocol.binds(command.on):
        since, ended = protocol.in_force_since, protocol.expired_on
        raise ProtocolNotInForce(
            protocol=str(protocol.id),
            awaiting=[str(party) for party in protocol.awaiting] if since is None else [],
            in_force_since=since.isoformat() if since else None,
            expired_on=ended.isoformat() if ended else None,
        )
    if partnership.state is not PartnershipState.ACTIVE:
        raise PartnershipNotActive(state=partnership.state.value)
    if phase is None:
        raise PhaseUnknown
    if phase.state is not PhaseState.OPEN:
        raise PhaseNotOpen(phase=phase.code, state=phase.state.value)
    return protocol, phase


def _derives(content: ActionPlanContent, facts: Facts) -> tuple[StrategicPlanId, int]:
    """Return the strategic plan and its version that the plan derives from (P18)."""
    applicable = facts.strategic.applicable
    if facts.strategic_id is None or applicable is None:
        strategic = str(facts.strategic_id) if facts.strategic_id else None
        raise StrategicPlanNotValidated(strategic_plan=strategic)
    derives_from(content, facts.strategic.version(applicable))
    return facts.strategic_id, applicable


def _inside(content: ActionPlanContent, phase: Phase) -> None:
    period = content.period
    if period.starts_on < phase.starts_on or period.ends_on > phase.ends_on:
        raise PeriodOutsidePhase(
            phase=phase.code,
            starts_on=phase.starts_on.isoformat(),
            ends_on=phase.ends_on.isoformat(),
        )
