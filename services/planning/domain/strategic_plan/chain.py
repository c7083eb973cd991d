"""Whether a results chain hangs together.

Source: Royal Decree of 11 September 2016 (output, outcome, impact); programme logical frameworks.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Final

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
from vocabulary.results import Indicator, Result, ResultLevel

ABOVE: Final = {
    ResultLevel.OUTPUT: ResultLevel.OUTCOME,
    ResultLevel.OUTCOME: ResultLevel.IMPACT,
    ResultLevel.IMPACT: None,
}
"""The level that a level contributes to."""


def hangs_together(chain: Sequence[Result]) -> None:
    """Refuse a chain that contradicts itself; a draft may still lack something."""
    if twice := _twice(str(result.id) for result in chain):
        raise ResultListedTwice(results=twice)
    indicators = [indicator for result in chain for indicator in result.indicators]
    if twice := _twice(str(indicator.id) for indicator in indicators):
        raise IndicatorListedTwice(indicators=twice)
    _parents_are_one_level_up(chain)
    for indicator in indicators:
        _can_be_reached(indicator)


def is_complete(chain: Sequence[Result]) -> None:
    """Refuse a chain that aims at nothing, or whose results contribute to nothing.

    Where the sources name no impact, outcomes stand at the top.
    """
    levels = {result.level for result in chain}
    if ResultLevel.OUTCOME not in levels:
        raise NoOutcome
    for result in chain:
        if result.parent is None and ABOVE[result.level] in levels:
            raise ParentMissing(result=result.code, level=result.level.value)


def _parents_are_one_level_up(chain: Sequence[Result]) -> None:
    levels = {result.id: result.level for result in chain}
    for result in chain:
        if result.parent is None:
            continue
        if result.parent not in levels:
            raise ParentUnknown(result=result.code, parent=str(result.parent))
        if levels[result.parent] is not ABOVE[result.level]:
            raise ParentNotOneLevelUp(
                result=result.code, level=result.level.value, parent=levels[result.parent].value
            )


def _can_be_reached(indicator: Indicator) -> None:
    lowest, highest, baseline = indicator.lowest, indicator.highest, indicator.baseline
    if lowest is not None and highest is not None and Decimal(lowest) > Decimal(highest):
        raise RangeReversed(indicator=indicator.code, lowest=lowest, highest=highest)
    values = [target.value for target in indicator.targets]
    for value in [baseline.value, *values] if baseline.value is not None else values:
        if not indicator.admits(value):
            raise ValueOutOfRange(
                indicator=indicator.code, value=value, lowest=lowest, highest=highest
            )
    early = [target.year for target in indicator.targets if target.year < (baseline.year or 0)]
    if early:
        raise TargetBeforeBaseline(
            indicator=indicator.code, baseline_year=baseline.year, target_years=early
        )


def _twice(names: Iterable[str]) -> list[str]:
    return sorted(name for name, times in Counter(names).items() if times > 1)
