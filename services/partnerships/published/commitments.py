"""Commitments and contributions, as others hear of them: what shows them stays in the unit."""

from contracts.partnerships import commitments as contracts
from services.partnerships.domain.commitment.events import (
    CommitmentMade,
    CommitmentReleased,
    CommitmentRevised,
    ContributionCorrected,
    ContributionRecorded,
    ContributionWithdrawn,
    Event,
    OfContribution,
)
from vocabulary.identifiers import CommitmentId


def commitment_contract(id_: CommitmentId, event: Event) -> contracts.Event:
    match event:
        case CommitmentMade():
            return _made(id_, event)
        case CommitmentRevised():
            return contracts.CommitmentRevised(
                commitment=id_,
                partnership=event.partnership,
                party=event.party,
                text=event.text,
                measure=event.measure,
                period=event.period,
                on=event.on,
                reason=event.reason,
                recorded_on_behalf=event.on_behalf is not None,
            )
        case CommitmentReleased():
            return contracts.CommitmentReleased(
                commitment=id_,
                partnership=event.partnership,
                party=event.party,
                on=event.on,
                reason=event.reason,
                recorded_on_behalf=event.on_behalf is not None,
            )
        case _:
            return _contribution(id_, event)


def _made(id_: CommitmentId, event: CommitmentMade) -> contracts.Event:
    return contracts.CommitmentMade(
        commitment=id_,
        partnership=event.partnership,
        country=event.country,
        party=event.party,
        side=event.side,
        kind=event.kind,
        text=event.text,
        measure=event.measure,
        period=event.period,
        on=event.on,
        recorded_on_behalf=event.on_behalf is not None,
    )


def _contribution(id_: CommitmentId, event: OfContribution) -> contracts.Event:
    match event:
        case ContributionRecorded():
            return contracts.ContributionRecorded(
                commitment=id_,
                partnership=event.partnership,
                contribution=event.contribution,
                party=event.party,
                measure=event.measure,
                on=event.on,
                text=event.text,
            )
        case ContributionCorrected():
            return contracts.ContributionCorrected(
                commitment=id_,
                partnership=event.partnership,
                contribution=event.contribution,
                party=event.party,
                measure=event.measure,
                on=event.on,
                reason=event.reason,
                text=event.text,
            )
        case ContributionWithdrawn():
            return contracts.ContributionWithdrawn(
                commitment=id_,
                partnership=event.partnership,
                contribution=event.contribution,
                party=event.party,
                reason=event.reason,
            )
