"""A document before it is laid out: blocks of words, each in one language or in several."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TypeAlias


class Manner(StrEnum):
    """How words came to stand here."""

    PLAIN = "plain"
    FILLED = "filled"
    GAP = "gap"


@dataclass(frozen=True, slots=True)
class Piece:
    """Words of one manner; a gap shows what is still missing."""

    words: str
    manner: Manner = Manner.PLAIN


Said: TypeAlias = Mapping[str, tuple[Piece, ...]]
"""By BCP 47 tag; what stands in several languages is shown side by side."""


class Style(StrEnum):
    HEADING = "heading"
    SUBHEADING = "subheading"
    PARAGRAPH = "paragraph"
    ITEM = "item"
    CENTRED = "centred"


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """One paragraph."""

    style: Style
    said: Said
    new_page: bool = False
    block: str = "words"


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """A table: `numbers` are the columns aligned to the right, the last `totals` rows are sums.

    The column `wide` takes what room the others leave; without one all are equally wide.
    """

    head: tuple[str, ...]
    rows: tuple[tuple[tuple[Piece, ...], ...], ...]
    numbers: tuple[int, ...] = ()
    totals: int = 0
    wide: int | None = None
    title: str = ""
    block: str = "grid"


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """A place to sign for one party, and what is recorded of its signature."""

    title: str
    lines: tuple[tuple[Piece, ...], ...]
    signed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Signatures:
    label: str
    places: tuple[Signature, ...]
    block: str = "signatures"


Block: TypeAlias = Words | Grid | Signatures


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """All that is printed. `hash` is what the parties sign, `marks` what it says of itself.

    `day` is the document's own date: with the same records the same bytes are made.
    """

    languages: tuple[str, ...]
    programme: str
    title: Said
    subtitle: Said
    parties: tuple[str, ...]
    version: str
    hash_label: str
    hash: str
    day: date
    page_label: str
    blocks: tuple[Block, ...]
    notes: tuple[str, ...] = ()
    stamp: str | None = None

    @property
    def heading(self) -> str:
        """The title in the first language, and between whom: the name of the file."""
        words = "".join(piece.words for piece in self.title[self.languages[0]])
        return f"{words}, {' – '.join(self.parties)}"
