"""The communes' own decisions on a version: validations, and an objection that sends it back.

All communes must validate, unless the programme lays down a quorum for the country.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from services.planning.domain.heard import CountryProgramme, Phase, relied_on
from services.planning.domain.strategic_plan.commands import (
    ObjectToStrategicPlan,
    ValidateStrategicPlan,
)
from services.planning.domain.strategic_plan.events import (
    CommuneObjectedToStrategicPlan,
    CommuneValidatedStrategicPlan,
    Event,
    StrategicPlanSubmitted,
    StrategicPlanValidated,
)
from services.planning.domain.strategic_plan.refusals import (
    DoesNotTakePart,
    NoLongerApplicable,
    NotUnderValidation,
    ObjectedBefore,
    PlanVersionUnknown,
    ValidatedAnotherContent,
    ValidatedByAll,
)
from services.planning.domain.strategic_plan.state import StrategicPlan, Version
from vocabulary.dates import happened
from vocabulary.identifiers import CommuneId
from vocabulary.reliance import Reliance
from vocabulary.rules import UNANIMITY


@dataclass(frozen=True, slots=True)
class Platform:
    """The communes of the country that take part, and the phase whose rules they decide by."""

    programme: CountryProgramme
    phase: Phase | None

    def quorum(self, on: date) -> str:
        """Return the share of the communes that must validate, in per cent: all by default."""
        if self.phase is None:
            return UNANIMITY
        return self.phase.rules_on(on).quorum_of(self.programme.country)

    @property
    def relied_on(self) -> tuple[Reliance, ...]:
        return relied_on(self.programme, self.phase)


def validate(
    command: ValidateStrategicPlan, plan: StrategicPlan, platform: Platform, now: datetime
) -> list[Event]:
    """Return the validation, and that of the whole version once no commune is waited for.

    A validation that is given again says nothing new of its commune, but concludes the version if
    those that were missing have withdrawn from the country programme since.
    """
    version, submission = _submitted(plan, command.version)
    if command.content_hash != submission.content_hash:
        raise ValidatedAnotherContent(content_hash=submission.content_hash)
    if command.commune in version.validations:
        return _concluded(version, submission, version.validations, platform)
    if plan.applicable is not None and command.version < plan.applicable:
        raise NoLongerApplicable(applicable=plan.applicable)
    takes_part(command.commune, platform.programme)
    happened(now, command.on)
    validated = CommuneValidatedStrategicPlan(
        version=command.version,
        commune=command.commune,
        content_hash=submission.content_hash,
        on=command.on,
        on_behalf=command.on_behalf,
        relied_on=platform.relied_on,
    )
    validations = {**version.validations, command.commune: validated}
    return [validated, *_concluded(version, submission, validations, platform)]


def object_to(
    command: ObjectToStrategicPlan, plan: StrategicPlan, platform: Platform, now: datetime
) -> list[Event]:
    """Return the objection, which sends the version back to draft.

    It is no permanent veto where a quorum is laid down: a commune objects to a plan once on its
    way to being validated, and then withholds its validation.
    """
    if _repeats(command, plan):
        return []
    version, _ = _submitted(plan, command.version)
    if version.validated_on is not None:
        raise ValidatedByAll(version=command.version)
    takes_part(command.commune, platform.programme)
    happened(now, command.on)
    quorum = platform.quorum(command.on)
    if quorum != UNANIMITY and _has_objected(command.commune, plan):
        raise ObjectedBefore(quorum=quorum)
    return [
        CommuneObjectedToStrategicPlan(
            version=command.version,
            commune=command.commune,
            on=command.on,
            reason=command.reason,
            on_behalf=command.on_behalf,
            relied_on=platform.relied_on,
        )
    ]


def _has_objected(commune: CommuneId, plan: StrategicPlan) -> bool:
    """Whether the commune has objected since a version was last validated."""
    later = plan.versions[plan.applicable or 0 :]
    return any(each.objection and each.objection.commune == commune for each in later)


def _submitted(plan: StrategicPlan, number: int) -> tuple[Version, StrategicPlanSubmitted]:
    """Return the version that lies, or lay until all validated it, before the communes."""
    if not 1 <= number <= len(plan.versions):
        raise PlanVersionUnknown(latest=len(plan.versions))
    version = plan.version(number)
    if version.submission is None or version.objection is not None:
        raise NotUnderValidation(version=number, state=version.state.value)
    return version, version.submission


def _repeats(command: ObjectToStrategicPlan, plan: StrategicPlan) -> bool:
    if not 1 <= command.version <= len(plan.versions):
        return False
    objection = plan.version(command.version).objection
    return objection is not None and (
        (objection.commune, objection.on, objection.reason)
        == (command.commune, command.on, command.reason)
    )


def _concluded(
    version: Version,
    submission: StrategicPlanSubmitted,
    validations: Mapping[CommuneId, CommuneValidatedStrategicPlan],
    platform: Platform,
) -> list[Event]:
    if version.validated_on is not None:
        return []
    # Who has withdrawn since the submission is not waited for.
    there = [each for each in submission.communes if each in platform.programme.communes]
    on = max(validation.on for validation in validations.values())
    given, quorum = sum(each in validations for each in there), platform.quorum(on)
    if given * 100 < Decimal(quorum) * len(there):
        return []
    return [
        StrategicPlanValidated(
            version=submission.version,
            phase=submission.phase,
            country=submission.country,
            content_hash=submission.content_hash,
            chain=submission.chain,
            on=on,
            quorum=None if quorum == UNANIMITY else quorum,
        )
    ]


def takes_part(commune: CommuneId | None, programme: CountryProgramme) -> None:
    """Refuse a commune that does not take part; none is named where the country unit drafts."""
    if commune is not None and commune not in programme.communes:
        raise DoesNotTakePart(commune=str(commune))
