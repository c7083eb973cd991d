"""What a joint action plan sets out to do."""

from dataclasses import dataclass

from vocabulary.budgets import BudgetLine, Period
from vocabulary.identifiers import IndicatorId, ResultId
from vocabulary.text import Text, Words


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedAction:
    """An action towards results of the strategic plan."""

    code: Words
    text: Text
    results: tuple[ResultId, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionPlanContent:
    """What the parties agree on: its canonical JSON is what is hashed (RFC 8785, SHA-256)."""

    title: Text
    period: Period
    actions: tuple[PlannedAction, ...]
    indicators: tuple[IndicatorId, ...]
    budget_lines: tuple[BudgetLine, ...] = ()
