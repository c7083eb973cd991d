from dataclasses import replace
from datetime import date

import pytest

from kernel.refusals import NotFound
from services.partnerships.domain import partnership
from services.partnerships.domain.authority import ForeignCountry
from services.partnerships.domain.commune.events import CommuneCeased
from services.partnerships.domain.commune.refusals import CommuneHasCeased, CommuneUnknown
from services.partnerships.domain.eligibility import CommuneOutsideProgramme
from services.partnerships.domain.partnership.commands import (
    EnterPhase,
    EstablishPartnership,
    JoinPartnership,
    LeavePartnership,
    ResumePartnership,
    SuspendPartnership,
    TerminatePartnership,
)
from services.partnerships.domain.partnership.events import (
    MemberJoined,
    MemberLeft,
    PartnershipEstablished,
    PartnershipResumed,
    PartnershipSuspended,
    PartnershipTerminated,
)
from services.partnerships.domain.partnership.refusals import (
    AlreadyMember,
    LastMemberOfItsSide,
    LeftBeforeJoining,
    MembershipsOverlap,
    NoMemberOfTheCountry,
    NotAMember,
    PartnershipAlreadyEstablished,
    PartnershipHasEnded,
    PartnershipNotActive,
    PartnershipNotSuspended,
    PartnershipTurnOutOfOrder,
    PartnershipUnknown,
)
from services.partnerships.domain.programme.refusals import PhaseUnknown, ProgrammeUnknown
from tests.partnerships.cases import (
    BELFAA,
    BELFAA_REGISTERED,
    ENTERED_2017,
    ESTABLISHED,
    IN_2017,
    JETTE,
    JETTE_REGISTERED,
    KINTAMBO,
    NOW,
    PARTNERSHIP,
    PHASE_2017,
    PROGRAMME,
    UNDER_RULES,
    WAREMME,
    membership,
    programme_after,
    registered,
)
from tests.scenarios import Scenario
from vocabulary.communes import Member, MemberRole, PartnershipState, SuspensionReason
from vocabulary.identifiers import CommuneId, PhaseId

scenario = Scenario(
    partnership,
    partnership.Facts(
        now=NOW,
        country="MA",
        programme=IN_2017,
        countries={JETTE: "BE", BELFAA: "MA", WAREMME: "BE"},
    ),
)
established = scenario.given(ESTABLISHED)
ESTABLISH = EstablishPartnership(
    programme=PROGRAMME,
    country="MA",
    members=(Member(commune=JETTE), Member(commune=BELFAA)),
    since=date(2008, 5, 19),
)
SPRING = date(2013, 4, 1)
SUSPEND = SuspendPartnership(since=SPRING, reason=SuspensionReason.SECURITY)
SUSPENDED = PartnershipSuspended(since=SPRING, reason=SuspensionReason.SECURITY)
RESUMED = PartnershipResumed(on=date(2014, 1, 1))
TERMINATE = TerminatePartnership(on=date(2015, 1, 1), reason="autre partenaire", by=JETTE)
TERMINATED = PartnershipTerminated(on=date(2015, 1, 1), reason="autre partenaire", by=JETTE)
JOIN = JoinPartnership(commune=WAREMME, role=MemberRole.ASSOCIATE, since=SPRING)
JOINED = MemberJoined(member=membership(WAREMME, "BE", MemberRole.ASSOCIATE), since=SPRING)


def test_a_partnership_is_established_once() -> None:
    after = scenario.when(ESTABLISH).then(ESTABLISHED)
    after.when(replace(ESTABLISH, since=None)).then_refused(PartnershipAlreadyEstablished)


def test_two_communes_of_one_side_may_share_a_partner() -> None:
    members = (
        Member(commune=JETTE),
        Member(commune=WAREMME, role=MemberRole.ASSOCIATE),
        Member(commune=BELFAA),
    )
    (event,) = scenario.when(replace(ESTABLISH, members=members)).events()
    assert isinstance(event, PartnershipEstablished)
    assert [m.country for m in event.members] == ["BE", "BE", "MA"]


def test_every_unregistered_member_is_named() -> None:
    command = replace(ESTABLISH, members=(Member(commune=KINTAMBO), Member(commune=BELFAA)))
    scenario.when(command).then_refused(CommuneUnknown, communes=[str(KINTAMBO)])


def test_a_unit_keeps_only_its_own_countrys_partnerships() -> None:
    scenario.when(replace(ESTABLISH, country="SN")).then_refused(ForeignCountry)


def test_one_member_lies_in_the_country() -> None:
    command = replace(ESTABLISH, members=(Member(commune=JETTE), Member(commune=WAREMME)))
    scenario.when(command).then_refused(NoMemberOfTheCountry, country="MA")


def test_it_belongs_to_a_programme_that_exists() -> None:
    scenario.knowing(programme=programme_after()).when(ESTABLISH).then_refused(ProgrammeUnknown)


def test_what_it_takes_over_from_exists() -> None:
    command = replace(ESTABLISH, predecessor=PARTNERSHIP)
    scenario.knowing(predecessor_known=False).when(command).then_refused(PartnershipUnknown)


def test_it_takes_part_in_phases_of_its_programme() -> None:
    established.when(EnterPhase(phase=PHASE_2017)).then(ENTERED_2017)
    established.when(EnterPhase(phase=PhaseId(JETTE))).then_refused(PhaseUnknown)


def test_a_commune_joins_and_may_leave() -> None:
    after = established.when(JOIN).then(JOINED)
    after.when(replace(JOIN, role=MemberRole.LEAD)).then_refused(AlreadyMember)
    left = MemberLeft(commune=WAREMME, until=date(2014, 1, 1), reason="fusion")
    alone = after.when(
        LeavePartnership(commune=WAREMME, until=date(2014, 1, 1), reason="fusion")
    ).then(left)
    assert alone.state.communes == (JETTE, BELFAA)


def test_a_commune_does_not_leave_before_the_day_it_joined() -> None:
    after = established.given(JOINED)
    early = LeavePartnership(commune=WAREMME, until=date(2013, 3, 31), reason="fusion")
    after.when(early).then_refused(LeftBeforeJoining, since="2013-04-01")
    after.when(replace(early, until=SPRING)).then(
        MemberLeft(commune=WAREMME, until=SPRING, reason="fusion")
    )


def test_a_commune_comes_back_after_it_left() -> None:
    left = MemberLeft(commune=WAREMME, until=date(2014, 1, 1), reason="personnel")
    gone = established.given(JOINED, left)
    again = replace(JOIN, since=date(2013, 12, 1))
    gone.when(again).then_refused(MembershipsOverlap, left_on="2014-01-01")
    back = replace(JOINED, since=date(2014, 1, 1))
    gone.when(replace(JOIN, since=date(2014, 1, 1))).then(back)


def test_an_unregistered_commune_does_not_join() -> None:
    established.when(replace(JOIN, commune=KINTAMBO)).then_refused(CommuneUnknown)


@pytest.mark.parametrize("last", [JETTE, BELFAA])
def test_neither_side_is_left_empty(last: CommuneId) -> None:
    leave = LeavePartnership(commune=BELFAA, until=SPRING, reason="fusion")
    established.when(replace(leave, commune=last)).then_refused(LastMemberOfItsSide)


def test_only_a_member_leaves() -> None:
    leave = LeavePartnership(commune=KINTAMBO, until=SPRING, reason="fusion")
    established.when(leave).then_refused(NotAMember)


def test_it_is_suspended_for_a_reason_and_resumed() -> None:
    after = established.when(SUSPEND).then(SUSPENDED)
    assert after.state.state is PartnershipState.SUSPENDED
    after.when(replace(SUSPEND, reason=SuspensionReason.STAFF)).then_refused(PartnershipNotActive)
    again = after.when(ResumePartnership(on=RESUMED.on)).then(RESUMED)
    assert again.state.state is PartnershipState.ACTIVE


def test_only_what_is_suspended_resumes() -> None:
    established.when(ResumePartnership(on=SPRING)).then_refused(PartnershipNotSuspended)


def test_a_turn_is_not_dated_before_the_one_it_follows() -> None:
    established.given(SUSPENDED).when(ResumePartnership(on=date(2012, 1, 1))).then_refused(
        PartnershipTurnOutOfOrder, last="2013-04-01"
    )


def test_one_member_ends_it_for_good() -> None:
    after = established.when(TERMINATE).then(TERMINATED)
    assert after.state.state is PartnershipState.TERMINATED
    for command in (SUSPEND, JOIN, EnterPhase(phase=PHASE_2017), replace(TERMINATE, by=BELFAA)):
        after.when(command).then_refused(PartnershipHasEnded)


def test_who_ends_it_is_a_member() -> None:
    established.when(replace(TERMINATE, by=KINTAMBO)).then_refused(NotAMember)


def test_a_suspended_partnership_may_be_ended() -> None:
    established.given(SUSPENDED).when(TERMINATE).then(TERMINATED)


def test_nothing_is_known_of_what_was_never_established() -> None:
    scenario.when(SUSPEND).then_refused(NotFound)


GONE = replace(JETTE_REGISTERED, end=CommuneCeased(on=date(2008, 5, 19), successors=(WAREMME,)))


def test_a_commune_that_has_ceased_joins_no_partnership_from_that_day_on() -> None:
    ended = scenario.knowing(communes={JETTE: GONE})
    ended.when(ESTABLISH).then_refused(
        CommuneHasCeased, commune=str(JETTE), on="2008-05-19", successors=[str(WAREMME)]
    )
    ended.when(replace(ESTABLISH, since=None)).then_refused(CommuneHasCeased)
    before = date(2008, 5, 18)
    ended.when(replace(ESTABLISH, since=before)).then(replace(ESTABLISHED, since=before))
    joining = established.knowing(communes={WAREMME: GONE})
    joining.when(JOIN).then_refused(CommuneHasCeased, commune=str(WAREMME))


def test_a_successor_joins_and_what_has_ceased_leaves() -> None:
    leave = LeavePartnership(commune=JETTE, until=date(2025, 1, 1), reason="fusion")
    after = established.given(MemberJoined(member=membership(WAREMME, "BE"))).when(leave)
    left = MemberLeft(commune=JETTE, until=date(2025, 1, 1), reason="fusion")
    assert after.then(left).state.communes == (BELFAA, WAREMME)


def test_the_members_of_a_phase_are_of_the_regions_and_countries_of_the_programme() -> None:
    enter = EnterPhase(phase=PHASE_2017)
    ruled = established.knowing(
        programme=UNDER_RULES, communes={JETTE: JETTE_REGISTERED, BELFAA: BELFAA_REGISTERED}
    )
    ruled.when(enter).then(ENTERED_2017)
    foreign = {JETTE: registered("BE", "Flandre"), BELFAA: BELFAA_REGISTERED}
    ruled.knowing(communes=foreign).when(enter).then_refused(
        CommuneOutsideProgramme,
        commune=str(JETTE),
        region="Flandre",
        regions=["Wallonie", "Bruxelles-Capitale"],
    )
    joining = ruled.given(ENTERED_2017).knowing(communes={WAREMME: registered("FR")})
    joining.when(JOIN).then_refused(CommuneOutsideProgramme, country="FR", countries=["BE", "MA"])
    ruled.knowing(communes={WAREMME: registered("FR")}).when(JOIN).then(JOINED)
