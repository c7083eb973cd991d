"""Who may ask what of a country programme, and what comes of it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import assert_never

from kernel.identity import Principal
from kernel.refusals import NotFound
from services.partnerships.domain.authority import ForeignCountry, only_country_unit
from services.partnerships.domain.commune.refusals import CommuneUnknown
from services.partnerships.domain.commune.state import Commune
from services.partnerships.domain.country_programme.agreeing import agree, withdraw_agreement
from services.partnerships.domain.country_programme.commands import (
    AdmitCommune,
    AgreeGoal,
    Command,
    LaunchCountryProgramme,
    ReviseCountryProgramme,
    WithdrawAgreement,
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
    ShareOfNoSector,
    WithdrawnBeforeAdmitted,
)
from services.partnerships.domain.country_programme.state import CountryProgramme
from services.partnerships.domain.deliberation.referring import Known, refers
from services.partnerships.domain.eligibility import (
    country_of_the_programme,
    of_the_programme,
    still_there,
)
from services.partnerships.domain.percentages import within_a_hundred
from services.partnerships.domain.programme.refusals import PhaseUnknown, ProgrammeUnknown
from services.partnerships.domain.programme.state import INITIAL as NO_PROGRAMME
from services.partnerships.domain.programme.state import Programme
from vocabulary.authority import commune_or_on_behalf
from vocabulary.dates import happened
from vocabulary.identifiers import CountryProgrammeId
from vocabulary.terms import Share, Term


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """`country` is the unit's own; `taken_by` another country programme of the same phase.

    `commune` is the one to be admitted, None where it is not registered.
    """

    now: datetime
    country: str
    programme: Programme = NO_PROGRAMME
    taken_by: CountryProgrammeId | None = None
    commune: Commune | None = None
    deliberations: Known = field(default_factory=dict)


def may(
    principal: Principal, command: Command, _programme: CountryProgramme, _facts: Facts
) -> None:
    match command:
        case AgreeGoal() | WithdrawAgreement():
            commune_or_on_behalf(principal, command.commune, command.on_behalf)
        case _:
            only_country_unit(principal)


def decide(command: Command, programme: CountryProgramme, facts: Facts) -> list[Event]:
    match command:
        case LaunchCountryProgramme():
            return _launch(command, programme, facts)
        case _ if programme.launch is None:
            raise NotFound
        case ReviseCountryProgramme():
            return _revise(command, programme)
        case AgreeGoal():
            happened(facts.now, command.on)
            return agree(command, programme)
        case WithdrawAgreement():
            return withdraw_agreement(command, programme)
        case AdmitCommune() | WithdrawCommune():
            return _take_part(command, programme, facts)
        case _:
            assert_never(command)


def _revise(command: ReviseCountryProgramme, programme: CountryProgramme) -> list[Event]:
    stands = (programme.sectors, programme.goal, programme.shares)
    if (command.sectors, command.goal, command.shares) == stands:
        return []
    _shared_out(command.sectors, command.shares)
    return [
        CountryProgrammeRevised(
            sectors=command.sectors,
            goal=command.goal,
            reason=command.reason,
            shares=command.shares,
        )
    ]


def _shared_out(sectors: Sequence[Term], shares: Sequence[Share]) -> None:
    codes = {sector.code for sector in sectors}
    if foreign := [share.code for share in shares if share.code not in codes]:
        raise ShareOfNoSector(codes=foreign)
    within_a_hundred([share.percentage for share in shares])


def _take_part(
    command: AdmitCommune | WithdrawCommune, programme: CountryProgramme, facts: Facts
) -> list[Event]:
    match command:
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
        shares=command.shares,
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
    _shared_out(command.sectors, command.shares)
    rules = facts.programme.phases[command.phase].rules_on(facts.now.date())
    country_of_the_programme(command.country, rules)
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
            _can_take_part(command, programme, facts)
            refers(decided, command.commune, facts.deliberations)
            return [admitted]


def _can_take_part(command: AdmitCommune, programme: CountryProgramme, facts: Facts) -> None:
    if facts.commune is None:
        raise CommuneUnknown(communes=[str(command.commune)])
    communes = {command.commune: facts.commune}
    still_there(communes, command.since or facts.now.date())
    phase = facts.programme.phases.get(programme.launch.phase) if programme.launch else None
    of_the_programme(communes, phase.rules_on(facts.now.date()) if phase else None)


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
