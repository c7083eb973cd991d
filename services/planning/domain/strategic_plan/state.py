"""What is known of a strategic plan, from its events."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from services.planning.domain.strategic_plan.events import (
    CommuneObjectedToStrategicPlan,
    CommuneValidatedStrategicPlan,
    Event,
    StrategicPlanDrafted,
    StrategicPlanRevised,
    StrategicPlanSubmitted,
    StrategicPlanValidated,
)
from vocabulary.acts import Source
from vocabulary.identifiers import CommuneId, IndicatorId, ResultId
from vocabulary.plans import StrategicPlanState
from vocabulary.results import Result


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """One version of the chain, from its first draft on; `validated_on` once by every commune."""

    chain: tuple[Result, ...]
    sources: tuple[Source, ...] = ()
    submission: StrategicPlanSubmitted | None = None
    validations: Mapping[CommuneId, CommuneValidatedStrategicPlan] = field(default_factory=dict)
    objection: CommuneObjectedToStrategicPlan | None = None
    validated_on: date | None = None

    @property
    def state(self) -> StrategicPlanState:
        if self.validated_on is not None:
            return StrategicPlanState.VALIDATED
        open_ = self.submission is not None and self.objection is None
        return StrategicPlanState.UNDER_VALIDATION if open_ else StrategicPlanState.DRAFT

    @property
    def results(self) -> frozenset[ResultId]:
        return frozenset(result.id for result in self.chain)

    @property
    def indicators(self) -> frozenset[IndicatorId]:
        return frozenset(each.id for result in self.chain for each in result.indicators)


@dataclass(frozen=True, slots=True, kw_only=True)
class StrategicPlan:
    """`versions` from 1 on; the latest one that every commune has validated is applicable."""

    draft: StrategicPlanDrafted | None = None
    versions: tuple[Version, ...] = ()

    @property
    def applicable(self) -> int | None:
        """The number of the version that plans derive from, None while there is none."""
        numbers = range(len(self.versions), 0, -1)
        return next((n for n in numbers if self.version(n).validated_on is not None), None)

    def version(self, number: int) -> Version:
        return self.versions[number - 1]


INITIAL = StrategicPlan()


def evolve(plan: StrategicPlan, event: Event) -> StrategicPlan:
    match event:
        case StrategicPlanDrafted(chain=chain, sources=sources):
            return StrategicPlan(draft=event, versions=(Version(chain=chain, sources=sources),))
        case StrategicPlanRevised(version=number) if number == len(plan.versions) + 1:
            opened = Version(chain=event.chain, sources=event.sources)
            return replace(plan, versions=(*plan.versions, opened))
        case _ if not 1 <= event.version <= len(plan.versions):
            return plan
        case CommuneObjectedToStrategicPlan(version=number):
            objected = _changed(plan, event)
            again = Version(chain=plan.version(number).chain, sources=plan.version(number).sources)
            return replace(objected, versions=(*objected.versions, again))
        case _:
            return _changed(plan, event)


def _changed(
    plan: StrategicPlan,
    event: StrategicPlanRevised
    | StrategicPlanSubmitted
    | CommuneValidatedStrategicPlan
    | CommuneObjectedToStrategicPlan
    | StrategicPlanValidated,
) -> StrategicPlan:
    version = plan.version(event.version)
    match event:
        case StrategicPlanRevised(chain=chain, sources=sources):
            version = replace(version, chain=chain, sources=sources)
        case StrategicPlanSubmitted():
            version = replace(version, submission=event)
        case CommuneValidatedStrategicPlan(commune=commune):
            version = replace(version, validations={**version.validations, commune: event})
        case CommuneObjectedToStrategicPlan():
            version = replace(version, objection=event)
        case StrategicPlanValidated(on=on):
            version = replace(version, validated_on=on)
    versions = list(plan.versions)
    versions[event.version - 1] = version
    return replace(plan, versions=tuple(versions))
