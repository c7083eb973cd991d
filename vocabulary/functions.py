"""Functions that persons hold in a commune: by a code, and by the words in which they sign.

Sources: signature clauses of the protocol of collaboration; Code de la démocratie locale et de la
décentralisation (bourgmestre, échevin, directeur général); the communes' own titles in Benin,
Burkina Faso, DR Congo, Morocco and Senegal.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Final, TypeAlias

from vocabulary.checks import Checked, Wrong
from vocabulary.text import fold


def function_problem(code: str) -> Wrong | None:
    if re.fullmatch(r"[a-z][a-z0-9]*(-[a-z0-9]+)*", code):
        return None
    return Wrong(
        'is not a code of lower-case words joined by hyphens, as "bourgmestre"',
        fr="n'est pas un code : des mots en minuscules joints par des traits d'union, "
        "comme « bourgmestre »",
    )


FunctionCode: TypeAlias = Annotated[str, Checked(function_problem)]


@dataclass(frozen=True, slots=True)
class Known:
    """A function that is known by name; `words` are those it is signed under, the first shown.

    One that is `exclusive` has one holder at a time in a commune.
    """

    words: tuple[str, ...]
    exclusive: bool


COORDINATOR: Final = "coordinateur-cic"
BACKUP: Final = "coordinateur-cic-suppleant"

KNOWN: Final[Mapping[str, Known]] = {
    "bourgmestre": Known(("Bourgmestre", "La Bourgmestre", "Burgemeester"), exclusive=True),
    "bourgmestre-faisant-fonction": Known(
        ("Bourgmestre faisant fonction", "Bourgmestre f.f.", "Bourgmestre ff"), exclusive=True
    ),
    "maire": Known(("Maire", "Le Maire", "La Maire", "Mairesse"), exclusive=True),
    "president-de-commune": Known(
        (
            "Président de commune",
            "Présidente de commune",
            "Président de la commune",
            "Présidente de la commune",
            "Président du conseil communal",
            "Présidente du conseil communal",
            "Président",
            "Présidente",
        ),
        exclusive=True,
    ),
    "president-de-delegation-speciale": Known(
        (
            "Président de la délégation spéciale",
            "Présidente de la délégation spéciale",
            "Président de délégation spéciale",
            "PDS",
        ),
        exclusive=True,
    ),
    "echevin": Known(("Échevin", "Échevine", "Schepen"), exclusive=False),
    "adjoint": Known(("Adjoint au maire", "Adjointe au maire"), exclusive=False),
    "vice-president": Known(("Vice-président", "Vice-présidente"), exclusive=False),
    "directeur-general": Known(
        ("Directeur général", "Directrice générale", "Directeur général des services"),
        exclusive=True,
    ),
    "secretaire": Known(
        ("Secrétaire communal", "Secrétaire communale", "Secrétaire général", "Secrétaire"),
        exclusive=True,
    ),
    COORDINATOR: Known(("Coordinateur CIC", "Coordinatrice CIC"), exclusive=True),
    BACKUP: Known(("Coordinateur CIC suppléant", "Coordinatrice CIC suppléante"), exclusive=True),
}
"""Another code is taken too, with its own label; it may have several holders at a time."""


def shown(code: str, label: str | None) -> str:
    """Return the words in which the function is shown."""
    return label or (KNOWN[code].words[0] if code in KNOWN else code)


def is_exclusive(code: str) -> bool:
    return code in KNOWN and KNOWN[code].exclusive


def names(words: str, code: str, label: str | None) -> bool:
    """Whether the words in which somebody signs name this function."""
    known = KNOWN[code].words if code in KNOWN else ()
    return fold(words) in {fold(each) for each in (code, label or code, *known)}
