"""What is shown of how members take part, and of the end that one of them has announced."""

from datetime import date
from typing import Any
from uuid import UUID

from services.partnerships.domain.partnership.events import (
    AuthoritiesNamed,
    DelegationEnded,
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
from services.partnerships.projections import arrangements, partnerships
from tests.partnerships.cases import (
    BELFAA,
    ESTABLISHED,
    JETTE,
    ON_BEHALF,
    PARTNERSHIP,
    WAREMME,
)
from tests.partnerships.seen import history, project
from vocabulary.communes import MemberRole
from vocabulary.identifiers import CommuneId

SPRING, WINTER = date(2019, 4, 1), date(2020, 1, 1)
AGENCY = CommuneId(UUID(int=101))
DELEGATED = OperationDelegated(member=JETTE, operator=WAREMME, since=SPRING)
TAGGED = OtherProgrammeTagged(code="vvsg", names={"nl": "VVSG"}, communes=(BELFAA,))
GIVEN = NoticeGiven(by=BELFAA, on=SPRING, ends_on=WINTER, reason="fin", on_behalf=ON_BEHALF)


def arranged(*events: Any) -> Any:
    seen = history("partnership", PARTNERSHIP, [ESTABLISHED, *events])
    return project(arrangements.PROJECTION, seen, arrangements.ARRANGEMENTS, PARTNERSHIP)


def test_a_member_shows_the_roles_it_had() -> None:
    changed = MemberRoleChanged(commune=JETTE, role=MemberRole.ASSOCIATE, since=SPRING)
    seen = history("partnership", PARTNERSHIP, [ESTABLISHED, changed])
    row = project(partnerships.PROJECTION, seen, partnerships.PARTNERSHIPS, PARTNERSHIP)
    jette, belfaa = row["members"]
    assert (jette["role"], jette["role_since"]) == ("associate", "2019-04-01")
    assert jette["earlier_roles"] == [{"role": "lead", "until": "2019-04-01"}]
    assert belfaa["role"] == "lead"


def test_the_authorities_of_an_intermediary_are_those_named_last() -> None:
    first = AuthoritiesNamed(intermediary=AGENCY, authorities=(BELFAA, JETTE))
    second = AuthoritiesNamed(intermediary=AGENCY, authorities=(BELFAA,), since=SPRING)
    (shown,) = arranged(first, second)["authorities"]
    assert (list(shown["authorities"]), shown["since"]) == ([str(BELFAA)], "2019-04-01")


def test_delegations_stay_with_the_day_of_their_end() -> None:
    ended = DelegationEnded(member=JETTE, operator=WAREMME, until=WINTER, reason="fin")
    row = arranged(DELEGATED, ended, DELEGATED)
    assert [each["until"] for each in row["delegations"]] == ["2020-01-01", None]
    gone = arranged(DELEGATED, MemberLeft(commune=JETTE, until=WINTER, reason="départ"))
    assert [each["reason"] for each in gone["delegations"]] == ["départ"]


def test_tags_of_other_programmes_are_shown_while_they_hold() -> None:
    assert [each["code"] for each in arranged(TAGGED, TAGGED)["other_programmes"]] == ["vvsg"]
    untagged = OtherProgrammeUntagged(code="vvsg", reason="homonyme")
    assert arranged(TAGGED, untagged)["other_programmes"] == []


def test_a_notice_is_shown_while_it_runs() -> None:
    agreed = NoticePeriodAgreed(days=90, on=SPRING)
    row = arranged(agreed, GIVEN)
    assert (row["notice_days"], row["notice_ends_on"]) == (90, WINTER)
    assert row["notice"] == {
        "by": str(BELFAA),
        "on": "2019-04-01",
        "ends_on": "2020-01-01",
        "reason": "fin",
        "on_behalf": True,
    }
    for over in (
        NoticeWithdrawn(by=BELFAA, on=SPRING),
        MemberLeft(commune=BELFAA, until=SPRING, reason="x"),
        PartnershipTerminated(on=WINTER, reason="fin", by=BELFAA),
    ):
        assert arranged(agreed, GIVEN, over)["notice"] is None
