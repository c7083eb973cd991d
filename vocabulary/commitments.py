"""What members of a partnership undertake to give, and what they give."""

import re
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, TypeAlias

from vocabulary.checks import Checked, Wrong
from vocabulary.money import Money
from vocabulary.text import Words


class CommitmentKind(StrEnum):
    """What is given. Only money is cash; all else is in kind and is never added to it."""

    COMPETENCE = "competence"
    STAFF_DAYS = "staff-days"
    PREMISES = "premises"
    MONEY = "money"


class CommitmentState(StrEnum):
    """Released: the member is freed of what it has not given; what it gave stays."""

    OPEN = "open"
    FULFILLED = "fulfilled"
    RELEASED = "released"


def quantity_problem(number: str) -> Wrong | None:
    if re.fullmatch(r"\d{1,9}(\.\d{1,2})?", number) and Decimal(number) > 0:
        return None
    return Wrong(
        'is not a quantity: above zero, at most two digits after a point, as in "7.5"',
        fr="n'est pas une quantité : supérieure à zéro, au plus deux chiffres après le point, "
        "comme « 7.5 »",
    )


Quantity: TypeAlias = Annotated[str, Checked(quantity_problem)]
"""A decimal number above zero as text; never a float."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """How much: money in its currency, or a quantity of a unit as "days" or "rooms"."""

    money: Money | None = None
    quantity: Quantity | None = None
    unit: Words | None = None


def measure_problem(measure: Measure) -> Wrong | None:
    if measure.money is not None:
        if measure.quantity is not None or measure.unit is not None:
            return Wrong(
                "is either money or a quantity of a unit, not both",
                fr="est soit une somme, soit une quantité d'une unité, pas les deux",
            )
        if measure.money.value > 0:
            return None
        return Wrong(
            "is an amount that is not above zero",
            fr="est un montant qui n'est pas supérieur à zéro",
        )
    if measure.quantity is None or measure.unit is None:
        return Wrong(
            "needs money, or a quantity with its unit",
            fr="demande une somme, ou une quantité avec son unité",
        )
    return None


HowMuch: TypeAlias = Annotated[Measure, Checked(measure_problem)]
"""More than nothing, and either money or in kind."""
