"""Country programmes, as others hear of them."""

from contracts.partnerships import country_programmes as contracts
from services.partnerships.domain.country_programme.events import (
    CommuneAdmitted,
    CommuneWithdrawn,
    CountryProgrammeLaunched,
    CountryProgrammeRevised,
    Event,
)
from vocabulary.identifiers import CountryProgrammeId


def country_programme_contract(id_: CountryProgrammeId, event: Event) -> contracts.Event:
    match event:
        case CountryProgrammeLaunched():
            return contracts.CountryProgrammeLaunched(
                country_programme=id_,
                programme=event.programme,
                phase=event.phase,
                country=event.country,
                sectors=event.sectors,
                goal=event.goal,
                results=event.results,
                operational_costs=event.operational_costs,
                coverage=event.coverage,
                sources=event.sources,
            )
        case CountryProgrammeRevised(sectors=sectors, goal=goal, reason=reason):
            return contracts.CountryProgrammeRevised(
                country_programme=id_, sectors=sectors, goal=goal, reason=reason
            )
        case CommuneAdmitted(commune=commune, since=since, sources=sources):
            return contracts.CommuneAdmitted(
                country_programme=id_, commune=commune, since=since, sources=sources
            )
        case CommuneWithdrawn(commune=commune, until=until, reason=reason):
            return contracts.CommuneWithdrawn(
                country_programme=id_, commune=commune, until=until, reason=reason
            )
