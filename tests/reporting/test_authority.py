"""Nobody acts for another party; what one side may, the other may (P31)."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from kernel.identity import Principal
from kernel.refusals import NotAllowed
from services.reporting.domain.authority import ExpectedByItsPlan, ForTheReviewer
from services.reporting.domain.report.commands import AcceptReport, ReopenReport, ReturnReport
from tests.reporting.cases import (
    BELFAA,
    BOOK,
    CONSUMER,
    DRAFT,
    EXPECT,
    JETTE,
    OF_BELFAA,
    OF_JETTE,
    ON_BEHALF,
    RECORD,
    REVIEWER,
    UNIT,
    measuring,
    reporting,
    sign,
    spending,
)
from tests.reporting.test_expense import CORRECT as CORRECT_EXPENSE
from tests.reporting.test_expense import WITHDRAW as WITHDRAW_EXPENSE
from tests.reporting.test_measurement import CORRECT as CORRECT_MEASUREMENT
from tests.reporting.test_measurement import WITHDRAW as WITHDRAW_MEASUREMENT
from tests.scenarios import Scenario
from vocabulary import roles
from vocabulary.authority import OnBehalfNeedsEvidence
from vocabulary.identifiers import CommuneId

DAY = date(2024, 2, 20)
Act = tuple[Scenario, Callable[[CommuneId], Any]]

RECORDING: Sequence[Act] = (
    (reporting, lambda of: replace(DRAFT, party=of)),
    (measuring, lambda of: replace(RECORD, party=of)),
    (measuring, lambda of: replace(CORRECT_MEASUREMENT, party=of)),
    (measuring, lambda of: replace(WITHDRAW_MEASUREMENT, party=of)),
    (spending, lambda of: replace(BOOK, party=of)),
    (spending, lambda of: replace(CORRECT_EXPENSE, party=of)),
    (spending, lambda of: replace(WITHDRAW_EXPENSE, party=of)),
)
FORMAL: Sequence[Act] = (
    (reporting, sign),
    (reporting, lambda of: ReopenReport(reason="erreur", on=DAY, party=of)),
)
REVIEWING = (
    AcceptReport(on=DAY),
    ReturnReport(comments="Il manque une facture.", on=DAY),
    ReopenReport(reason="erreur", on=DAY),
)
OF_A_PARTY = (*RECORDING, *FORMAL)
EVERY_ROLE = (*roles.ALL, "unheard-of")


def allowed(by: Principal, scenario: Scenario, command: Any) -> bool:
    """Whether the rules let the principal give the command at all."""
    try:
        scenario.decider.may(by, command, scenario.state, scenario.facts)
    except NotAllowed:
        return False
    return True


@pytest.mark.parametrize(("scenario", "act"), OF_A_PARTY)
def test_each_side_acts_for_itself_and_never_for_the_other(scenario: Scenario, act: Any) -> None:
    assert allowed(OF_JETTE, scenario, act(JETTE))
    assert allowed(OF_BELFAA, scenario, act(BELFAA))
    assert not allowed(OF_JETTE, scenario, act(BELFAA))
    assert not allowed(OF_BELFAA, scenario, act(JETTE))


@pytest.mark.parametrize(("scenario", "act"), OF_A_PARTY)
@pytest.mark.parametrize("role", EVERY_ROLE)
def test_every_role_has_the_same_right_towards_either_side(
    scenario: Scenario, act: Any, role: str
) -> None:
    for organisation in (None, str(JETTE), str(BELFAA)):
        other = {str(JETTE): str(BELFAA), str(BELFAA): str(JETTE)}.get(organisation or "")
        here = Principal("a", frozenset({role}), frozenset({"ma"}), organisation)
        there = Principal("b", frozenset({role}), frozenset({"ma"}), other)
        assert allowed(here, scenario, act(JETTE)) == allowed(there, scenario, act(BELFAA))


@pytest.mark.parametrize(("scenario", "act"), OF_A_PARTY)
@pytest.mark.parametrize(
    "role", [r for r in EVERY_ROLE if r not in {roles.COUNTRY_UNIT, roles.COMMUNE_USER}]
)
def test_the_other_roles_report_nothing(scenario: Scenario, act: Any, role: str) -> None:
    someone = Principal("a", frozenset({role}), frozenset({"*"}), str(JETTE))
    assert not allowed(someone, scenario, act(JETTE))


@pytest.mark.parametrize(("scenario", "act"), RECORDING)
def test_the_country_unit_keeps_the_record_for_either_side(scenario: Scenario, act: Any) -> None:
    assert allowed(UNIT, scenario, act(JETTE))


@pytest.mark.parametrize(("scenario", "act"), FORMAL)
def test_the_country_unit_never_signs_without_showing_the_evidence(
    scenario: Scenario, act: Any
) -> None:
    with pytest.raises(OnBehalfNeedsEvidence):
        scenario.decider.may(UNIT, act(BELFAA), scenario.state, scenario.facts)
    assert allowed(UNIT, scenario, replace(act(BELFAA), on_behalf=ON_BEHALF))
    assert not allowed(OF_JETTE, scenario, replace(act(BELFAA), on_behalf=ON_BEHALF))


@pytest.mark.parametrize("command", REVIEWING, ids=lambda each: type(each).__name__)
@pytest.mark.parametrize("someone", [UNIT, OF_JETTE, OF_BELFAA, CONSUMER])
def test_only_a_reviewer_of_the_associations_reviews(command: Any, someone: Principal) -> None:
    assert allowed(REVIEWER, reporting, command)
    with pytest.raises(ForTheReviewer):
        reporting.decider.may(someone, command, reporting.state, reporting.facts)


@pytest.mark.parametrize("someone", [UNIT, OF_JETTE, OF_BELFAA, REVIEWER])
def test_nobody_calls_for_a_report_but_a_submitted_plan(someone: Principal) -> None:
    assert allowed(CONSUMER, reporting, EXPECT)
    with pytest.raises(ExpectedByItsPlan):
        reporting.decider.may(someone, EXPECT, reporting.state, reporting.facts)
