"""Who may ask what of a commitment, and what comes of it."""

from kernel.identity import Principal
from kernel.refusals import NotFound
from services.partnerships.domain.commitment.commands import (
    After,
    Command,
    CorrectContribution,
    MakeCommitment,
    RecordContribution,
    ReleaseCommitment,
    ReviseCommitment,
    WithdrawContribution,
)
from services.partnerships.domain.commitment.events import CommitmentMade, Event
from services.partnerships.domain.commitment.facts import Facts
from services.partnerships.domain.commitment.giving import of_contribution
from services.partnerships.domain.commitment.refusals import CommitmentOfAnotherMember
from services.partnerships.domain.commitment.state import Commitment
from services.partnerships.domain.commitment.undertaking import make, release, revise
from vocabulary.authority import commune_or_on_behalf, commune_or_unit


def may(principal: Principal, command: Command, _commitment: Commitment, _facts: Facts) -> None:
    """Let each member undertake for itself only; the country unit keeps record of what is given."""
    match command:
        case MakeCommitment() | ReviseCommitment() | ReleaseCommitment():
            commune_or_on_behalf(principal, command.party, command.on_behalf)
        case RecordContribution() | CorrectContribution() | WithdrawContribution():
            commune_or_unit(principal, command.party)


def decide(command: Command, commitment: Commitment, facts: Facts) -> list[Event]:
    match command:
        case MakeCommitment():
            return make(command, commitment, facts)
        case _ if commitment.made is None:
            raise NotFound
        case _:
            return _after(command, commitment, commitment.made, facts)


def _after(
    command: After, commitment: Commitment, made: CommitmentMade, facts: Facts
) -> list[Event]:
    if command.party != made.party:
        raise CommitmentOfAnotherMember(party=str(made.party))
    match command:
        case ReviseCommitment():
            return revise(command, commitment, made, facts)
        case ReleaseCommitment():
            return release(command, commitment, made, facts)
        case RecordContribution() | CorrectContribution() | WithdrawContribution():
            return of_contribution(command, commitment, made, facts)
