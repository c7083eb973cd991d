"""Texts that people read, in several languages."""

import re
import unicodedata
from collections.abc import Mapping
from typing import Annotated, TypeAlias

from vocabulary.checks import Checked, Wrong

LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")


def text_problem(text: Mapping[str, str]) -> Wrong | None:
    if not text:
        return Wrong(
            'a text needs at least one language, for example {"fr": "…"}',
            fr='un texte demande au moins une langue, par exemple {"fr": "…"}',
        )
    for language, words in text.items():
        if not LANGUAGE.fullmatch(language):
            return Wrong(
                f"{language!r} is not a BCP 47 language tag",
                fr=f"{language!r} n'est pas un code de langue BCP 47",
            )
        if not words.strip():
            return Wrong(
                f"the text in {language!r} is empty", fr=f"le texte en {language!r} est vide"
            )
    return None


def words_problem(words: str) -> Wrong | None:
    return None if words.strip() else Wrong("must not be empty", fr="ne doit pas être vide")


Text: TypeAlias = Annotated[dict[str, str], Checked(text_problem)]
"""BCP 47 language tag to text; French first where there is a choice. Source: BCP 47."""

Words: TypeAlias = Annotated[str, Checked(words_problem)]
"""A text in one language, or a reference, that must say something."""


def read(text: Mapping[str, str], language: str = "fr") -> str:
    """Return the text in the language, else in French, else in any."""
    return text.get(language) or text.get("fr") or next(iter(text.values()), "")


def fold(words: str) -> str:
    """Return the words as a search compares them: without accents, case and punctuation."""
    plain = unicodedata.normalize("NFKD", words.casefold())
    letters = "".join(c if c.isalnum() else " " for c in plain if not unicodedata.combining(c))
    return " ".join(letters.split())
