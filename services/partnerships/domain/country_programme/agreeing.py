"""The communes of a country agree to its sectors and its goal, each for itself (P7)."""

from services.partnerships.domain.country_programme.commands import AgreeGoal, WithdrawAgreement
from services.partnerships.domain.country_programme.events import (
    AgreementWithdrawn,
    Event,
    GoalAgreed,
)
from services.partnerships.domain.country_programme.refusals import (
    AgreedOnAnotherDay,
    CommuneNotAdmitted,
    GoalHasChanged,
    NoGoalYet,
    NotAgreed,
)
from services.partnerships.domain.country_programme.state import CountryProgramme


def agree(command: AgreeGoal, programme: CountryProgramme) -> list[Event]:
    if command.commune not in programme.taking_part:
        raise CommuneNotAdmitted(commune=str(command.commune))
    if programme.goal is None:
        raise NoGoalYet
    if command.revision != programme.revision:
        raise GoalHasChanged(revision=programme.revision)
    match programme.agreements.get(command.commune):
        case GoalAgreed(on=on) if on == command.on:
            return []
        case GoalAgreed(on=on):
            raise AgreedOnAnotherDay(on=on.isoformat())
    return [
        GoalAgreed(
            commune=command.commune,
            revision=command.revision,
            on=command.on,
            on_behalf=command.on_behalf,
        )
    ]


def withdraw_agreement(command: WithdrawAgreement, programme: CountryProgramme) -> list[Event]:
    match programme.agreements.get(command.commune):
        case GoalAgreed(revision=revision):
            return [
                AgreementWithdrawn(
                    commune=command.commune,
                    revision=revision,
                    reason=command.reason,
                    on_behalf=command.on_behalf,
                )
            ]
        case AgreementWithdrawn(reason=reason) if reason == command.reason:
            return []
        case _:
            raise NotAgreed(commune=str(command.commune))
