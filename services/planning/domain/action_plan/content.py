"""Whether what a plan says is consistent in itself, and with the strategic plan it derives from."""

from collections import Counter
from collections.abc import Iterable

from services.planning.domain.action_plan.refusals import (
    ActionListedTwice,
    ActionWithoutResult,
    BudgetBelowZero,
    BudgetLineListedTwice,
    IndicatorUnknown,
    PeriodReversed,
    PlanIndicatorListedTwice,
    PlanWithoutActions,
    ResultUnknown,
)
from services.planning.domain.strategic_plan.state import Version
from vocabulary.actions import ActionPlanContent


def is_consistent(content: ActionPlanContent) -> None:
    """Refuse a content that contradicts itself; a draft may still lack something."""
    period = content.period
    if period.ends_on < period.starts_on:
        raise PeriodReversed(
            starts_on=period.starts_on.isoformat(), ends_on=period.ends_on.isoformat()
        )
    if twice := _twice(action.code for action in content.actions):
        raise ActionListedTwice(actions=twice)
    if idle := [action.code for action in content.actions if not action.results]:
        raise ActionWithoutResult(actions=idle)
    if twice := _twice(str(indicator) for indicator in content.indicators):
        raise PlanIndicatorListedTwice(indicators=twice)
    lines = content.budget_lines
    if twice := [*_twice(str(line.id) for line in lines), *_twice(line.code for line in lines)]:
        raise BudgetLineListedTwice(budget_lines=twice)
    if below := [line.code for line in lines if line.amount.value < 0]:
        raise BudgetBelowZero(budget_lines=below)


def derives_from(content: ActionPlanContent, strategic: Version) -> None:
    """Refuse results and indicators that the version does not have."""
    if not content.actions:
        raise PlanWithoutActions
    aimed_at = {result: None for action in content.actions for result in action.results}
    if unknown := [str(result) for result in aimed_at if result not in strategic.results]:
        raise ResultUnknown(results=unknown)
    reported = content.indicators
    if unknown := [str(each) for each in reported if each not in strategic.indicators]:
        raise IndicatorUnknown(indicators=unknown)


def _twice(names: Iterable[str]) -> list[str]:
    return sorted(name for name, times in Counter(names).items() if times > 1)
