"""The communes' own decisions on a version: validations, and one objection that sends it back.

All communes must validate: the sources say "les communes ont validé" and name no quorum.
"""

from collections.abc import Mapping
from datetime import datetime

from services.planning.domain.heard import CountryProgramme, relied_on
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
    PlanVersionUnknown,
    ValidatedAnotherContent,
    ValidatedByAll,
)
from services.planning.domain.strategic_plan.state import StrategicPlan, Version
from vocabulary.dates import happened
from vocabulary.identifiers import CommuneId


def validate(
    command: ValidateStrategicPlan, plan: StrategicPlan, programme: CountryProgramme, now: datetime
) -> list[Event]:
    """Return the validation, and that of the whole version once no commune is missing.

    A validation that is given again says nothing new of its commune, but concludes the version if
    those that were missing have withdrawn from the country programme since.
    """
    version, submission = _submitted(plan, command.version)
    if command.content_hash != submission.content_hash:
        raise ValidatedAnotherContent(content_hash=submission.content_hash)
    if command.commune in version.validations:
        return _concluded(version, submission, version.validations, programme)
    if plan.applicable is not None and command.version < plan.applicable:
        raise NoLongerApplicable(applicable=plan.applicable)
    takes_part(command.commune, programme)
    happened(now, command.on)
    validated = CommuneValidatedStrategicPlan(
        version=command.version,
        commune=command.commune,
        content_hash=submission.content_hash,
        on=command.on,
        on_behalf=command.on_behalf,
        relied_on=relied_on(programme),
    )
    validations = {**version.validations, command.commune: validated}
    return [validated, *_concluded(version, submission, validations, programme)]


def object_to(
    command: ObjectToStrategicPlan, plan: StrategicPlan, programme: CountryProgramme, now: datetime
) -> list[Event]:
    if _repeats(command, plan):
        return []
    version, _ = _submitted(plan, command.version)
    if version.validated_on is not None:
        raise ValidatedByAll(version=command.version)
    takes_part(command.commune, programme)
    happened(now, command.on)
    return [
        CommuneObjectedToStrategicPlan(
            version=command.version,
            commune=command.commune,
            on=command.on,
            reason=command.reason,
            on_behalf=command.on_behalf,
            relied_on=relied_on(programme),
        )
    ]


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
    programme: CountryProgramme,
) -> list[Event]:
    if version.validated_on is not None:
        return []
    # Who has withdrawn since the submission is not waited for.
    if any(c in programme.communes and c not in validations for c in submission.communes):
        return []
    return [
        StrategicPlanValidated(
            version=submission.version,
            phase=submission.phase,
            country=submission.country,
            content_hash=submission.content_hash,
            chain=submission.chain,
            on=max(validation.on for validation in validations.values()),
        )
    ]


def takes_part(commune: CommuneId | None, programme: CountryProgramme) -> None:
    """Refuse a commune that does not take part; none is named where the country unit drafts."""
    if commune is not None and commune not in programme.communes:
        raise DoesNotTakePart(commune=str(commune))
