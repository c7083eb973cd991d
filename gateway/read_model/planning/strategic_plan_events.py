"""What each event about a strategic plan changes on file."""

from collections.abc import Iterable
from typing import TypeAlias

from msgspec.structs import replace

from contracts.planning import (
    CommuneObjectedToStrategicPlan,
    CommuneValidatedStrategicPlan,
    StrategicPlanSubmitted,
    StrategicPlanValidated,
)
from gateway.read_model.dossiers import Desk, Ref
from gateway.read_model.ids import text
from gateway.read_model.planning.strategic_plans import (
    PlanVersion,
    Position,
    StrategicPlan,
    ValidationOutcome,
)
from gateway.read_model.said import Said
from kernel.unions import members

Later: TypeAlias = (
    CommuneValidatedStrategicPlan | CommuneObjectedToStrategicPlan | StrategicPlanValidated
)

HEARS = (StrategicPlanSubmitted, *members(Later))


def needs(said: Said) -> Iterable[Ref]:
    match said.event:
        case event if isinstance(event, StrategicPlanSubmitted | Later):
            yield Ref(StrategicPlan, said.country, text(event.strategic_plan))


def apply(desk: Desk, said: Said) -> None:
    match said.event:
        case StrategicPlanSubmitted(strategic_plan=id_) as event:
            plan = desk.find(StrategicPlan, said.country, id_) or _begun(event, said)
            desk.file(_with(plan, _submitted(event, said), said), said.at)
        case event if isinstance(event, Later):
            plan = desk.open(StrategicPlan, said.country, event.strategic_plan)
            version = _changed(plan.versions[str(event.version)], event, said)
            desk.file(_with(plan, version, said), said.at)


def _begun(event: StrategicPlanSubmitted, said: Said) -> StrategicPlan:
    return StrategicPlan(
        country=said.country,
        id=text(event.strategic_plan),
        country_programme=text(event.country_programme),
        phase=text(event.phase),
        mark=said.mark,
    )


def _submitted(event: StrategicPlanSubmitted, said: Said) -> PlanVersion:
    asked = Position(mark=said.mark)
    return PlanVersion(
        number=event.version,
        content_hash=event.content_hash,
        chain=event.chain,
        submitted_on=event.on,
        sources=event.sources,
        positions={text(commune): asked for commune in event.communes},
        mark=said.mark,
    )


def _with(plan: StrategicPlan, version: PlanVersion, said: Said) -> StrategicPlan:
    versions = {**plan.versions, str(version.number): version}
    return replace(plan, versions=versions, mark=plan.mark.also(said.mark))


def _changed(version: PlanVersion, event: Later, said: Said) -> PlanVersion:
    match event:
        case CommuneValidatedStrategicPlan(commune=commune):
            position = Position(
                outcome=ValidationOutcome.VALIDATED,
                on=event.on,
                recorded_on_behalf=event.recorded_on_behalf,
                mark=said.mark,
            )
            return replace(version, positions={**version.positions, text(commune): position})
        case CommuneObjectedToStrategicPlan(commune=commune):
            position = Position(
                outcome=ValidationOutcome.OBJECTED,
                on=event.on,
                reason=event.reason,
                recorded_on_behalf=event.recorded_on_behalf,
                mark=said.mark,
            )
            return replace(version, positions={**version.positions, text(commune): position})
        case StrategicPlanValidated(on=on):
            return replace(version, validated_on=on, mark=version.mark.also(said.mark))
