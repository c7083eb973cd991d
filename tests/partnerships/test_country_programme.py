from dataclasses import replace
from datetime import date

from kernel.refusals import NotFound
from services.partnerships.domain import country_programme
from services.partnerships.domain.authority import ForeignCountry
from services.partnerships.domain.commune.events import CommuneCeased
from services.partnerships.domain.commune.refusals import CommuneHasCeased, CommuneUnknown
from services.partnerships.domain.country_programme.commands import (
    AdmitCommune,
    AgreeGoal,
    LaunchCountryProgramme,
    ReviseCountryProgramme,
    WithdrawAgreement,
    WithdrawCommune,
)
from services.partnerships.domain.country_programme.events import (
    AgreementWithdrawn,
    CommuneAdmitted,
    CommuneWithdrawn,
    CountryProgrammeLaunched,
    CountryProgrammeRevised,
    GoalAgreed,
)
from services.partnerships.domain.country_programme.refusals import (
    AgreedOnAnotherDay,
    CommuneAlreadyAdmitted,
    CommuneNotAdmitted,
    CountryProgrammeAlreadyLaunched,
    GoalHasChanged,
    NoGoalYet,
    NotAgreed,
    OneCountryProgrammePerPhase,
    ShareOfNoSector,
    WithdrawnBeforeAdmitted,
)
from services.partnerships.domain.eligibility import (
    CommuneOutsideProgramme,
    CountryOutsideProgramme,
)
from services.partnerships.domain.percentages import PercentagesOver100
from services.partnerships.domain.programme.refusals import PhaseUnknown, ProgrammeUnknown
from tests.partnerships.cases import (
    BELFAA,
    BELFAA_REGISTERED,
    COUNTRY_PROGRAMME,
    DEFINED,
    IN_2017,
    JETTE,
    JETTE_REGISTERED,
    NOW,
    OF_BELFAA,
    OF_JETTE,
    ON_BEHALF,
    PHASE_2017,
    PROGRAMME,
    SOCIAL_ACTION,
    UNDER_RULES,
    UNIT,
    WATER,
    programme_after,
    registered,
    term,
)
from tests.scenarios import Scenario
from vocabulary.authority import ForTheCommuneItself, OnBehalfNeedsEvidence
from vocabulary.terms import Share

GOAL = term("ma-2017", "des communes qui assurent l'action sociale")
LAUNCH = LaunchCountryProgramme(
    programme=PROGRAMME, phase=PHASE_2017, country="MA", sectors=(SOCIAL_ACTION,), goal=GOAL
)
LAUNCHED = CountryProgrammeLaunched(
    programme=PROGRAMME, phase=PHASE_2017, country="MA", sectors=(SOCIAL_ACTION,), goal=GOAL
)
scenario = Scenario(
    country_programme,
    country_programme.Facts(now=NOW, country="MA", programme=IN_2017, commune=BELFAA_REGISTERED),
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
    launched.knowing(commune=None).when(ADMIT).then_refused(CommuneUnknown, communes=[str(BELFAA)])


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


def test_the_shares_of_sectors_come_to_a_hundred_at_most() -> None:
    halves = (Share(code="social-action", percentage="50"), Share(code="water", percentage="50"))
    both = replace(LAUNCH, sectors=(SOCIAL_ACTION, WATER))
    after = scenario.when(replace(both, shares=halves)).then(
        replace(LAUNCHED, sectors=both.sectors, shares=halves)
    )
    over = (halves[0], Share(code="water", percentage="50.1"))
    scenario.when(replace(both, shares=over)).then_refused(PercentagesOver100, total="100.1")
    revise = ReviseCountryProgramme(sectors=both.sectors, goal=GOAL, reason="atelier", shares=over)
    after.when(revise).then_refused(PercentagesOver100, total="100.1")
    launched.when(replace(revise, sectors=(SOCIAL_ACTION,))).then_refused(
        ShareOfNoSector, codes=["water"]
    )


def test_a_country_that_the_programme_does_not_name_has_no_country_programme() -> None:
    ruled = scenario.knowing(programme=UNDER_RULES)
    ruled.when(LAUNCH).then(LAUNCHED)
    ruled.knowing(country="RW").when(replace(LAUNCH, country="RW")).then_refused(
        CountryOutsideProgramme, country="RW", countries=["BE", "MA"]
    )


def test_a_commune_outside_the_regions_and_countries_of_the_programme_is_not_admitted() -> None:
    ruled = launched.knowing(programme=UNDER_RULES)
    ruled.when(ADMIT).then(ADMITTED)
    admit = AdmitCommune(commune=JETTE)
    ruled.knowing(commune=JETTE_REGISTERED).when(admit).then(CommuneAdmitted(commune=JETTE))
    for commune, why in (
        (registered("BE", "Flandre"), {"region": "Flandre"}),
        (registered("BE"), {"region": None}),
        (registered("RW"), {"country": "RW"}),
    ):
        ruled.knowing(commune=commune).when(admit).then_refused(CommuneOutsideProgramme, **why)


def test_a_commune_that_has_ceased_is_admitted_for_the_time_before_only() -> None:
    gone = replace(BELFAA_REGISTERED, end=CommuneCeased(on=date(2018, 1, 1), successors=(JETTE,)))
    ended = launched.knowing(commune=gone)
    ended.when(ADMIT).then(ADMITTED)
    for since in (date(2018, 1, 1), None):
        ended.when(replace(ADMIT, since=since)).then_refused(
            CommuneHasCeased, on="2018-01-01", successors=[str(JETTE)]
        )


AGREE = AgreeGoal(commune=BELFAA, revision=1, on=date(2017, 5, 19))
AGREED = GoalAgreed(commune=BELFAA, revision=1, on=date(2017, 5, 19))
admitted = scenario.given(LAUNCHED, ADMITTED)


def test_a_commune_that_takes_part_agrees_to_sectors_and_goal() -> None:
    after = admitted.when(AGREE, by=OF_BELFAA).then(AGREED)
    after.when(replace(AGREE, on=date(2017, 5, 20))).then_refused(
        AgreedOnAnotherDay, on="2017-05-19"
    )
    scenario.given(LAUNCHED).when(AGREE).then_refused(CommuneNotAdmitted)
    scenario.given(replace(LAUNCHED, goal=None), ADMITTED).when(AGREE).then_refused(NoGoalYet)


def test_each_commune_agrees_for_itself_or_the_unit_shows_what_proves_it() -> None:
    admitted.when(AGREE, by=OF_JETTE).then_refused(ForTheCommuneItself)
    admitted.when(AGREE, by=UNIT).then_refused(OnBehalfNeedsEvidence)
    proved = replace(AGREE, on_behalf=ON_BEHALF)
    admitted.when(proved, by=UNIT).then(replace(AGREED, on_behalf=ON_BEHALF))


def test_what_is_revised_is_agreed_to_anew() -> None:
    revised = CountryProgrammeRevised(sectors=(SOCIAL_ACTION, WATER), goal=GOAL, reason="atelier")
    after = admitted.given(AGREED, revised)
    after.when(AGREE).then_refused(GoalHasChanged, revision=2)
    after.when(replace(AGREE, revision=2)).then(replace(AGREED, revision=2))


def test_an_agreement_is_withdrawn_with_a_reason() -> None:
    undo = WithdrawAgreement(commune=BELFAA, reason="mauvaise commune")
    after = admitted.given(AGREED).when(undo, by=OF_BELFAA)
    undone = after.then(AgreementWithdrawn(commune=BELFAA, revision=1, reason="mauvaise commune"))
    undone.when(AGREE).then(AGREED)
    admitted.when(undo).then_refused(NotAgreed)
