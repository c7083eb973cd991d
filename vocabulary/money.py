"""Amounts of money: exact, in their original currency."""

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated, TypeAlias

from vocabulary.checks import Checked, Wrong
from vocabulary.codes import Currency


def amount_problem(amount: str) -> Wrong | None:
    if re.fullmatch(r"-?\d{1,15}(\.\d{1,4})?", amount):
        return None
    return Wrong(
        'is not an amount: digits, at most four after a point, as in "1250.50"',
        fr="n'est pas un montant : des chiffres, quatre au plus après un point, comme « 1250.50 »",
    )


Amount: TypeAlias = Annotated[str, Checked(amount_problem)]
"""A decimal number as text; never a float."""


@dataclass(frozen=True, slots=True)
class Money:
    amount: Amount
    currency: Currency

    @property
    def value(self) -> Decimal:
        return Decimal(self.amount)
