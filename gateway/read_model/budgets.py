"""Budget lines as the JSON that views read."""

from collections.abc import Iterable
from typing import Any

from vocabulary.budgets import BudgetLine


def budget_lines(lines: Iterable[BudgetLine]) -> list[dict[str, Any]]:
    return [
        {
            "id": line.id,
            "code": line.code,
            "text": line.text,
            "amount": line.amount,
            "cost_class": line.cost_class.name,
        }
        for line in lines
    ]
