"""Parts of a hundred: exact, as text."""

import re
from collections.abc import Iterable
from decimal import Decimal
from typing import Annotated, Final, TypeAlias

from vocabulary.checks import Checked, Wrong

HUNDRED: Final = Decimal(100)


def percentage_problem(number: str) -> Wrong | None:
    if re.fullmatch(r"\d{1,3}(\.\d)?", number) and Decimal(number) <= HUNDRED:
        return None
    return Wrong(
        'is not a percentage: from "0" to "100", at most one digit after a point, as in "12.5"',
        fr="n'est pas un pourcentage : de « 0 » à « 100 », au plus un chiffre après le point, "
        "comme « 12.5 »",
    )


Percentage: TypeAlias = Annotated[str, Checked(percentage_problem)]
"""From 0 to 100 in tenths, as text; never a float."""


def together(percentages: Iterable[str]) -> Decimal:
    """Return the sum."""
    return sum((Decimal(each) for each in percentages), Decimal(0))
