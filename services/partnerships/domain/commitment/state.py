"""What is known of a commitment, from its events."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from services.partnerships.domain.commitment.events import (
    CommitmentMade,
    CommitmentReleased,
    CommitmentRevised,
    ContributionCorrected,
    ContributionRecorded,
    ContributionWithdrawn,
    Event,
)
from vocabulary.identifiers import CommuneId, ContributionId


@dataclass(frozen=True, slots=True, kw_only=True)
class Commitment:
    """`last` is what is undertaken now; contributions by id, the withdrawn ones among them."""

    made: CommitmentMade | None = None
    last: CommitmentMade | CommitmentRevised | None = None
    released: CommitmentReleased | None = None
    contributions: Mapping[
        ContributionId, ContributionRecorded | ContributionCorrected | ContributionWithdrawn
    ] = field(default_factory=dict)

    @property
    def parties(self) -> tuple[CommuneId, ...]:
        return (self.made.party,) if self.made else ()

    @property
    def given(self) -> tuple[ContributionRecorded | ContributionCorrected, ...]:
        """The contributions that hold."""
        return tuple(
            each
            for each in self.contributions.values()
            if not isinstance(each, ContributionWithdrawn)
        )


INITIAL = Commitment()


def evolve(commitment: Commitment, event: Event) -> Commitment:
    match event:
        case CommitmentMade():
            return Commitment(made=event, last=event)
        case CommitmentRevised():
            return replace(commitment, last=event)
        case CommitmentReleased():
            return replace(commitment, released=event)
        case ContributionRecorded() | ContributionCorrected() | ContributionWithdrawn():
            contributions = {**commitment.contributions, event.contribution: event}
            return replace(commitment, contributions=contributions)
