"""Who may ask what of a strategic plan, and what comes of it."""

from dataclasses import dataclass
from datetime import datetime
from typing import assert_never

from kernel.identity import Principal
from kernel.refusals import NotFound
from services.planning.domain.authority import commune_or_platform
from services.planning.domain.heard import CountryProgramme, Phase, relied_on
from services.planning.domain.strategic_plan.chain import hangs_together, is_complete
from services.planning.domain.strategic_plan.commands import (
    Command,
    DraftStrategicPlan,
    ObjectToStrategicPlan,
    ReviseStrategicPlan,
    SubmitStrategicPlan,
    ValidateStrategicPlan,
)
from services.planning.domain.strategic_plan.events import (
    Event,
    StrategicPlanDrafted,
    StrategicPlanRevised,
    StrategicPlanSubmitted,
)
from services.planning.domain.strategic_plan.refusals import (
    CountryProgrammeUnknown,
    NoCommuneTakesPart,
    OneStrategicPlanPerCountryProgramme,
    PlanUnderValidation,
    StrategicPlanAlreadyDrafted,
)
from services.planning.domain.strategic_plan.state import StrategicPlan
from services.planning.domain.strategic_plan.validating import (
    Platform,
    object_to,
    takes_part,
    validate,
)
from vocabulary.authority import commune_or_on_behalf
from vocabulary.dates import happened
from vocabulary.hashing import content_hash
from vocabulary.identifiers import StrategicPlanId
from vocabulary.plans import StrategicPlanState


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """`phase` says by which rules the communes decide, unanimity where it is not known.

    `taken_by` is another strategic plan that holds the place of the country programme.
    """

    now: datetime
    country_programme: CountryProgramme | None = None
    phase: Phase | None = None
    taken_by: StrategicPlanId | None = None


def may(principal: Principal, command: Command, _plan: StrategicPlan, _facts: Facts) -> None:
    """Let each commune act for itself; the country unit drafts for all, and records on behalf."""
    match command:
        case DraftStrategicPlan(drafted_by=commune):
            commune_or_platform(principal, commune)
        case ReviseStrategicPlan(revised_by=commune):
            commune_or_platform(principal, commune)
        case SubmitStrategicPlan(submitted_by=commune):
            commune_or_platform(principal, commune)
        case ValidateStrategicPlan() | ObjectToStrategicPlan():
            commune_or_on_behalf(principal, command.commune, command.on_behalf)
        case _:
            assert_never(command)


def decide(command: Command, plan: StrategicPlan, facts: Facts) -> list[Event]:
    programme = facts.country_programme
    if isinstance(command, DraftStrategicPlan):
        return _draft(command, plan, facts)
    if plan.draft is None or programme is None:
        raise NotFound
    match command:
        case ReviseStrategicPlan():
            return _revise(command, plan, programme, facts)
        case SubmitStrategicPlan():
            return _submit(command, plan, programme, facts)
        case ValidateStrategicPlan():
            return validate(command, plan, Platform(programme, facts.phase), facts.now)
        case ObjectToStrategicPlan():
            return object_to(command, plan, Platform(programme, facts.phase), facts.now)
        case _:
            assert_never(command)


def _draft(command: DraftStrategicPlan, plan: StrategicPlan, facts: Facts) -> list[Event]:
    if plan.draft is not None:
        if _repeats(command, plan.draft):
            return []
        raise StrategicPlanAlreadyDrafted
    programme = facts.country_programme
    if programme is None:
        raise CountryProgrammeUnknown(country_programme=str(command.country_programme))
    takes_part(command.drafted_by, programme)
    if facts.taken_by is not None:
        raise OneStrategicPlanPerCountryProgramme(strategic_plan=str(facts.taken_by))
    hangs_together(command.chain)
    happened(facts.now, command.on)
    return [
        StrategicPlanDrafted(
            country_programme=programme.id,
            phase=programme.phase,
            country=programme.country,
            drafted_by=command.drafted_by,
            on=command.on,
            chain=command.chain,
            sources=command.sources,
            relied_on=relied_on(programme),
        )
    ]


def _repeats(command: DraftStrategicPlan, draft: StrategicPlanDrafted) -> bool:
    asked = (command.country_programme, command.drafted_by, command.on, command.chain)
    drafted = (draft.country_programme, draft.drafted_by, draft.on, draft.chain)
    return asked == drafted and command.sources == draft.sources


def _revise(
    command: ReviseStrategicPlan, plan: StrategicPlan, programme: CountryProgramme, facts: Facts
) -> list[Event]:
    latest = plan.versions[-1]
    if (command.chain, command.sources) == (latest.chain, latest.sources):
        return []
    if latest.state is StrategicPlanState.UNDER_VALIDATION:
        raise PlanUnderValidation(version=len(plan.versions))
    takes_part(command.revised_by, programme)
    hangs_together(command.chain)
    happened(facts.now, command.on)
    opens_next = latest.state is StrategicPlanState.VALIDATED
    return [
        StrategicPlanRevised(
            version=len(plan.versions) + (1 if opens_next else 0),
            revised_by=command.revised_by,
            on=command.on,
            chain=command.chain,
            sources=command.sources,
            relied_on=relied_on(programme),
        )
    ]


def _submit(
    command: SubmitStrategicPlan, plan: StrategicPlan, programme: CountryProgramme, facts: Facts
) -> list[Event]:
    latest = plan.versions[-1]
    if latest.state is not StrategicPlanState.DRAFT:
        return []
    takes_part(command.submitted_by, programme)
    if facts.taken_by is not None:
        raise OneStrategicPlanPerCountryProgramme(strategic_plan=str(facts.taken_by))
    is_complete(latest.chain)
    if not programme.communes:
        raise NoCommuneTakesPart
    happened(facts.now, command.on)
    return [
        StrategicPlanSubmitted(
            version=len(plan.versions),
            country_programme=programme.id,
            phase=programme.phase,
            country=programme.country,
            submitted_by=command.submitted_by,
            content_hash=content_hash(latest.chain),
            chain=latest.chain,
            communes=programme.communes,
            on=command.on,
            sources=latest.sources,
            relied_on=relied_on(programme),
        )
    ]
