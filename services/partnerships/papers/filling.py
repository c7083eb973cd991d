"""Fill the blanks of a wording: what is known stands in, what is missing shows as a gap."""

import re
from collections.abc import Iterable, Mapping
from typing import Final, TypeAlias

from services.partnerships.papers.paper import Manner, Piece, Said
from services.partnerships.papers.wording import label
from vocabulary.text import Text, read

Values: TypeAlias = Mapping[str, Mapping[str, str]]
"""What fills each blank, by language; "" is what holds in every other language."""

_BLANK: Final = re.compile(r"\{([^{}]*)\}")
_BEFORE_A_VOWEL: Final = re.compile(r"\b([dD])e (?=[AEIOUÀÂÉÈÊÎÔÖaeiouàâéèêîô])")

_MEANING: Final[Mapping[str, Mapping[str, str]]] = {
    "fr": {
        "name": "nom",
        "function": "fonction",
        "prior_date": "date",
        "prior_body": "conseil",
        "prior_reference": "référence",
        "place": "lieu",
        "date": "date",
        "ties": "liens qui unissent les communes",
        "executive": "collège ou exécutif",
        "council": "conseil",
        "effective_on": "date d’effet",
        "protocol_since": "date d’entrée en vigueur du protocole",
    }
}


def filled(text: Text, values: Values, languages: Iterable[str]) -> Said:
    """Return the text in those of the languages in which it exists, its blanks filled."""
    said = {each: _pieces(text[each], values, each) for each in languages if text.get(each)}
    if said:
        return said
    language = "fr" if "fr" in text else next(iter(text))
    return {language: _pieces(text[language], values, language)}


def elided(words: str) -> str:
    """Return French words with `de` before a vowel as `d’`; h and y stay, as usage differs."""
    return _BEFORE_A_VOWEL.sub(r"\1’", words)


def known(value: str | None, name: str, language: str) -> Piece:
    """Return what is known, else the gap that says what is missing."""
    return Piece(value, Manner.FILLED) if value else gap(name, language)


def gap(name: str, language: str) -> Piece:
    meaning = _MEANING.get(language, {}).get(name)
    words = label("gap", language)
    return Piece(f"{words} : {meaning}" if meaning else words, Manner.GAP)


def _pieces(template: str, values: Values, language: str) -> tuple[Piece, ...]:
    pieces: list[Piece] = []
    end = 0
    for blank in _BLANK.finditer(template):
        if before := template[end : blank.start()]:
            pieces.append(Piece(before))
        value = values.get(blank[1], {})
        pieces.append(known(value.get(language) or value.get(""), blank[1], language))
        end = blank.end()
    if rest := template[end:]:
        pieces.append(Piece(rest))
    return tuple(pieces)


def everywhere(value: str | None) -> Mapping[str, str]:
    """Return what holds in every language, nothing where it is not known."""
    return {"": value} if value else {}


def in_languages(text: Text | None, languages: Iterable[str]) -> Mapping[str, str]:
    """Return a text of the records in each language, French where it is not in that one."""
    return {each: read(text, each) for each in languages} if text else {}
