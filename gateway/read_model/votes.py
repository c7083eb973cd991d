"""What each event about one council's vote makes of it."""

from typing import TypeAlias

from msgspec.structs import replace

from contracts.partnerships.protocols import (
    CouncilAdjourned,
    CouncilRatified,
    CouncilRefused,
    VoteConfirmed,
    VoteCorrected,
    VoteWithdrawn,
)
from gateway.read_model.said import Said
from gateway.read_model.versions import Adjournment, Vote, VoteOutcome

Decision: TypeAlias = CouncilRatified | CouncilAdjourned | CouncilRefused


def after(
    vote: Vote, event: Decision | VoteCorrected | VoteWithdrawn | VoteConfirmed, said: Said
) -> Vote:
    match event:
        case CouncilRatified(warnings=warnings):
            decided = _decided(vote, event, VoteOutcome.RATIFIED, said)
            return replace(decided, warnings=warnings)
        case CouncilAdjourned(until=until):
            return replace(_decided(vote, event, VoteOutcome.ADJOURNED, said), until=until)
        case CouncilRefused(reason=reason):
            return replace(_decided(vote, event, VoteOutcome.REFUSED, said), reason=reason)
        case VoteCorrected(deliberation=deliberation, reason=reason, warnings=warnings):
            return replace(
                vote,
                deliberation=deliberation,
                correction=reason,
                # A record that has changed is not the one the commune had confirmed.
                confirmed=False if vote.recorded_on_behalf else None,
                warnings=warnings,
                mark=said.mark,
            )
        case VoteWithdrawn(reason=reason):
            return Vote(
                correction=reason,
                adjournments=vote.adjournments,
                mark=said.mark,
            )
        case VoteConfirmed():
            return replace(vote, confirmed=True, mark=vote.mark.also(said.mark))


def _decided(vote: Vote, event: Decision, outcome: VoteOutcome, said: Said) -> Vote:
    return Vote(
        outcome=outcome,
        deliberation=event.deliberation,
        recorded_on_behalf=event.recorded_on_behalf,
        confirmed=False if event.recorded_on_behalf else None,
        adjournments=_adjournments(vote),
        mark=said.mark,
    )


def _adjournments(vote: Vote) -> tuple[Adjournment, ...]:
    if vote.outcome is not VoteOutcome.ADJOURNED or vote.deliberation is None:
        return vote.adjournments
    return (*vote.adjournments, Adjournment(deliberation=vote.deliberation, until=vote.until))
