"""Two versions of a convention beside one another, in words."""

from dataclasses import replace
from typing import Any

import pytest

from kernel.decider import replay
from services.partnerships.domain import convention
from services.partnerships.domain.convention.state import Version
from services.partnerships.projections.convention_differences import difference
from tests.partnerships.conventions import (
    AMENDMENT,
    CONCLUSION,
    CONCLUSION_TERMS,
    EQUIPMENT,
    LINES,
    MORE_LINES,
    TERMS,
    TRAINING,
)
from vocabulary.budgets import BudgetLine, CostClass
from vocabulary.conventions import FinancialTerms
from vocabulary.money import Money


def version(lines: tuple[BudgetLine, ...] = LINES, terms: FinancialTerms | None = None) -> Version:
    state = replay(convention, CONCLUSION)
    return replace(state.versions[0], budget_lines=lines, terms=terms)


def said(before: Version, after: Version, language: str = "fr") -> list[str]:
    return [change["said"][language] for change in difference(before, after)["changes"]]


def test_the_same_content_has_no_difference_however_its_lines_are_ordered() -> None:
    assert said(version(MORE_LINES, TERMS), version(MORE_LINES[::-1], TERMS)) == []


def test_a_line_added_and_one_removed_change_the_total_of_their_currency() -> None:
    dirhams = replace(EQUIPMENT, amount=Money("90000.00", "MAD"))
    before, after = version(), version((TRAINING, dirhams))
    assert said(before, after) == ["Ligne 1.2 ajoutée : 90000.00 MAD"]
    assert said(before, after, "en") == ["Line 1.2 added: 90000.00 MAD"]
    assert said(after, before, "en") == ["Line 1.2 removed: 90000.00 MAD"]
    assert difference(before, after)["totals"] == [
        {"currency": "EUR", "before": "12500.00", "after": "12500.00", "difference": "0.00"},
        {"currency": "MAD", "before": "0", "after": "90000.00", "difference": "90000.00"},
    ]


def test_a_line_that_changed_says_what_from_what_to() -> None:
    less = replace(
        TRAINING, amount=Money("9000.00", "EUR"), text={"fr": "Formations", "en": "Training"}
    )
    (sentence,) = said(version(), version((less,)), "en")
    assert sentence == (
        "Line 1.1: wording “Formations des agents d'action sociale” → “Training”, amount "
        "12500.00 EUR → 9000.00 EUR"
    )


def test_allotments_advances_shares_and_classes_are_told() -> None:
    allotments = (replace(TERMS.allotments[0], amount="4000.00"), *TERMS.allotments[1:])
    advances = (replace(TERMS.advances[0], due_on=TERMS.advances[1].due_on),)
    other = FinancialTerms(
        allotments=allotments,
        advances=advances,
        shares=(replace(TERMS.shares[0], percentage="82.5"), TERMS.shares[1]),
        eligible_cost_classes=(CostClass.OPERATIONAL,),
    )
    assert said(version(LINES, TERMS), version(LINES, other)) == [
        "Prévision de la ligne 1.1 pour 2017 (operational) : montant 4500.00 → 4000.00",
        "Avance A1 : échéance 2017-11-15 → 2018-03-15",
        "Avance A2 supprimée : 40000.00 MAD",
        "Part de DGD : pourcentage 80 → 82.5",
        "Classes de coûts éligibles : operational, management → operational",
    ]
    assert len(said(version(), version(LINES, TERMS), "en")) == 8


@pytest.mark.parametrize("events", [(*CONCLUSION, AMENDMENT), CONCLUSION_TERMS])
def test_every_version_differs_in_nothing_from_itself(events: Any) -> None:
    for each in replay(convention, events).versions:
        assert difference(each, each)["changes"] == []
