"""Terms and coverage as the JSON that views read."""

from collections.abc import Iterable
from typing import Any

from vocabulary.terms import Coverage, Term


def term(term_: Term) -> dict[str, Any]:
    """Return a term; `texts` says of each language whether its text is a translation of ours."""
    return {
        "code": term_.code,
        "text": term_.text,
        "texts": [
            {"language": language, "text": text, "unofficial": language in term_.unofficial}
            for language, text in term_.text.items()
        ],
    }


def terms(several: Iterable[Term]) -> list[dict[str, Any]]:
    return [term(one) for one in several]


def coverage(stated: Coverage | None) -> dict[str, Any] | None:
    """Return how complete a list is known to be, null where nobody said."""
    if stated is None:
        return None
    return {
        "partial": stated.partial,
        "listed": stated.listed,
        "stated": stated.stated,
        "source": stated.source,
        "note": stated.note,
    }
