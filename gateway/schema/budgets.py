"""Budget lines of plans and conventions."""

import strawberry

from gateway.plans.fields import col, items, words
from gateway.schema.enums import CostClass
from gateway.schema.values import Money


@strawberry.type(description="A line of a budget, in its currency.")
class BudgetLine:
    id: strawberry.ID = col("id", description="What expenses refer to.")
    code: str = col("code")
    text: str = words("text")
    amount: Money | None = items("amount")
    cost_class: CostClass = col("cost_class")
