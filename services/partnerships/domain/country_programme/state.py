"""What is known of a country programme, from its events."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from services.partnerships.domain.country_programme.events import (
    AgreementWithdrawn,
    CommuneAdmitted,
    CommuneWithdrawn,
    CountryProgrammeLaunched,
    CountryProgrammeRevised,
    Event,
    GoalAgreed,
)
from vocabulary.identifiers import CommuneId
from vocabulary.terms import Share, Term


@dataclass(frozen=True, slots=True, kw_only=True)
class CountryProgramme:
    """`communes` has the last that is known of each commune: its admission or its withdrawal.

    `agreements` are those to the present `revision`, and what was last said where it was withdrawn.
    """

    launch: CountryProgrammeLaunched | None = None
    sectors: tuple[Term, ...] = ()
    goal: Term | None = None
    shares: tuple[Share, ...] = ()
    revision: int = 0
    communes: Mapping[CommuneId, CommuneAdmitted | CommuneWithdrawn] = field(default_factory=dict)
    agreements: Mapping[CommuneId, GoalAgreed | AgreementWithdrawn] = field(default_factory=dict)

    @property
    def taking_part(self) -> tuple[CommuneId, ...]:
        """The communes that are admitted and have not withdrawn."""
        return tuple(
            id_ for id_, last in self.communes.items() if isinstance(last, CommuneAdmitted)
        )


INITIAL = CountryProgramme()


def evolve(programme: CountryProgramme, event: Event) -> CountryProgramme:
    match event:
        case CountryProgrammeLaunched(sectors=sectors, goal=goal, shares=shares):
            return replace(
                programme, launch=event, sectors=sectors, goal=goal, shares=shares, revision=1
            )
        case CountryProgrammeRevised(sectors=sectors, goal=goal, shares=shares):
            return replace(
                programme,
                sectors=sectors,
                goal=goal,
                shares=shares,
                revision=programme.revision + 1,
                agreements={},
            )
        case CommuneAdmitted(commune=commune) | CommuneWithdrawn(commune=commune):
            return replace(programme, communes={**programme.communes, commune: event})
        case GoalAgreed(commune=commune) | AgreementWithdrawn(commune=commune):
            return replace(programme, agreements={**programme.agreements, commune: event})
