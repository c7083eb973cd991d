"""What has changed between two versions of a convention, line by line, in words people read."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from kernel.postgres.views import plain
from services.partnerships.domain.convention.state import Version
from vocabulary.budgets import BudgetLine
from vocabulary.conventions import FinancialTerms
from vocabulary.text import read

NONE: Final = FinancialTerms()
QUOTED: Final = {"fr": "« {} »", "en": "“{}”"}

Sentence = Mapping[str, str]
"""The same sentence by language."""

Entry = dict[str, Any]


@dataclass(frozen=True, slots=True)
class _Part:
    """One list of a version: what tells its entries apart, and what people call one."""

    name: str
    entries: Callable[[Version], Iterable[Any]]
    key: tuple[str, ...]
    called: Callable[[Entry, Mapping[str, str]], Sentence]


def _terms(version: Version) -> FinancialTerms:
    return version.terms or NONE


def _line_called(entry: Entry, _codes: Mapping[str, str]) -> Sentence:
    return {"fr": f"Ligne {entry['code']}", "en": f"Line {entry['code']}"}


def _allotment_called(entry: Entry, codes: Mapping[str, str]) -> Sentence:
    code, year, of = codes.get(entry["line"], entry["line"]), entry["year"], entry["cost_class"]
    return {
        "fr": f"Prévision de la ligne {code} pour {year} ({of})",
        "en": f"Allotment of line {code} for {year} ({of})",
    }


def _advance_called(entry: Entry, _codes: Mapping[str, str]) -> Sentence:
    return {"fr": f"Avance {entry['code']}", "en": f"Advance {entry['code']}"}


def _share_called(entry: Entry, _codes: Mapping[str, str]) -> Sentence:
    return {"fr": f"Part de {entry['source']}", "en": f"Share of {entry['source']}"}


PARTS: Final = (
    _Part(
        "budget_lines",
        lambda version: version.budget_lines,
        ("id",),
        _line_called,
    ),
    _Part(
        "allotments",
        lambda version: _terms(version).allotments,
        ("line", "year", "cost_class"),
        _allotment_called,
    ),
    _Part(
        "advances",
        lambda version: _terms(version).advances,
        ("code",),
        _advance_called,
    ),
    _Part(
        "shares",
        lambda version: _terms(version).shares,
        ("source", "party"),
        _share_called,
    ),
)
FIELDS: Final[Mapping[str, Sentence]] = {
    "code": {"fr": "code", "en": "code"},
    "text": {"fr": "intitulé", "en": "wording"},
    "amount": {"fr": "montant", "en": "amount"},
    "cost_class": {"fr": "classe de coûts", "en": "class of cost"},
    "due_on": {"fr": "échéance", "en": "due day"},
    "condition": {"fr": "condition", "en": "condition"},
    "percentage": {"fr": "pourcentage", "en": "percentage"},
}
WORDS: Final[Mapping[str, Sentence]] = {
    "added": {"fr": "ajoutée", "en": "added"},
    "removed": {"fr": "supprimée", "en": "removed"},
}


def difference(before: Version, after: Version) -> dict[str, Any]:
    """Return what was added, removed and changed, the totals by currency, and it all in words.

    Entries are compared by what tells them apart, so that a line that only moved is no change.
    """
    codes = {str(line.id): line.code for line in (*before.budget_lines, *after.budget_lines)}
    changes = [change for part in PARTS for change in _of_part(part, before, after, codes)]
    changes += _of_classes(before, after)
    return {"totals": _totals(before, after), "changes": changes}


def _of_part(
    part: _Part, before: Version, after: Version, codes: Mapping[str, str]
) -> Iterable[dict[str, Any]]:
    old, new = _by_key(part, before), _by_key(part, after)
    for key in {**old, **new}:
        was, becomes = old.get(key), new.get(key)
        if was == becomes:
            continue
        called = part.called(becomes or was or {}, codes)
        yield {
            "in": part.name,
            "before": was,
            "after": becomes,
            "said": _said(called, was, becomes),
        }


def _by_key(part: _Part, version: Version) -> dict[tuple[Any, ...], Entry]:
    entries = [plain(entry) for entry in part.entries(version)]
    return {tuple(entry[name] for name in part.key): entry for entry in entries}


def _said(called: Sentence, was: Entry | None, becomes: Entry | None) -> Sentence:
    if was is None or becomes is None:
        what = WORDS["removed" if becomes is None else "added"]
        amount = _value((was or becomes or {}).get("amount"))
        of = f" : {amount}" if amount else ""
        return {
            "fr": f"{called['fr']} {what['fr']}{of}",
            "en": f"{called['en']} {what['en']}{of.replace(' :', ':')}",
        }
    changed = [name for name in becomes if was.get(name) != becomes[name]]
    return {
        language: f"{called[language]}{colon} "
        + ", ".join(
            f"{FIELDS[name][language]} {_value(was.get(name), language)} → "
            f"{_value(becomes[name], language)}"
            for name in changed
        )
        for language, colon in (("fr", " :"), ("en", ":"))
    }


def _value(value: Any, language: str = "fr") -> str:
    """Return a value as a sentence has it: an amount with its currency, a text in its language."""
    match value:
        case {"amount": amount, "currency": currency}:
            return f"{amount} {currency}"
        case dict():
            return QUOTED[language].format(read(value, language))
        case None:
            return "–"
        case _:
            return str(value)


def _of_classes(before: Version, after: Version) -> Iterable[dict[str, Any]]:
    was = [each.value for each in _terms(before).eligible_cost_classes]
    becomes = [each.value for each in _terms(after).eligible_cost_classes]
    if set(was) != set(becomes):
        old, new = ", ".join(was) or "–", ", ".join(becomes) or "–"
        yield {
            "in": "eligible_cost_classes",
            "before": was,
            "after": becomes,
            "said": {
                "fr": f"Classes de coûts éligibles : {old} → {new}",
                "en": f"Eligible classes of cost: {old} → {new}",
            },
        }


def _totals(before: Version, after: Version) -> Sequence[dict[str, str]]:
    old, new = _by_currency(before.budget_lines), _by_currency(after.budget_lines)
    return [
        {
            "currency": currency,
            "before": str(old.get(currency, Decimal(0))),
            "after": str(new.get(currency, Decimal(0))),
            "difference": str(new.get(currency, Decimal(0)) - old.get(currency, Decimal(0))),
        }
        for currency in sorted({*old, *new})
    ]


def _by_currency(lines: Iterable[BudgetLine]) -> dict[str, Decimal]:
    totals: dict[str, Decimal] = defaultdict(Decimal)
    for line in lines:
        totals[line.amount.currency] += line.amount.value
    return totals
