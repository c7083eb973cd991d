"""What a protocol says, as far as rules depend on it."""

from dataclasses import dataclass
from datetime import date

from vocabulary.acts import Deliberation
from vocabulary.identifiers import CommuneId
from vocabulary.protocols import TextHash
from vocabulary.terms import Terms
from vocabulary.text import Text, Words


@dataclass(frozen=True, slots=True, kw_only=True)
class ProtocolText:
    """A text by its hash, with what articles 1 to 3 bind the parties to.

    `pillars` and `principles` are codes of the programme's terms, `domains` the priority domains
    of action, `ties` the links that unite the communes. `effective_on` is the day of effect that
    the text itself states, if it states one. `languages` are those in which the text is drawn up.
    """

    text_hash: TextHash
    pillars: tuple[Words, ...]
    domains: Terms
    principles: tuple[Words, ...]
    ties: Text | None = None
    effective_on: date | None = None
    languages: tuple[Words, ...] = ("fr",)


@dataclass(frozen=True, slots=True, kw_only=True)
class PriorDeliberation:
    """A party's earlier decision to play an active part, which the protocol recites (P1)."""

    party: CommuneId
    deliberation: Deliberation
