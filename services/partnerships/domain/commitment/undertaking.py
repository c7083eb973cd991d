"""Undertake to give, undertake otherwise, be released."""

from typing import Final

from services.partnerships.domain.commitment.commands import (
    MakeCommitment,
    ReleaseCommitment,
    ReviseCommitment,
)
from services.partnerships.domain.commitment.events import (
    CommitmentMade,
    CommitmentReleased,
    CommitmentRevised,
    Event,
)
from services.partnerships.domain.commitment.facts import Facts
from services.partnerships.domain.commitment.refusals import (
    CommitmentAlreadyMade,
    CommitmentEndsBeforeItStarts,
    CommitmentIsReleased,
    MeasuredInAnotherUnit,
    MeasureOfAnotherKind,
)
from services.partnerships.domain.commitment.state import Commitment
from services.partnerships.domain.partnership.refusals import (
    NotAMember,
    PartnershipNotActive,
    PartnershipUnknown,
)
from vocabulary.commitments import CommitmentKind, Measure
from vocabulary.communes import PartnershipState
from vocabulary.dates import happened

DAYS: Final = "days"


def make(command: MakeCommitment, commitment: Commitment, facts: Facts) -> list[Event]:
    if commitment.made is not None:
        if _repeats(command, commitment.made):
            return []
        raise CommitmentAlreadyMade
    established = facts.partnership.establishment
    if established is None:
        raise PartnershipUnknown(partnership=str(command.partnership))
    sides = {member.commune: member.country for member in facts.partnership.members}
    if command.party not in sides:
        raise NotAMember(commune=str(command.party))
    state = facts.partnership.state
    if state is not PartnershipState.ACTIVE:
        raise PartnershipNotActive(state=state.value)
    _makes_sense(command, command.kind, facts)
    made = CommitmentMade(
        partnership=command.partnership,
        country=established.country,
        party=command.party,
        side=sides[command.party],
        kind=command.kind,
        text=command.text,
        measure=command.measure,
        period=command.period,
        on=command.on,
        on_behalf=command.on_behalf,
    )
    return [made]


def revise(
    command: ReviseCommitment, commitment: Commitment, made: CommitmentMade, facts: Facts
) -> list[Event]:
    revised = CommitmentRevised(
        partnership=made.partnership,
        party=command.party,
        text=command.text,
        measure=command.measure,
        period=command.period,
        on=command.on,
        reason=command.reason,
        on_behalf=command.on_behalf,
    )
    last = commitment.last
    if last and (last.text, last.measure, last.period) == (
        revised.text,
        revised.measure,
        revised.period,
    ):
        return []
    if commitment.released:
        raise CommitmentIsReleased(on=commitment.released.on.isoformat())
    _makes_sense(command, made.kind, facts)
    if last and commitment.given and last.measure.unit != command.measure.unit:
        raise MeasuredInAnotherUnit(unit=last.measure.unit)
    return [revised]


def release(
    command: ReleaseCommitment, commitment: Commitment, made: CommitmentMade, facts: Facts
) -> list[Event]:
    if released := commitment.released:
        if (released.on, released.reason) == (command.on, command.reason):
            return []
        raise CommitmentIsReleased(on=released.on.isoformat())
    happened(facts.now, command.on)
    return [
        CommitmentReleased(
            partnership=made.partnership,
            party=command.party,
            on=command.on,
            reason=command.reason,
            on_behalf=command.on_behalf,
        )
    ]


def fits(kind: CommitmentKind, measure: Measure) -> None:
    """Refuse money for what is given in kind, the reverse, and staff that is not in days."""
    cash = kind is CommitmentKind.MONEY
    days = kind is not CommitmentKind.STAFF_DAYS or measure.unit == DAYS
    if cash is not (measure.money is not None) or not days:
        raise MeasureOfAnotherKind(kind=kind.value, unit=measure.unit)


def _makes_sense(
    command: MakeCommitment | ReviseCommitment, kind: CommitmentKind, facts: Facts
) -> None:
    fits(kind, command.measure)
    if command.period.ends_on < command.period.starts_on:
        raise CommitmentEndsBeforeItStarts(
            starts_on=command.period.starts_on.isoformat(),
            ends_on=command.period.ends_on.isoformat(),
        )
    happened(facts.now, command.on)


def _repeats(command: MakeCommitment, made: CommitmentMade) -> bool:
    asked = (command.partnership, command.party, command.kind, command.text, command.measure)
    known = (made.partnership, made.party, made.kind, made.text, made.measure)
    return (*asked, command.period, command.on) == (*known, made.period, made.on)
