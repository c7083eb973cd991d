"""What members undertake to give and what they give: each for itself, in cash or in kind."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from kernel.refusals import NotAllowed, NotFound
from services.partnerships.domain.commitment.refusals import (
    CommitmentAlreadyMade,
    CommitmentEndsBeforeItStarts,
    CommitmentIsReleased,
    CommitmentOfAnotherMember,
    ContributionAlreadyRecorded,
    ContributionIsWithdrawn,
    ContributionUnknown,
    MeasuredInAnotherUnit,
    MeasureOfAnotherKind,
)
from services.partnerships.domain.partnership.events import PartnershipSuspended
from services.partnerships.domain.partnership.refusals import (
    NotAMember,
    PartnershipNotActive,
    PartnershipUnknown,
)
from services.partnerships.domain.partnership.state import INITIAL as NO_PARTNERSHIP
from services.partnerships.projections import commitments
from tests.partnerships.cases import (
    BELFAA,
    ENTERED_2017,
    ESTABLISHED,
    JETTE,
    KINTAMBO,
    OF_BELFAA,
    OF_JETTE,
    ON_BEHALF,
    UNIT,
    partnership_after,
)
from tests.partnerships.commitments import (
    CASH,
    COMMITMENT,
    CORRECT,
    CORRECTED,
    IN_2018,
    MADE,
    MADE_IN_CASH,
    MAKE,
    RECORD,
    RECORDED,
    RELEASE,
    RELEASED,
    REVISE,
    REVISED,
    SECOND,
    WITHDRAW,
    WITHDRAWN,
    days,
    euros,
    scenario,
)
from tests.partnerships.seen import history, project
from vocabulary.budgets import Period
from vocabulary.commitments import CommitmentKind, Measure, measure_problem, quantity_problem
from vocabulary.communes import SuspensionReason
from vocabulary.dates import DateInFuture
from vocabulary.money import Money


@pytest.mark.parametrize(("party", "side"), [(BELFAA, "MA"), (JETTE, "BE")])
def test_either_side_undertakes_with_the_same_right(party: Any, side: str) -> None:
    own = OF_JETTE if party == JETTE else OF_BELFAA
    scenario.when(replace(MAKE, party=party), by=own).then(replace(MADE, party=party, side=side))


def test_nobody_undertakes_for_another_and_the_unit_only_with_evidence() -> None:
    for other in (OF_JETTE, UNIT):
        with pytest.raises(NotAllowed):
            scenario.when(MAKE, by=other).events()
    behalf = replace(MAKE, on_behalf=ON_BEHALF)
    scenario.when(behalf, by=UNIT).then(replace(MADE, on_behalf=ON_BEHALF))
    assert scenario.given(MADE).when(RECORD, by=UNIT).events() == [RECORDED]
    with pytest.raises(NotAllowed):
        scenario.given(MADE).when(RECORD, by=OF_JETTE).events()


def test_only_members_of_an_active_partnership_undertake() -> None:
    scenario.when(replace(MAKE, party=KINTAMBO)).then_refused(NotAMember)
    scenario.knowing(partnership=NO_PARTNERSHIP).when(MAKE).then_refused(PartnershipUnknown)
    paused = PartnershipSuspended(since=date(2017, 7, 1), reason=SuspensionReason.SECURITY)
    suspended = partnership_after(ESTABLISHED, ENTERED_2017, paused)
    scenario.knowing(partnership=suspended).when(MAKE).then_refused(PartnershipNotActive)


@pytest.mark.parametrize(
    ("kind", "measure"),
    [
        (CommitmentKind.MONEY, days("3")),
        (CommitmentKind.STAFF_DAYS, euros("3")),
        (CommitmentKind.STAFF_DAYS, Measure(quantity="3", unit="hours")),
        (CommitmentKind.PREMISES, euros("800")),
    ],
)
def test_each_kind_has_its_own_measure(kind: CommitmentKind, measure: Measure) -> None:
    scenario.when(replace(MAKE, kind=kind, measure=measure)).then_refused(
        MeasureOfAnotherKind, kind=kind.value
    )


def test_premises_and_competence_are_measured_in_a_unit_of_their_own() -> None:
    rooms = Measure(quantity="2", unit="salles")
    for kind in (CommitmentKind.PREMISES, CommitmentKind.COMPETENCE):
        made = replace(MAKE, kind=kind, measure=rooms)
        scenario.when(made).then(replace(MADE, kind=kind, measure=rooms))


def test_a_commitment_is_dated_and_its_period_runs_forward() -> None:
    scenario.when(replace(MAKE, on=date(2030, 1, 1))).then_refused(DateInFuture)
    back = Period(starts_on=IN_2018.ends_on, ends_on=IN_2018.starts_on)
    scenario.when(replace(MAKE, period=back)).then_refused(CommitmentEndsBeforeItStarts)
    scenario.given(MADE).when(replace(MAKE, measure=days("21"))).then_refused(CommitmentAlreadyMade)


def test_it_is_revised_with_a_reason_until_the_member_is_released() -> None:
    made = scenario.given(MADE)
    made.when(REVISE).then(REVISED)
    made.when(RELEASE).then(RELEASED)
    made.given(RELEASED).when(REVISE).then_refused(CommitmentIsReleased, on="2018-09-03")
    made.given(RELEASED).when(replace(RELEASE, reason="autre")).then_refused(CommitmentIsReleased)
    scenario.when(REVISE).then_refused(NotFound)


def test_what_was_given_is_recorded_corrected_and_taken_back() -> None:
    made = scenario.given(MADE)
    made.when(RECORD).then(RECORDED)
    given = made.given(RECORDED)
    given.when(replace(RECORD, measure=days("1"))).then_refused(ContributionAlreadyRecorded)
    given.when(CORRECT).then(CORRECTED)
    given.when(WITHDRAW).then(WITHDRAWN)
    given.given(WITHDRAWN).when(CORRECT).then_refused(ContributionIsWithdrawn)
    for unknown in (CORRECT, WITHDRAW):
        made.when(unknown).then_refused(ContributionUnknown)
    made.when(replace(RECORD, on=date(2030, 1, 1))).then_refused(DateInFuture)


def test_what_was_promised_may_still_be_given_after_a_release() -> None:
    scenario.given(MADE, RELEASED).when(RECORD).then(RECORDED)


def test_another_member_gives_under_its_own_commitment() -> None:
    scenario.given(MADE).when(replace(RECORD, party=JETTE)).then_refused(
        CommitmentOfAnotherMember, party=str(BELFAA)
    )


def test_a_unit_once_given_in_stays() -> None:
    rooms = Measure(quantity="2", unit="salles")
    made = scenario.given(replace(MADE, kind=CommitmentKind.PREMISES, measure=rooms))
    weeks = replace(RECORD, measure=Measure(quantity="2", unit="semaines"))
    made.when(weeks).then_refused(MeasuredInAnotherUnit, unit="salles")
    given = made.given(replace(RECORDED, measure=rooms))
    given.when(replace(REVISE, measure=weeks.measure)).then_refused(MeasuredInAnotherUnit)
    made.when(replace(REVISE, measure=weeks.measure)).then(replace(REVISED, measure=weeks.measure))


def test_money_may_arrive_in_another_currency() -> None:
    dirhams = Measure(money=Money("10000", "MAD"))
    cash = scenario.given(replace(MADE_IN_CASH, party=BELFAA))
    cash.when(replace(RECORD, measure=dirhams)).then(replace(RECORDED, measure=dirhams))


@pytest.mark.parametrize(
    ("measure", "faulty"),
    [
        (euros("0.00"), True),
        (euros("-5"), True),
        (Measure(money=Money("5", "EUR"), unit="days"), True),
        (Measure(quantity="5"), True),
        (Measure(unit="days"), True),
        (Measure(), True),
        (days("5"), False),
        (euros("5"), False),
    ],
)
def test_a_measure_is_money_or_a_quantity_of_a_unit(measure: Measure, *, faulty: bool) -> None:
    assert bool(measure_problem(measure)) is faulty


@pytest.mark.parametrize("number", ["0", "0.00", "-1", "1,5", "1.234", ""])
def test_a_quantity_is_above_zero_and_exact(number: str) -> None:
    assert quantity_problem(number)


def shown(*events: Any, id_: Any = COMMITMENT) -> Any:
    seen = history("commitment", id_, events)
    return project(commitments.PROJECTION, seen, commitments.COMMITMENTS, id_)


def test_the_view_shows_what_holds_and_how_much_was_given() -> None:
    row = shown(MADE, RECORDED, CORRECTED, REVISED)
    assert (row["state"], row["given"]) == ("open", [{"unit": "days", "amount": "8"}])
    assert (row["measure"]["quantity"], row["reason"]) == ("25.5", "un agent de plus")
    assert shown(MADE, RECORDED, WITHDRAWN)["given"] == []
    rest = replace(RECORDED, contribution=SECOND, measure=days("12.5"), on=date(2019, 1, 4))
    row = shown(MADE, RECORDED, rest)
    assert (row["state"], row["given"][0]["amount"]) == ("fulfilled", "20.0")
    assert [each["outside_period"] for each in row["contributions"]] == [False, True]
    assert shown(MADE, RECORDED, RELEASED)["state"] == "released"


def test_cash_and_kind_stand_side_by_side_and_are_never_added() -> None:
    gave = replace(RECORDED, party=JETTE, measure=euros("1000"))
    dirhams = replace(gave, contribution=SECOND, measure=Measure(money=Money("500", "MAD")))
    rows = [shown(MADE, RECORDED), shown(MADE_IN_CASH, gave, dirhams, id_=CASH)]
    assert commitments.by_side(rows) == [
        {
            "side": "BE",
            "demonstration": False,
            "members": [str(JETTE)],
            "cash": [
                {"currency": "EUR", "promised": "2500", "given": "1000"},
                {"currency": "MAD", "promised": "0", "given": "500"},
            ],
            "in_kind": [],
        },
        {
            "side": "MA",
            "demonstration": False,
            "members": [str(BELFAA)],
            "cash": [],
            "in_kind": [{"kind": "staff-days", "unit": "days", "promised": "20", "given": "7.5"}],
        },
    ]


def test_what_is_released_promises_nothing_more_and_what_is_made_up_stands_apart() -> None:
    made_up = {**shown(MADE), "demonstration": True}
    sides = commitments.by_side([shown(MADE, RECORDED, RELEASED), made_up])
    assert [(each["demonstration"], each["in_kind"][0]["promised"]) for each in sides] == [
        (False, "0"),
        (True, "20"),
    ]
