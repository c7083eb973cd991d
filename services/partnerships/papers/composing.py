"""Put a paper together: the parts of a model in their order, repeated and filled."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date

from services.partnerships.papers.filling import Values, filled, in_languages
from services.partnerships.papers.paper import Block, Paper, Piece, Said, Style, Words
from services.partnerships.papers.parties import Party, of_party, party
from services.partnerships.papers.wording import day, label
from vocabulary.templates import Each, Insert, Part, PartKind, Wording
from vocabulary.terms import Term
from vocabulary.text import Text, read


def composed(  # noqa: PLR0913 - what protocol and convention have in common, by name
    wording: Wording,
    languages: Sequence[str],
    values: Values,
    inserts: Mapping[Insert, Iterable[Block]],
    *,
    parties: Sequence[Party],
    deciding: Sequence[Party],
    of_each: Callable[[Party], Values],
    programme: Text,
    number: int,
    hash_: str,
    on: date,
    demonstration: bool,
) -> Paper:
    """Return the paper; what the wording asks for and no record gives shows as a gap."""
    repeated = {Each.PARTY: parties, Each.DECIDING_PARTY: deciding}

    def of(each: Party) -> Values:
        called = {
            "party": party(each, wording, languages),
            "of_party": of_party(each, wording, languages),
        }
        return {**values, **of_each(each), **called}

    blocks: list[Block] = []
    for part in wording.parts:
        if part.insert is not None:
            blocks += inserts.get(part.insert, ())
        elif part.each is not None:
            blocks += _repeated(part, [of(each) for each in repeated[part.each]], languages)
        else:
            blocks.append(_words(part, values, languages))
    first = languages[0]
    return Paper(
        languages=tuple(languages),
        programme=read(programme, first),
        title=filled(wording.title, values, languages),
        subtitle=filled(wording.subtitle, values, languages),
        parties=tuple(read(each.names, first) for each in parties),
        version=f"{label('version', first)} {number}",
        hash_label=label("hash", first),
        hash=hash_,
        day=on,
        page_label=label("page", first),
        blocks=tuple(blocks),
        notes=tuple(_notes(wording, languages, demonstration=demonstration)),
        stamp=label("stamp", first) if demonstration else None,
    )


def terms(of: Sequence[Term], languages: Sequence[str]) -> list[Block]:
    """Return terms as items; a translation of ours says so."""
    return [
        Words(
            style=Style.ITEM,
            said={each: (Piece(words),) for each, words in _texts(term, of, languages).items()},
        )
        for term in of
    ]


def days(on: date | None, languages: Sequence[str]) -> Mapping[str, str]:
    """Return the day as each language writes it, nothing where there is none."""
    return {each: day(on, each) for each in languages} if on else {}


def _texts(term: Term, all_: Sequence[Term], languages: Sequence[str]) -> Mapping[str, str]:
    """Return a term where all have the language, so that a list is never in halves."""
    shared = [each for each in languages if all(each in other.text for other in all_)]
    return in_languages(term.text, shared or languages[:1])


def _repeated(part: Part, values: Sequence[Values], languages: Sequence[str]) -> Iterator[Block]:
    for index, each in enumerate(values):
        if index and part.joined:
            yield Words(style=Style.CENTRED, said=filled(part.joined, each, languages))
        yield _words(part, each, languages)


def _words(part: Part, values: Values, languages: Sequence[str]) -> Words:
    styles = {
        PartKind.HEADING: Style.HEADING,
        PartKind.SUBHEADING: Style.SUBHEADING,
        PartKind.ITEM: Style.ITEM,
        PartKind.CENTRED: Style.CENTRED,
    }
    said = filled(part.text or {}, values, languages)
    return Words(
        style=styles.get(part.kind, Style.PARAGRAPH),
        said=_begun(said) if part.kind is PartKind.PARAGRAPH else said,
        new_page=part.new_page,
    )


def _begun(said: Said) -> Said:
    """Return the words with a capital where a blank stood first."""
    return {
        language: (replace(first, words=first.words[:1].upper() + first.words[1:]), *rest)
        for language, (first, *rest) in said.items()
    }


def _notes(wording: Wording, languages: Sequence[str], *, demonstration: bool) -> Iterator[str]:
    ours = [each for each in languages if each in wording.unofficial]
    if ours:
        yield " · ".join(label("unofficial", each) for each in (languages[0], *ours))
    if demonstration:
        yield label("made_up", languages[0])
