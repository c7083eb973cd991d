"""What the member gives, and the correction of what was recorded of it."""

from typing import assert_never

from services.partnerships.domain.commitment.commands import (
    CorrectContribution,
    OfContribution,
    RecordContribution,
    WithdrawContribution,
)
from services.partnerships.domain.commitment.events import (
    CommitmentMade,
    ContributionCorrected,
    ContributionRecorded,
    ContributionWithdrawn,
    Event,
)
from services.partnerships.domain.commitment.facts import Facts
from services.partnerships.domain.commitment.refusals import (
    ContributionAlreadyRecorded,
    ContributionIsWithdrawn,
    ContributionUnknown,
    MeasuredInAnotherUnit,
)
from services.partnerships.domain.commitment.state import Commitment
from services.partnerships.domain.commitment.undertaking import fits
from vocabulary.dates import happened


def of_contribution(
    command: OfContribution, commitment: Commitment, made: CommitmentMade, facts: Facts
) -> list[Event]:
    match command:
        case RecordContribution():
            return _record(command, commitment, made, facts)
        case CorrectContribution():
            return _correct(command, commitment, made, facts)
        case WithdrawContribution():
            return _withdraw(command, commitment, made)
        case _:
            assert_never(command)


def _record(
    command: RecordContribution, commitment: Commitment, made: CommitmentMade, facts: Facts
) -> list[Event]:
    recorded = ContributionRecorded(
        partnership=made.partnership,
        contribution=command.contribution,
        party=command.party,
        measure=command.measure,
        on=command.on,
        text=command.text,
        evidence=command.evidence,
    )
    if earlier := commitment.contributions.get(command.contribution):
        if earlier == recorded:
            return []
        raise ContributionAlreadyRecorded
    _is_real(command, commitment, made, facts)
    return [recorded]


def _correct(
    command: CorrectContribution, commitment: Commitment, made: CommitmentMade, facts: Facts
) -> list[Event]:
    known = commitment.contributions.get(command.contribution)
    if known is None:
        raise ContributionUnknown(contribution=str(command.contribution))
    if isinstance(known, ContributionWithdrawn):
        raise ContributionIsWithdrawn(reason=known.reason)
    if _holds(known) == _holds(command):
        return []
    _is_real(command, commitment, made, facts)
    corrected = ContributionCorrected(
        partnership=made.partnership,
        contribution=command.contribution,
        party=command.party,
        measure=command.measure,
        on=command.on,
        reason=command.reason,
        text=command.text,
        evidence=command.evidence,
    )
    return [corrected]


def _withdraw(
    command: WithdrawContribution, commitment: Commitment, made: CommitmentMade
) -> list[Event]:
    known = commitment.contributions.get(command.contribution)
    if known is None:
        raise ContributionUnknown(contribution=str(command.contribution))
    if isinstance(known, ContributionWithdrawn):
        return []
    withdrawn = ContributionWithdrawn(
        partnership=made.partnership,
        contribution=command.contribution,
        party=command.party,
        reason=command.reason,
    )
    return [withdrawn]


def _is_real(
    command: RecordContribution | CorrectContribution,
    commitment: Commitment,
    made: CommitmentMade,
    facts: Facts,
) -> None:
    fits(made.kind, command.measure)
    # Money may arrive in another currency than was promised; days and rooms are what they are.
    unit = (commitment.last or made).measure.unit
    if unit != command.measure.unit:
        raise MeasuredInAnotherUnit(unit=unit)
    happened(facts.now, command.on)


def _holds(
    said: ContributionRecorded | ContributionCorrected | CorrectContribution,
) -> tuple[object, ...]:
    return said.measure, said.on, said.text, said.evidence
