"""Groups of partnerships: who belongs to them when, and who coordinates them."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kernel.decider import replay
from kernel.refusals import NotFound
from services.partnerships.domain import regional_group
from services.partnerships.domain.authority import ForeignCountry, ForTheCountryUnit
from services.partnerships.domain.partnership.events import PartnershipTerminated
from services.partnerships.domain.partnership.refusals import (
    PartnershipHasEnded,
    PartnershipUnknown,
)
from services.partnerships.domain.programme.refusals import ProgrammeUnknown
from services.partnerships.domain.regional_group.commands import (
    AppointCoordinator,
    CorrectNames,
    DissolveRegionalGroup,
    FoundRegionalGroup,
    JoinRegionalGroup,
    LeaveRegionalGroup,
    RenameRegionalGroup,
)
from services.partnerships.domain.regional_group.events import (
    GroupCoordinatorAppointed,
    PartnershipJoinedGroup,
    PartnershipLeftGroup,
    RegionalGroupDissolved,
    RegionalGroupFounded,
    RegionalGroupNamesCorrected,
    RegionalGroupRenamed,
)
from services.partnerships.domain.regional_group.refusals import (
    AnotherCoordinatorThatDay,
    BeforeGroupWasFounded,
    GroupAlreadyFounded,
    GroupDissolved,
    GroupNamesUnknown,
    GroupRenamedThatDay,
    MembershipEndsBeforeItStarts,
    OverlappingMembership,
    PartnershipNotInGroup,
    PartnershipOfElsewhere,
)
from services.partnerships.domain.regional_group.state import Stay
from services.partnerships.projections import regional_groups
from tests.partnerships.cases import (
    ACTIVE,
    ESTABLISHED,
    GROUP,
    IN_2017,
    NOW,
    OF_JETTE,
    PARTNERSHIP,
    PROGRAMME,
    UNIT,
    partnership_after,
    programme_after,
)
from tests.partnerships.seen import history, project
from tests.scenarios import Scenario
from vocabulary.dates import DateInFuture
from vocabulary.identifiers import PartnershipId, RegionalGroupId

SPRING, SUMMER = date(2017, 5, 19), date(2019, 7, 1)
OTHER = PartnershipId(PROGRAMME)
NAMES = {"fr": "groupe Ouarzazate"}
FOUND = FoundRegionalGroup(programme=PROGRAMME, country="MA", names=NAMES, since=SPRING)
FOUNDED = RegionalGroupFounded(programme=PROGRAMME, country="MA", names=NAMES, since=SPRING)
JOIN = JoinRegionalGroup(partnership=PARTNERSHIP, since=SPRING)
JOINED = PartnershipJoinedGroup(partnership=PARTNERSHIP, since=SPRING)
LEAVE = LeaveRegionalGroup(partnership=PARTNERSHIP, until=SUMMER, reason="autre groupe")
LEFT = PartnershipLeftGroup(partnership=PARTNERSHIP, until=SUMMER, reason="autre groupe")
APPOINT = AppointCoordinator(partnership=PARTNERSHIP, since=SPRING)
APPOINTED = GroupCoordinatorAppointed(partnership=PARTNERSHIP, since=SPRING)
DISSOLVED = RegionalGroupDissolved(on=date(2021, 12, 31), reason="fin de la phase")
scenario = Scenario(
    regional_group,
    regional_group.Facts(now=NOW, country="MA", programme=IN_2017, partnership=ACTIVE),
)
founded = scenario.given(FOUNDED)
joined = founded.given(JOINED)


def test_a_group_is_founded_once_in_its_country_and_programme() -> None:
    after = scenario.when(FOUND).then(FOUNDED)
    after.when(replace(FOUND, since=None)).then_refused(GroupAlreadyFounded)
    scenario.when(replace(FOUND, country="SN")).then_refused(ForeignCountry, country="SN")
    scenario.knowing(programme=programme_after()).when(FOUND).then_refused(ProgrammeUnknown)
    scenario.when(JOIN).then_refused(NotFound)


def test_only_the_country_unit_keeps_the_groups() -> None:
    scenario.when(FOUND, by=UNIT).then(FOUNDED)
    scenario.when(FOUND, by=OF_JETTE).then_refused(ForTheCountryUnit)


def test_a_group_keeps_its_identity_under_another_name() -> None:
    rename = RenameRegionalGroup(names={"fr": "groupe du Sud"}, since=SUMMER)
    after = founded.when(rename).then(
        RegionalGroupRenamed(names={"fr": "groupe du Sud"}, since=SUMMER)
    )
    after.when(replace(rename, names=NAMES)).then_refused(GroupRenamedThatDay)


def test_a_partnership_joins_leaves_and_may_come_back() -> None:
    left = founded.when(JOIN).then(JOINED).when(LEAVE).then(LEFT)
    left.when(replace(JOIN, since=SUMMER)).then(replace(JOINED, since=SUMMER))
    left.when(replace(LEAVE, reason="mandat")).then_refused(PartnershipNotInGroup)
    joined.when(replace(LEAVE, until=SPRING)).then_refused(MembershipEndsBeforeItStarts)


def test_memberships_of_one_partnership_do_not_overlap() -> None:
    joined.when(replace(JOIN, since=SUMMER)).then_refused(
        OverlappingMembership, group=None, since="2017-05-19", until=None
    )
    joined.given(LEFT).when(replace(JOIN, since=date(2019, 6, 30))).then_refused(
        OverlappingMembership, until="2019-07-01"
    )


def test_a_partnership_belongs_to_one_group_at_a_time() -> None:
    elsewhere = Stay(partnership=PARTNERSHIP, since=None, until=SUMMER, group=GROUP)
    busy = founded.knowing(elsewhere=(elsewhere,))
    busy.when(JOIN).then_refused(OverlappingMembership, group=str(GROUP), until="2019-07-01")
    busy.when(replace(JOIN, since=SUMMER)).then(replace(JOINED, since=SUMMER))


def test_a_group_takes_existing_partnerships_of_its_country_and_programme() -> None:
    founded.knowing(partnership=partnership_after()).when(JOIN).then_refused(PartnershipUnknown)
    senegal = partnership_after(replace(ESTABLISHED, country="SN"))
    founded.knowing(partnership=senegal).when(JOIN).then_refused(PartnershipOfElsewhere)
    over = partnership_after(ESTABLISHED, PartnershipTerminated(on=SUMMER, reason="accord"))
    ended = founded.knowing(partnership=over)
    ended.when(JOIN).then_refused(PartnershipHasEnded)
    ended.when(replace(JOIN, until=SUMMER)).then(replace(JOINED, until=SUMMER))


def test_a_membership_has_days_that_have_come_and_follow_one_another() -> None:
    founded.when(replace(JOIN, until=SPRING)).then_refused(MembershipEndsBeforeItStarts)
    founded.when(replace(JOIN, since=date(2017, 5, 18))).then_refused(BeforeGroupWasFounded)
    founded.when(replace(JOIN, since=date(2027, 1, 1))).then_refused(DateInFuture)


def test_one_partnership_of_the_group_coordinates_it_from_a_day_on() -> None:
    after = joined.when(APPOINT).then(APPOINTED)
    after.when(replace(APPOINT, partnership=OTHER)).then_refused(AnotherCoordinatorThatDay)
    founded.when(APPOINT).then_refused(PartnershipNotInGroup, on="2017-05-19")
    joined.given(LEFT).when(replace(APPOINT, since=SUMMER)).then_refused(PartnershipNotInGroup)


def test_a_dissolved_group_takes_nobody_in_and_stays_readable() -> None:
    dissolve = DissolveRegionalGroup(on=DISSOLVED.on, reason=DISSOLVED.reason)
    after = joined.when(dissolve).then(DISSOLVED)
    after.when(replace(JOIN, partnership=OTHER, since=DISSOLVED.on)).then_refused(GroupDissolved)
    after.when(replace(dissolve, reason="autre")).then_refused(GroupDissolved)
    assert after.state.of(PARTNERSHIP)[0].holds(SUMMER)


@given(
    stays=st.lists(
        st.tuples(st.none() | st.dates(SPRING, SUMMER), st.none() | st.dates(SPRING, SUMMER)),
        max_size=12,
    )
)
def test_whatever_is_asked_no_day_finds_a_partnership_in_the_group_twice(
    stays: list[tuple[date | None, date | None]],
) -> None:
    events: list[regional_group.Event] = [replace(FOUNDED, since=None)]
    for since, until in stays:
        command = replace(JOIN, since=since, until=until)
        state = replay(regional_group, events)
        try:
            events += regional_group.decide(command, state, scenario.facts)
        except (OverlappingMembership, MembershipEndsBeforeItStarts):
            continue
    found = replay(regional_group, events).stays
    days = {stay.since or date.min for stay in found}
    assert all(sum(stay.holds(day) for stay in found) <= 1 for day in days)


def test_a_group_shows_its_members_and_coordinators_with_their_days() -> None:
    events = [FOUNDED, JOINED, replace(JOINED, partnership=OTHER), LEFT, APPOINTED, DISSOLVED]
    row = project(
        regional_groups.PROJECTION,
        history("regional_group", GROUP, events),
        regional_groups.REGIONAL_GROUPS,
        GROUP,
    )
    assert [(m["partnership"], m["until"], m["reason"]) for m in row["memberships"]] == [
        (str(PARTNERSHIP), "2019-07-01", "autre groupe"),
        (str(OTHER), None, None),
    ]
    assert row["partnerships"] == [PARTNERSHIP, OTHER]
    assert [each["since"] for each in row["coordinators"]] == ["2017-05-19"]
    assert (row["name"], row["dissolved_on"]) == ("groupe Ouarzazate", DISSOLVED.on)


@pytest.mark.parametrize("group", [GROUP, None])
def test_a_stay_elsewhere_is_told_with_its_group(group: RegionalGroupId | None) -> None:
    stay = Stay(partnership=PARTNERSHIP, since=SPRING, until=None, group=group)
    founded.knowing(elsewhere=(stay,)).when(JOIN).then_refused(
        OverlappingMembership, group=str(group) if group else None
    )


def test_a_misspelt_or_wrongly_dated_name_is_corrected() -> None:
    fix = CorrectNames(
        recorded_since=SPRING, names={"fr": "groupe de Ouarzazate"}, since=SPRING, reason="usage"
    )
    corrected = RegionalGroupNamesCorrected(
        recorded_since=SPRING, names=fix.names, since=SPRING, reason="usage"
    )
    after = joined.when(fix).then(corrected)
    assert after.state.names == {SPRING: fix.names}
    row = project(
        regional_groups.PROJECTION,
        history("regional_group", GROUP, [FOUNDED, corrected]),
        regional_groups.REGIONAL_GROUPS,
        GROUP,
    )
    assert (row["name"], row["since"]) == ("groupe de Ouarzazate", SPRING)
    joined.when(replace(fix, recorded_since=SUMMER)).then_refused(
        GroupNamesUnknown, days=["2017-05-19"]
    )
    joined.when(replace(fix, since=SUMMER)).then_refused(
        BeforeGroupWasFounded, recorded="2017-05-19"
    )
    renamed = joined.given(RegionalGroupRenamed(names={"fr": "groupe du Sud"}, since=SUMMER))
    renamed.when(replace(fix, since=SUMMER)).then_refused(GroupRenamedThatDay)
    moved = replace(fix, recorded_since=SUMMER, since=date(2016, 1, 1))
    renamed.when(moved).then_refused(BeforeGroupWasFounded)
    ended = founded.given(DISSOLVED)
    ended.when(replace(fix, since=date(2022, 1, 1))).then_refused(GroupDissolved)
