"""A results chain hangs together: parents one level up, targets that can be reached."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from kernel.refusals import Refusal
from services.planning.domain import strategic_plan
from services.planning.domain.strategic_plan.commands import SubmitStrategicPlan
from services.planning.domain.strategic_plan.refusals import (
    IndicatorListedTwice,
    NoOutcome,
    ParentMissing,
    ParentNotOneLevelUp,
    ParentUnknown,
    RangeReversed,
    ResultListedTwice,
    TargetBeforeBaseline,
    ValueOutOfRange,
)
from tests.partnerships.cases import BELFAA, KINTAMBO, NOW
from tests.planning.cases import (
    CHAIN,
    DRAFT_STRATEGY,
    IMPACT,
    OUTPUT,
    ROOMS_INDICATOR,
    STRATEGY_DRAFTED,
    TAKING_PART,
)
from tests.scenarios import Scenario
from vocabulary.identifiers import ResultId
from vocabulary.results import Baseline, Indicator, Result, ResultLevel, Target

scenario = Scenario(strategic_plan, strategic_plan.Facts(now=NOW, country_programme=TAKING_PART))
SUBMIT = SubmitStrategicPlan(on=date(2022, 2, 10), submitted_by=BELFAA)
GOAL, OUTCOME_RESULT, OUTPUT_RESULT = CHAIN


def with_indicator(**changes: Any) -> tuple[Result, ...]:
    indicator: Indicator = replace(ROOMS_INDICATOR, **changes)
    return (GOAL, OUTCOME_RESULT, replace(OUTPUT_RESULT, indicators=(indicator,)))


CONTRADICTIONS: list[tuple[tuple[Result, ...], type[Refusal], dict[str, Any]]] = [
    ((*CHAIN, GOAL), ResultListedTwice, {"results": [str(IMPACT)]}),
    (
        (GOAL, replace(OUTCOME_RESULT, indicators=(ROOMS_INDICATOR,)), OUTPUT_RESULT),
        IndicatorListedTwice,
        {"indicators": [str(ROOMS_INDICATOR.id)]},
    ),
    (
        (GOAL, replace(OUTCOME_RESULT, parent=ResultId(KINTAMBO))),
        ParentUnknown,
        {"result": "OS", "parent": str(KINTAMBO)},
    ),
    (
        (GOAL, OUTCOME_RESULT, replace(OUTPUT_RESULT, parent=IMPACT)),
        ParentNotOneLevelUp,
        {"result": "R1", "level": "output", "parent": "impact"},
    ),
    (
        (replace(GOAL, parent=OUTPUT), OUTCOME_RESULT, OUTPUT_RESULT),
        ParentNotOneLevelUp,
        {"result": "OG"},
    ),
    (
        with_indicator(targets=(Target(year=2021, value="4"),)),
        TargetBeforeBaseline,
        {"indicator": "I1.1", "baseline_year": 2022, "target_years": [2021]},
    ),
    (
        with_indicator(targets=(Target(year=2023, value="101"),)),
        ValueOutOfRange,
        {"indicator": "I1.1", "value": "101", "lowest": "0", "highest": "100"},
    ),
    (
        with_indicator(baseline=Baseline(value="-1", year=2022)),
        ValueOutOfRange,
        {"value": "-1"},
    ),
]


@pytest.mark.parametrize(
    ("chain", "refusal", "details"), CONTRADICTIONS, ids=lambda each: getattr(each, "code", "")
)
def test_a_chain_that_contradicts_itself_is_not_even_drafted(
    chain: tuple[Result, ...], refusal: type[Refusal], details: dict[str, Any]
) -> None:
    scenario.when(replace(DRAFT_STRATEGY, chain=chain)).then_refused(refusal, **details)


def test_numbers_are_compared_as_numbers_not_as_text() -> None:
    chain = with_indicator(
        lowest="9", highest="10", baseline=Baseline(), targets=(Target(year=2023, value="9.50"),)
    )
    scenario.when(replace(DRAFT_STRATEGY, chain=chain)).then(replace(STRATEGY_DRAFTED, chain=chain))
    reversed_ = with_indicator(lowest="10", highest="9", baseline=Baseline(), targets=())
    scenario.when(replace(DRAFT_STRATEGY, chain=reversed_)).then_refused(
        RangeReversed, lowest="10", highest="9"
    )


def test_a_target_may_lie_in_the_year_of_the_baseline() -> None:
    chain = with_indicator(targets=(Target(year=2022, value="4"),))
    scenario.when(replace(DRAFT_STRATEGY, chain=chain)).then(replace(STRATEGY_DRAFTED, chain=chain))


def test_an_unknown_baseline_holds_no_target_back() -> None:
    chain = with_indicator(baseline=Baseline(note="à relever"))
    scenario.when(replace(DRAFT_STRATEGY, chain=chain)).then(replace(STRATEGY_DRAFTED, chain=chain))


def drafted(chain: tuple[Result, ...]) -> Scenario:
    return scenario.given(replace(STRATEGY_DRAFTED, chain=chain))


INCOMPLETE: list[tuple[tuple[Result, ...], type[Refusal]]] = [
    ((), NoOutcome),
    ((GOAL,), NoOutcome),
    ((GOAL, replace(OUTCOME_RESULT, parent=None)), ParentMissing),
    ((GOAL, OUTCOME_RESULT, replace(OUTPUT_RESULT, parent=None)), ParentMissing),
]


@pytest.mark.parametrize(("chain", "refusal"), INCOMPLETE)
def test_what_is_drafted_may_be_incomplete_but_is_not_submitted_so(
    chain: tuple[Result, ...], refusal: type[Refusal]
) -> None:
    scenario.when(replace(DRAFT_STRATEGY, chain=chain)).then(replace(STRATEGY_DRAFTED, chain=chain))
    drafted(chain).when(SUBMIT).then_refused(refusal)


def test_where_the_sources_name_no_impact_outcomes_stand_at_the_top() -> None:
    chain = (replace(OUTCOME_RESULT, parent=None), OUTPUT_RESULT)
    (submitted,) = drafted(chain).when(SUBMIT).events()
    assert submitted.chain == chain
    assert {result.level for result in chain} == {ResultLevel.OUTCOME, ResultLevel.OUTPUT}
