"""Standard codes: countries, currencies."""

import re
from typing import Annotated, TypeAlias

from vocabulary.checks import Checked, Wrong


def country_problem(code: str) -> Wrong | None:
    if re.fullmatch(r"[A-Z]{2}", code):
        return None
    return Wrong(
        "is not an ISO 3166-1 alpha-2 country code",
        fr="n'est pas un code de pays ISO 3166-1 alpha-2",
    )


def currency_problem(code: str) -> Wrong | None:
    if re.fullmatch(r"[A-Z]{3}", code):
        return None
    return Wrong("is not an ISO 4217 currency code", fr="n'est pas un code de monnaie ISO 4217")


CountryCode: TypeAlias = Annotated[str, Checked(country_problem)]
"""ISO 3166-1 alpha-2, upper case."""

Currency: TypeAlias = Annotated[str, Checked(currency_problem)]
"""ISO 4217, upper case."""
