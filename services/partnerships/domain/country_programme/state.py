"""What is known of a country programme, from its events."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from services.partnerships.domain.country_programme.events import (
    CommuneAdmitted,
    CommuneWithdrawn,
    CountryProgrammeLaunched,
    CountryProgrammeRevised,
    Event,
)
from vocabulary.identifiers import CommuneId
from vocabulary.terms import Term


@dataclass(frozen=True, slots=True, kw_only=True)
class CountryProgramme:
    """`communes` has the last that is known of each commune: its admission or its withdrawal."""

    launch: CountryProgrammeLaunched | None = None
    sectors: tuple[Term, ...] = ()
    goal: Term | None = None
    communes: Mapping[CommuneId, CommuneAdmitted | CommuneWithdrawn] = field(default_factory=dict)


INITIAL = CountryProgramme()


def evolve(programme: CountryProgramme, event: Event) -> CountryProgramme:
    match event:
        case CountryProgrammeLaunched(sectors=sectors, goal=goal):
            return replace(programme, launch=event, sectors=sectors, goal=goal)
        case CountryProgrammeRevised(sectors=sectors, goal=goal):
            return replace(programme, sectors=sectors, goal=goal)
        case CommuneAdmitted(commune=commune) | CommuneWithdrawn(commune=commune):
            return replace(programme, communes={**programme.communes, commune: event})
