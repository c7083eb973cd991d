"""Country programmes, as others hear of them."""

from contracts.partnerships import country_programmes as contracts
from services.partnerships.domain.country_programme.events import (
    AgreementWithdrawn,
    CommuneAdmitted,
    CommuneWithdrawn,
    CountryProgrammeLaunched,
    CountryProgrammeRevised,
    Event,
    GoalAgreed,
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
                shares=event.shares,
            )
        case CountryProgrammeRevised():
            return contracts.CountryProgrammeRevised(
                country_programme=id_,
                sectors=event.sectors,
                goal=event.goal,
                reason=event.reason,
                shares=event.shares,
            )
        case CommuneAdmitted(commune=commune, since=since, sources=sources):
            return contracts.CommuneAdmitted(
                country_programme=id_, commune=commune, since=since, sources=sources
            )
        case CommuneWithdrawn(commune=commune, until=until, reason=reason):
            return contracts.CommuneWithdrawn(
                country_programme=id_, commune=commune, until=until, reason=reason
            )
        case GoalAgreed(commune=commune, revision=revision, on=on, on_behalf=on_behalf):
            return contracts.GoalAgreed(
                country_programme=id_,
                commune=commune,
                revision=revision,
                on=on,
                recorded_on_behalf=on_behalf is not None,
            )
        case AgreementWithdrawn():
            return contracts.AgreementWithdrawn(
                country_programme=id_,
                commune=event.commune,
                revision=event.revision,
                reason=event.reason,
                recorded_on_behalf=event.on_behalf is not None,
            )
