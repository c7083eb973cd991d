"""The words around a programme's own: labels, days, numbers, amounts, in the languages of print.

French stands in for a language that is not here.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Final

_LABELS: Final[Mapping[str, Mapping[str, str]]] = {
    "fr": {
        "gap": "à compléter",
        "and": "et",
        "page": "page",
        "version": "Version",
        "hash": "Empreinte du texte que les parties signent",
        "for": "Pour",
        "name": "Nom",
        "function": "Fonction",
        "acting_for": "Au nom de",
        "place": "Fait à",
        "day": "Le",
        "signature": "Signature",
        "party": "Partie",
        "council": "Conseil",
        "deliberation": "Délibération",
        "outcome": "Décision",
        "ratified": "ratifié",
        "adjourned": "ajourné",
        "refused": "refusé",
        "ratifications": "Ratifications",
        "code": "Code",
        "line": "Ligne",
        "class": "Classe de coût",
        "operational": "opérationnel",
        "management": "gestion",
        "amount": "Montant",
        "year": "Année",
        "total": "Total",
        "budget": "Budget",
        "allotments": "Budget par année et par classe de coût",
        "advances": "Échéancier des avances",
        "due": "Échéance",
        "condition": "Condition",
        "shares": "Sources de financement",
        "source": "Source",
        "share": "Part",
        "plan": "Plan d’action",
        "annexed": "Annexé le",
        "unofficial": "Traduction non officielle",
        "stamp": "DÉMONSTRATION",
        "made_up": "Document de démonstration : des données en sont inventées.",
    },
    "en": {
        "gap": "to be completed",
        "and": "and",
        "page": "page",
        "version": "Version",
        "hash": "Digest of the text that the parties sign",
        "for": "For",
        "name": "Name",
        "function": "Function",
        "acting_for": "On behalf of",
        "place": "Done at",
        "day": "On",
        "signature": "Signature",
        "party": "Party",
        "council": "Council",
        "deliberation": "Deliberation",
        "outcome": "Decision",
        "ratified": "ratified",
        "adjourned": "adjourned",
        "refused": "refused",
        "ratifications": "Ratifications",
        "code": "Code",
        "line": "Line",
        "class": "Class of cost",
        "operational": "operational",
        "management": "management",
        "amount": "Amount",
        "year": "Year",
        "total": "Total",
        "budget": "Budget",
        "allotments": "Budget by year and class of cost",
        "advances": "Schedule of advances",
        "due": "Due",
        "condition": "Condition",
        "shares": "Sources of money",
        "source": "Source",
        "share": "Share",
        "plan": "Action plan",
        "annexed": "Annexed on",
        "unofficial": "Unofficial translation",
        "stamp": "DEMONSTRATION",
        "made_up": "A demonstration: some of its data are made up.",
    },
    "ar": {
        "gap": "يُستكمل",
        "and": "و",
        "unofficial": "ترجمة غير رسمية",
    },
    "nl": {
        "gap": "aan te vullen",
        "and": "en",
        "unofficial": "Niet-officiële vertaling",
    },
}
_MONTHS: Final[Mapping[str, str]] = {
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "en": "January February March April May June July August September October November December",
    "nl": "januari februari maart april mei juni juli augustus september oktober november december",
    # As they are called in Morocco.
    "ar": "يناير فبراير مارس أبريل ماي يونيو يوليوز غشت شتنبر أكتوبر نونبر دجنبر",
}
_NUMBERS: Final[Mapping[str, str]] = {
    "fr": "zéro une deux trois quatre cinq six sept huit neuf dix",
    "en": "zero one two three four five six seven eight nine ten",
    "nl": "nul een twee drie vier vijf zes zeven acht negen tien",
}


def label(name: str, language: str) -> str:
    return _LABELS.get(_main(language), {}).get(name) or _LABELS["fr"][name]


def day(on: date, language: str) -> str:
    """Return the day as it is written in a formal text: 1er juillet 2017."""
    months = _MONTHS.get(_main(language))
    if months is None:
        return on.isoformat()
    first = "1er" if on.day == 1 and _main(language) == "fr" else str(on.day)
    return f"{first} {months.split()[on.month - 1]} {on.year}"


def number(count: int, language: str) -> str:
    words = _NUMBERS.get(_main(language), "").split()
    return words[count] if count < len(words) else str(count)


def amount(value: Decimal, currency: str, language: str) -> str:
    """Return the amount, its thousands apart: `12 500,00 EUR`."""
    plain = f"{value:,.2f}"
    if _main(language) != "en":
        # A narrow space that does not break, and a comma.
        plain = plain.replace(",", "\u202f").replace(".", ",")
    return f"{plain}\u00a0{currency}"


def percentage(figure: str, language: str) -> str:
    """Return the share: `7,5 %`."""
    plain = figure if _main(language) == "en" else figure.replace(".", ",")
    return f"{plain}\u00a0%"


def listed(words: Sequence[str], language: str) -> str:
    """Return `a, b et c`."""
    *others, last = words
    between = f" {label('and', language)}" + ("" if _main(language) == "ar" else " ")
    return f"{', '.join(others)}{between}{last}" if others else last


def _main(language: str) -> str:
    return language.partition("-")[0]
