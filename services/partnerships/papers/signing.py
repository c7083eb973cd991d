"""Where each party signs, and what is recorded of those who have."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from services.partnerships.papers.filling import gap
from services.partnerships.papers.paper import Manner, Piece, Signature, Signatures
from services.partnerships.papers.parties import Party, together
from services.partnerships.papers.wording import day, label
from vocabulary.acts import Signatory
from vocabulary.identifiers import CommuneId
from vocabulary.templates import Wording
from vocabulary.text import read


@dataclass(frozen=True, slots=True)
class Signed:
    signatory: Signatory
    place: str
    on: date


def places(
    parties: Sequence[Party],
    signed: Mapping[CommuneId, Signed],
    wording: Wording,
    language: str,
) -> Signatures:
    """Return one place for each party; the name is left to be written, for nobody records it."""
    return Signatures(
        label=label("signature", language),
        places=tuple(_place(party, signed.get(party.id), wording, language) for party in parties),
    )


def _place(party: Party, signed: Signed | None, wording: Wording, language: str) -> Signature:
    called = together([party], wording, [language]).get(language) or read(party.names)
    lines = [_line("name", None, language)]
    if signed is None:
        lines += [
            _line(name, None, language) for name in ("function", "acting_for", "place", "day")
        ]
    else:
        known = {
            "function": signed.signatory.function,
            "acting_for": signed.signatory.acting_for,
            "place": signed.place,
            "day": day(signed.on, language),
        }
        lines += [_line(name, words, language) for name, words in known.items()]
    title = f"{label('for', language)} {called}"
    return Signature(title=title, lines=tuple(lines), signed=signed is not None)


def _line(name: str, words: str | None, language: str) -> tuple[Piece, ...]:
    value = Piece(words, Manner.FILLED) if words else gap("", language)
    return Piece(f"{label(name, language)} : "), value
