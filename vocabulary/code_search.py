"""How codes are written, and how a search compares them: dots, spaces and prefixes are free."""

import re
from typing import Final

from vocabulary.text import fold

KBO: Final = "kbo"
_ENTERPRISE: Final = re.compile(r"(?:be)?(0?\d{9}|1\d{9})")
"""An enterprise number of ten digits, once nine, also as the VAT number it is a part of.

Source: Crossroads Bank for Enterprises (BCE/KBO); numbers of nine digits have a 0 before them.
"""


def compact(words: str) -> str:
    """Return the letters and digits alone, without accents and case."""
    return fold(words).replace(" ", "")


def forms(scheme: str, value: str) -> list[str]:
    """Return how a code of the scheme is found: as it is written, and in letters and digits."""
    written = compact(value)
    return [fold(value), _enterprise(written) if scheme.casefold() == KBO else written]


def searches(words: str) -> list[str]:
    """Return what to look for: the words as they are, as a code, as an enterprise number.

    Part of a code finds it too, so nothing is added to what may be a part.
    """
    written = compact(words)
    return list(
        dict.fromkeys(form for form in (fold(words), written, _enterprise(written)) if form)
    )


def _enterprise(written: str) -> str:
    found = _ENTERPRISE.fullmatch(written)
    return found[1].zfill(10) if found else written
