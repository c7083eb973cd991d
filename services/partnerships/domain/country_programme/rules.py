"""Who may ask what of a country programme, and what comes of it."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import assert_never

from kernel.identity import Principal
from kernel.refusals import NotFound
from services.partnerships.domain.authority import ForeignCountry, only_country_unit
from services.partnerships.domain.commune.refusals import CommuneUnknown
from services.partnerships.domain.country_programme.commands import (
    AdmitCommune,
    Command,
    LaunchCountryProgramme,
    ReviseCountryProgramme,
    WithdrawCommune,
)
from services.partnerships.domain.country_programme.events import (
    CommuneAdmitted,
    CommuneWithdrawn,
    CountryProgrammeLaunched,
    CountryProgrammeRevised,
    Event,
)
from services.partnerships.domain.country_programme.refusals import (
    CommuneAlreadyAdmitted,
    CommuneNotAdmitted,
    CountryProgrammeAlreadyLaunched,
    OneCountryProgrammePerPhase,
    WithdrawnBeforeAdmitted,
)
from services.partnerships.domain.country_programme.state import CountryProgramme
from services.partnerships.domain.dates import happened
from services.partnerships.domain.deliberation.referring import Known, refers
from services.partnerships.domain.programme.refusals import PhaseUnknown, ProgrammeUnknown
from services.partnerships.domain.programme.state import INITIAL as NO_PROGRAMME
from services.partnerships.domain.programme.state import Programme
from vocabulary.identifiers import CountryProgrammeId


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """`country` is the unit's own; `taken_by` another country programme of the same phase."""

    now: datetime
    country: str
    programme: Programme = NO_PROGRAMME
    taken_by: CountryProgrammeId | None = None
    commune_known: bool = False
    deliberations: Known = field(default_factory=dict)


def may(
    principal: Principal, _command: Command, _programme: CountryProgramme, _facts: Facts
) -> None:
    only_country_unit(principal)


def decide(command: Command, programme: CountryProgramme, facts: Facts) -> list[Event]:
    match command:
        case LaunchCountryProgramme():
            return _launch(command, programme, facts)
        case _ if programme.launch is None:
            raise NotFound
        case ReviseCountryProgramme(sectors=sectors, goal=goal, reason=reason):
            if (sectors, goal) == (programme.sectors, programme.goal):
                return []
            return [CountryProgrammeRevised(sectors=sectors, goal=goal, reason=reason)]
        case AdmitCommune():
            return _admit(command, programme, facts)
        case WithdrawCommune():
            return _withdraw(command, programme, facts)
        case _:
            assert_never(command)


def _launch(
    command: LaunchCountryProgramme, programme: CountryProgramme, facts: Facts
) -> list[Event]:
    launched = CountryProgrammeLaunched(
        programme=command.programme,
        phase=command.phase,
        country=command.country,
        sectors=command.sectors,
        goal=command.goal,
        results=command.results,
        operational_costs=command.operational_costs,
        coverage=command.coverage,
        sources=command.sources,
    )
    if programme.launch == launched:
        return []
    if programme.launch is not None:
        raise CountryProgrammeAlreadyLaunched
    if command.country != facts.country:
        raise ForeignCountry(country=command.country)
    if facts.programme.definition is None:
        raise ProgrammeUnknown(programme=str(command.programme))
    if command.phase not in facts.programme.phases:
        raise PhaseUnknown(phase=str(command.phase))
    if facts.taken_by is not None:
        raise OneCountryProgrammePerPhase(country_programme=str(facts.taken_by))
    return [launched]


def _admit(command: AdmitCommune, programme: CountryProgramme, facts: Facts) -> list[Event]:
    admitted = CommuneAdmitted(
        commune=command.commune,
        since=command.since,
        sources=command.sources,
        deliberation=command.deliberation,
    )
    match programme.communes.get(command.commune):
        case CommuneAdmitted() as earlier if earlier == admitted:
            return []
        case CommuneAdmitted(since=since):
            raise CommuneAlreadyAdmitted(since=since.isoformat() if since else None)
        case _:
            decided = command.deliberation
            happened(facts.now, command.since, decided.adopted_on if decided else None)
            if not facts.commune_known:
                raise CommuneUnknown(communes=[str(command.commune)])
            refers(decided, command.commune, facts.deliberations)
            return [admitted]


def _withdraw(command: WithdrawCommune, programme: CountryProgramme, facts: Facts) -> list[Event]:
    withdrawn = CommuneWithdrawn(
        commune=command.commune, until=command.until, reason=command.reason
    )
    match programme.communes.get(command.commune):
        case CommuneWithdrawn() as earlier if earlier == withdrawn:
            return []
        case CommuneAdmitted(since=since):
            happened(facts.now, command.until)
            if since is not None and command.until <= since:
                raise WithdrawnBeforeAdmitted(since=since.isoformat())
            return [withdrawn]
        case _:
            raise CommuneNotAdmitted(commune=str(command.commune))
