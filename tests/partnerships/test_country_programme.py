from dataclasses import replace
from datetime import date

from kernel.refusals import NotFound
from services.partnerships.domain import country_programme
from services.partnerships.domain.authority import ForeignCountry
from services.partnerships.domain.commune.refusals import CommuneUnknown
from services.partnerships.domain.country_programme.commands import (
    AdmitCommune,
    LaunchCountryProgramme,
    ReviseCountryProgramme,
    WithdrawCommune,
)
from services.partnerships.domain.country_programme.events import (
    CommuneAdmitted,
    CommuneWithdrawn,
    CountryProgrammeLaunched,
    CountryProgrammeRevised,
)
from services.partnerships.domain.country_programme.refusals import (
    CommuneAlreadyAdmitted,
    CommuneNotAdmitted,
    CountryProgrammeAlreadyLaunched,
    OneCountryProgrammePerPhase,
    WithdrawnBeforeAdmitted,
)
from services.partnerships.domain.programme.refusals import PhaseUnknown, ProgrammeUnknown
from tests.partnerships.cases import (
    BELFAA,
    COUNTRY_PROGRAMME,
    DEFINED,
    IN_2017,
    NOW,
    PHASE_2017,
    PROGRAMME,
    SOCIAL_ACTION,
    WATER,
    programme_after,
    term,
)
from tests.scenarios import Scenario

GOAL = term("ma-2017", "des communes qui assurent l'action sociale")
LAUNCH = LaunchCountryProgramme(
    programme=PROGRAMME, phase=PHASE_2017, country="MA", sectors=(SOCIAL_ACTION,), goal=GOAL
)
LAUNCHED = CountryProgrammeLaunched(
    programme=PROGRAMME, phase=PHASE_2017, country="MA", sectors=(SOCIAL_ACTION,), goal=GOAL
)
scenario = Scenario(
    country_programme,
    country_programme.Facts(now=NOW, country="MA", programme=IN_2017, commune_known=True),
)
launched = scenario.given(LAUNCHED)
ADMIT = AdmitCommune(commune=BELFAA, since=date(2017, 1, 1))
ADMITTED = CommuneAdmitted(commune=BELFAA, since=date(2017, 1, 1))
WITHDRAW = WithdrawCommune(commune=BELFAA, until=date(2019, 6, 30), reason="plus de personnel")
WITHDRAWN = CommuneWithdrawn(commune=BELFAA, until=date(2019, 6, 30), reason="plus de personnel")


def test_a_country_programme_is_launched_once() -> None:
    after = scenario.when(LAUNCH).then(LAUNCHED)
    after.when(replace(LAUNCH, goal=None)).then_refused(CountryProgrammeAlreadyLaunched)


def test_a_unit_launches_only_its_own_countrys() -> None:
    scenario.when(replace(LAUNCH, country="SN")).then_refused(ForeignCountry, country="SN")


def test_a_country_has_one_programme_in_a_phase() -> None:
    scenario.knowing(taken_by=COUNTRY_PROGRAMME).when(LAUNCH).then_refused(
        OneCountryProgrammePerPhase
    )


def test_it_belongs_to_a_phase_of_a_programme() -> None:
    scenario.knowing(programme=programme_after()).when(LAUNCH).then_refused(ProgrammeUnknown)
    scenario.knowing(programme=programme_after(DEFINED)).when(LAUNCH).then_refused(PhaseUnknown)


def test_sectors_and_goal_are_revised_with_a_reason() -> None:
    revise = ReviseCountryProgramme(sectors=(SOCIAL_ACTION, WATER), goal=GOAL, reason="atelier")
    after = launched.when(revise).then(
        CountryProgrammeRevised(sectors=(SOCIAL_ACTION, WATER), goal=GOAL, reason="atelier")
    )
    assert after.state.sectors == (SOCIAL_ACTION, WATER)


def test_a_registered_commune_is_admitted_once() -> None:
    after = launched.when(ADMIT).then(ADMITTED)
    after.when(replace(ADMIT, since=None)).then_refused(CommuneAlreadyAdmitted, since="2017-01-01")


def test_an_unregistered_commune_is_not_admitted() -> None:
    launched.knowing(commune_known=False).when(ADMIT).then_refused(
        CommuneUnknown, communes=[str(BELFAA)]
    )


def test_a_commune_withdraws_and_may_come_back() -> None:
    after = launched.given(ADMITTED).when(WITHDRAW).then(WITHDRAWN)
    back = CommuneAdmitted(commune=BELFAA, since=date(2020, 1, 1))
    after.when(AdmitCommune(commune=BELFAA, since=date(2020, 1, 1))).then(back)


def test_only_a_commune_that_takes_part_withdraws() -> None:
    launched.when(WITHDRAW).then_refused(CommuneNotAdmitted)


def test_a_commune_withdraws_after_it_was_admitted() -> None:
    launched.given(ADMITTED).when(replace(WITHDRAW, until=date(2017, 1, 1))).then_refused(
        WithdrawnBeforeAdmitted
    )


def test_nothing_is_known_of_what_was_never_launched() -> None:
    scenario.when(ADMIT).then_refused(NotFound)
