"""How members take part in a partnership, and how either side announces its end."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest

from kernel.refusals import NotAllowed, Refusal
from services.partnerships.domain import partnership
from services.partnerships.domain.commune.refusals import CommuneUnknown
from services.partnerships.domain.partnership.commands import (
    AgreeNoticePeriod,
    ChangeMemberRole,
    DelegateOperation,
    EndDelegation,
    GiveNotice,
    JoinPartnership,
    LeavePartnership,
    NameAuthorities,
    TagOtherProgramme,
    TerminatePartnership,
    UntagOtherProgramme,
    WithdrawNotice,
)
from services.partnerships.domain.partnership.events import (
    AuthoritiesNamed,
    DelegationEnded,
    MemberJoined,
    MemberLeft,
    MemberRoleChanged,
    NoticeGiven,
    NoticePeriodAgreed,
    NoticeWithdrawn,
    OperationDelegated,
    OtherProgrammeTagged,
    OtherProgrammeUntagged,
    PartnershipTerminated,
)
from services.partnerships.domain.partnership.refusals import (
    ActsForItself,
    AuthorityElsewhere,
    DelegationEndsBeforeItStarts,
    NoNoticeGiven,
    NotAMember,
    NotAnIntermediary,
    NothingDelegated,
    NoticeAlreadyGiven,
    NoticePeriodRuns,
    OperationIsDelegated,
    OtherProgrammeEndsBeforeItStarts,
    OtherProgrammeNotTagged,
    PartnershipHasEnded,
    RoleOutOfOrder,
    TerminationBeforeNotice,
)
from services.partnerships.domain.programme.events import PhaseRulesSet
from tests.partnerships.cases import (
    BELFAA,
    DEFINED,
    ENTERED_2017,
    ESTABLISHED,
    JETTE,
    KINTAMBO,
    NOW,
    OF_BELFAA,
    OF_JETTE,
    ON_BEHALF,
    OPENED_2017,
    PHASE_2017,
    PLANNED_2017,
    REVIEWER,
    SCHEDULER,
    UNIT,
    WAREMME,
    membership,
    programme_after,
)
from tests.scenarios import Scenario
from vocabulary.communes import MemberRole
from vocabulary.identifiers import CommuneId
from vocabulary.rules import Rules

AGENCY, MBACKE, TOUBA = (CommuneId(UUID(int=n)) for n in (101, 102, 103))
scenario = Scenario(
    partnership,
    partnership.Facts(
        now=NOW,
        country="MA",
        countries={MBACKE: "MA", TOUBA: "MA", WAREMME: "BE", JETTE: "BE", BELFAA: "MA"},
        intermediary=True,
    ),
).given(ESTABLISHED)
SPRING = date(2019, 4, 1)
AGENCY_JOINED = MemberJoined(member=membership(AGENCY, "MA", MemberRole.ASSOCIATE), since=SPRING)
ENDED = PartnershipTerminated(on=date(2020, 1, 1), reason="fin")

# --- roles ----------------------------------------------------------------------------------


@pytest.mark.parametrize("member", [JETTE, BELFAA])
def test_a_members_role_changes_from_a_day_on(member: CommuneId) -> None:
    change = ChangeMemberRole(commune=member, role=MemberRole.ASSOCIATE, since=SPRING)
    after = scenario.when(change).then(
        MemberRoleChanged(commune=member, role=MemberRole.ASSOCIATE, since=SPRING)
    )
    roles = {each.commune: each.role for each in after.state.members}
    assert roles[member] is MemberRole.ASSOCIATE
    back = replace(change, role=MemberRole.LEAD)
    after.when(back).then_refused(RoleOutOfOrder, last="2019-04-01")
    after.when(replace(back, since=date(2019, 4, 2))).then(
        MemberRoleChanged(commune=member, role=MemberRole.LEAD, since=date(2019, 4, 2))
    )


def test_only_a_member_has_a_role() -> None:
    change = ChangeMemberRole(commune=KINTAMBO, role=MemberRole.ASSOCIATE, since=SPRING)
    scenario.when(change).then_refused(NotAMember)


# --- through whom ---------------------------------------------------------------------------

NAME = NameAuthorities(intermediary=AGENCY, authorities=(MBACKE, TOUBA), since=SPRING)
NAMED = AuthoritiesNamed(intermediary=AGENCY, authorities=(MBACKE, TOUBA), since=SPRING)
with_agency = scenario.given(AGENCY_JOINED)


def test_an_intermediary_acts_for_the_authorities_it_names() -> None:
    after = with_agency.when(NAME).then(NAMED)
    after.when(replace(NAME, authorities=(TOUBA,))).then(replace(NAMED, authorities=(TOUBA,)))


def test_a_commune_acts_for_itself_alone() -> None:
    with_agency.knowing(intermediary=False).when(NAME).then_refused(NotAnIntermediary)
    with_agency.when(replace(NAME, authorities=(BELFAA,))).then_refused(
        ActsForItself, communes=[str(BELFAA)]
    )


def test_who_is_acted_for_is_registered_in_the_same_country() -> None:
    with_agency.when(replace(NAME, authorities=(KINTAMBO,))).then_refused(CommuneUnknown)
    with_agency.when(replace(NAME, authorities=(WAREMME,))).then_refused(
        AuthorityElsewhere, authorities=[str(WAREMME)], country="MA"
    )


def test_an_intermediary_that_is_no_member_names_nobody() -> None:
    scenario.when(NAME).then_refused(NotAMember)


DELEGATE = DelegateOperation(member=JETTE, operator=TOUBA, since=SPRING, contract="2019/4")
DELEGATED = OperationDelegated(member=JETTE, operator=TOUBA, since=SPRING, contract="2019/4")
END = EndDelegation(member=JETTE, until=date(2021, 1, 1), reason="fin du contrat")
ENDED_DELEGATION = DelegationEnded(
    member=JETTE, operator=TOUBA, until=date(2021, 1, 1), reason="fin du contrat"
)


@pytest.mark.parametrize("member", [JETTE, BELFAA])
def test_either_side_may_delegate_and_take_back(member: CommuneId) -> None:
    begun = scenario.when(replace(DELEGATE, member=member)).then(replace(DELEGATED, member=member))
    begun.when(replace(DELEGATE, member=member, operator=MBACKE)).then_refused(
        OperationIsDelegated, operator=str(TOUBA), since="2019-04-01"
    )
    over = begun.when(replace(END, member=member)).then(replace(ENDED_DELEGATION, member=member))
    over.when(replace(END, member=member, reason="autre")).then_refused(NothingDelegated)
    over.when(replace(DELEGATE, member=member)).then(replace(DELEGATED, member=member))


def test_an_operator_is_a_registered_body_and_not_a_member() -> None:
    scenario.when(replace(DELEGATE, operator=KINTAMBO)).then_refused(CommuneUnknown)
    scenario.when(replace(DELEGATE, operator=BELFAA)).then_refused(ActsForItself)


def test_a_delegation_ends_after_it_began() -> None:
    scenario.given(DELEGATED).when(replace(END, until=SPRING)).then_refused(
        DelegationEndsBeforeItStarts, since="2019-04-01"
    )


def test_what_a_member_arranged_goes_with_it() -> None:
    gone = with_agency.given(
        NAMED,
        replace(DELEGATED, member=AGENCY),
        NoticeGiven(by=AGENCY, on=SPRING, ends_on=SPRING, reason="fin"),
        MemberLeft(commune=AGENCY, until=date(2020, 1, 1), reason="dissoute"),
    ).state
    assert (gone.authorities, gone.delegations, gone.notice) == ({}, {}, None)


# --- other programmes -----------------------------------------------------------------------

TAG = TagOtherProgramme(
    code="vvsg", names={"fr": "VVSG"}, communes=(BELFAA,), funder="DGD", since=SPRING
)
TAGGED = OtherProgrammeTagged(
    code="vvsg", names={"fr": "VVSG"}, communes=(BELFAA,), funder="DGD", since=SPRING
)


def test_a_tag_of_another_programme_is_replaced_and_taken_back() -> None:
    tagged = scenario.when(TAG).then(TAGGED)
    until = replace(TAG, until=date(2021, 12, 31))
    tagged.when(until).then(replace(TAGGED, until=date(2021, 12, 31)))
    untagged = tagged.when(UntagOtherProgramme(code="vvsg", reason="homonyme")).then(
        OtherProgrammeUntagged(code="vvsg", reason="homonyme")
    )
    untagged.when(UntagOtherProgramme(code="vvsg", reason="x")).then_refused(
        OtherProgrammeNotTagged
    )


def test_a_tag_is_about_members_and_ends_after_it_begins() -> None:
    scenario.when(replace(TAG, communes=(KINTAMBO,))).then_refused(NotAMember)
    scenario.when(replace(TAG, until=SPRING)).then_refused(OtherProgrammeEndsBeforeItStarts)


# --- notice ---------------------------------------------------------------------------------

PERIOD = NoticePeriodAgreed(days=90, on=date(2017, 1, 9))
agreed = scenario.given(PERIOD)
GIVE = GiveNotice(by=BELFAA, on=date(2019, 2, 1), reason="autre partenaire")
OVER = date(2019, 2, 1) + timedelta(days=90)
GIVEN = NoticeGiven(by=BELFAA, on=date(2019, 2, 1), ends_on=OVER, reason="autre partenaire")


@pytest.mark.parametrize("side", [JETTE, BELFAA])
def test_the_same_notice_is_given_by_either_side(side: CommuneId) -> None:
    end = TerminatePartnership(on=OVER, reason="autre partenaire", by=side)
    agreed.when(end).then_refused(TerminationBeforeNotice, notice_days=90)
    given = agreed.when(replace(GIVE, by=side)).then(replace(GIVEN, by=side))
    early = replace(end, on=OVER - timedelta(days=1))
    given.when(early).then_refused(TerminationBeforeNotice, ends_on=OVER.isoformat())
    over = given.when(end).then(PartnershipTerminated(on=OVER, reason="autre partenaire", by=side))
    over.when(replace(GIVE, by=JETTE, reason="x")).then_refused(NoticeAlreadyGiven)


def test_a_later_day_may_be_announced_but_no_earlier_one() -> None:
    later = OVER + timedelta(days=30)
    agreed.when(replace(GIVE, ends_on=later)).then(replace(GIVEN, ends_on=later))
    agreed.when(replace(GIVE, ends_on=OVER - timedelta(days=1))).then_refused(
        TerminationBeforeNotice, ends_on=OVER.isoformat()
    )


def test_where_no_period_is_agreed_notice_is_free_and_binds_once_given() -> None:
    end = TerminatePartnership(on=SPRING, reason="fin", by=JETTE)
    scenario.when(end).then(PartnershipTerminated(on=SPRING, reason="fin", by=JETTE))
    given = scenario.given(replace(GIVEN, ends_on=date(2019, 12, 31)))
    given.when(end).then_refused(TerminationBeforeNotice, ends_on="2019-12-31")


def test_without_an_agreement_the_notice_is_that_of_the_programme() -> None:
    ruled = PhaseRulesSet(phase=PHASE_2017, rules=Rules(notice_days=60), since=date(2017, 1, 1))
    programme = programme_after(DEFINED, PLANNED_2017, ruled, OPENED_2017)
    in_phase = scenario.given(ENTERED_2017).knowing(programme=programme)
    over = date(2019, 2, 1) + timedelta(days=60)
    given = in_phase.when(GIVE).then(replace(GIVEN, ends_on=over))
    end = TerminatePartnership(on=SPRING, reason="fin", by=JETTE)
    in_phase.when(end).then_refused(TerminationBeforeNotice, notice_days=60)
    given.when(end).then_refused(TerminationBeforeNotice, ends_on=over.isoformat())
    in_phase.given(PERIOD).when(GIVE).then(GIVEN)
    before = replace(end, on=date(2016, 12, 1))
    assert in_phase.when(before).events()


def test_an_end_of_which_no_source_names_the_author_needs_no_notice() -> None:
    agreed.when(TerminatePartnership(on=SPRING, reason="fin")).then(
        PartnershipTerminated(on=SPRING, reason="fin")
    )


def test_who_gave_notice_withdraws_it() -> None:
    given = agreed.given(GIVEN)
    withdraw = WithdrawNotice(by=BELFAA, on=SPRING)
    given.when(replace(withdraw, by=JETTE)).then_refused(NoNoticeGiven)
    withdrawn = given.when(withdraw).then(NoticeWithdrawn(by=BELFAA, on=SPRING))
    withdrawn.when(replace(withdraw, on=date(2019, 5, 1))).then_refused(NoNoticeGiven)
    withdrawn.when(TerminatePartnership(on=OVER, reason="x", by=BELFAA)).then_refused(
        TerminationBeforeNotice
    )


def test_only_a_member_gives_notice() -> None:
    agreed.when(replace(GIVE, by=KINTAMBO)).then_refused(NotAMember)


def test_the_period_is_agreed_for_both_and_not_changed_while_a_notice_runs() -> None:
    agree = AgreeNoticePeriod(days=30, on=date(2018, 1, 1))
    agreed.when(agree).then(NoticePeriodAgreed(days=30, on=date(2018, 1, 1)))
    agreed.given(GIVEN).when(agree).then_refused(NoticePeriodRuns, ends_on=OVER.isoformat())


def test_nothing_is_arranged_once_it_has_ended() -> None:
    over = with_agency.given(ENDED)
    for command in (
        ChangeMemberRole(commune=JETTE, role=MemberRole.ASSOCIATE, since=SPRING),
        NAME,
        DELEGATE,
        AgreeNoticePeriod(days=30, on=SPRING),
        GIVE,
        WithdrawNotice(by=BELFAA, on=SPRING),
    ):
        over.when(command).then_refused(PartnershipHasEnded)


# --- who may --------------------------------------------------------------------------------


def allowed(by: Any, command: Any, *history: Any) -> bool:
    state = scenario.given(*history).state
    try:
        partnership.may(by, command, state, scenario.facts)
    except NotAllowed:
        return False
    return True


@pytest.mark.parametrize(
    ("mine", "me", "other"), [(JETTE, OF_JETTE, OF_BELFAA), (BELFAA, OF_BELFAA, OF_JETTE)]
)
def test_each_commune_acts_for_itself_on_both_sides(mine: Any, me: Any, other: Any) -> None:
    own = [
        replace(GIVE, by=mine),
        WithdrawNotice(by=mine, on=SPRING),
        replace(DELEGATE, member=mine),
        replace(END, member=mine),
        replace(NAME, intermediary=mine),
        LeavePartnership(commune=mine, until=SPRING, reason="x"),
    ]
    for command in own:
        assert allowed(me, command)
        assert not allowed(other, command)
        assert not allowed(REVIEWER, command)


def test_the_unit_records_notice_only_with_its_proof() -> None:
    assert not allowed(UNIT, GIVE)
    assert allowed(UNIT, replace(GIVE, on_behalf=ON_BEHALF))


def test_every_member_and_the_unit_tag_other_programmes() -> None:
    for command in (TAG, UntagOtherProgramme(code="vvsg", reason="x")):
        assert all(allowed(by, command) for by in (OF_JETTE, OF_BELFAA, UNIT))
        assert not allowed(REVIEWER, command)


def test_the_clock_ends_only_what_was_announced() -> None:
    end = TerminatePartnership(on=OVER, reason="autre partenaire", by=BELFAA)
    assert allowed(SCHEDULER, end, GIVEN)
    assert not allowed(SCHEDULER, end)
    assert not allowed(SCHEDULER, replace(end, by=JETTE), GIVEN)
    assert not allowed(SCHEDULER, JoinPartnership(commune=WAREMME), GIVEN)


def test_every_refusal_of_a_notice_says_when() -> None:
    with pytest.raises(Refusal) as refused:
        agreed.given(GIVEN).when(replace(GIVE, by=JETTE)).events()
    assert refused.value.details == {"by": str(BELFAA), "ends_on": OVER.isoformat()}
