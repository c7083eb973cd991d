"""How each party is called in a sentence, in each language of print."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from services.partnerships.papers.filling import elided
from services.partnerships.papers.wording import listed
from vocabulary.communes import CommuneKind
from vocabulary.identifiers import CommuneId
from vocabulary.templates import Form, Wording
from vocabulary.text import Text, read


@dataclass(frozen=True, slots=True, kw_only=True)
class Party:
    """A party under the names that it bore on the day of the text."""

    id: CommuneId
    kind: CommuneKind
    names: Text


def party(of: Party, wording: Wording, languages: Sequence[str]) -> Mapping[str, str]:
    """Return "la Commune de Jette"."""
    return _called(_form(of, wording).party, of, languages)


def of_party(of: Party, wording: Wording, languages: Sequence[str]) -> Mapping[str, str]:
    """Return "de la Commune de Jette"."""
    return _called(_form(of, wording).of_party, of, languages)


def together(
    parties: Sequence[Party], wording: Wording, languages: Sequence[str]
) -> Mapping[str, str]:
    """Return "la Commune de Jette et la Commune de Belfaâ"."""
    called = [party(each, wording, languages) for each in parties]
    return {
        language: listed([each[language] for each in called if language in each], language)
        for language in languages
        if all(language in each for each in called)
    }


def _form(of: Party, wording: Wording) -> Form:
    forms = {form.kind: form for form in wording.forms}
    return forms.get(of.kind) or forms[CommuneKind.COMMUNE]


def _called(text: Text, of: Party, languages: Sequence[str]) -> Mapping[str, str]:
    called: dict[str, str] = {}
    for language in languages:
        if language in text:
            words = text[language].replace("{name}", read(of.names, language))
            called[language] = elided(words) if language == "fr" else words
    return called
