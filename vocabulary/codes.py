"""Standard codes: countries, currencies."""

import re
from typing import Annotated, TypeAlias

from vocabulary.checks import Checked


def country_problem(code: str) -> str | None:
    return None if re.fullmatch(r"[A-Z]{2}", code) else "is not an ISO 3166-1 alpha-2 country code"


def currency_problem(code: str) -> str | None:
    return None if re.fullmatch(r"[A-Z]{3}", code) else "is not an ISO 4217 currency code"


CountryCode: TypeAlias = Annotated[str, Checked(country_problem)]
"""ISO 3166-1 alpha-2, upper case."""

Currency: TypeAlias = Annotated[str, Checked(currency_problem)]
"""ISO 4217, upper case."""
