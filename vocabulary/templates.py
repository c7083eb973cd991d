"""The wording of a formal document: parts in order, with blanks that the records fill in."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, Final, TypeAlias

from vocabulary.checks import Checked, Wrong
from vocabulary.communes import CommuneKind
from vocabulary.text import Text

BLANKS: Final = frozenset(
    {
        "council", "count", "date", "domains", "effective_on", "ends_on", "executive", "function",
        "name", "of_party", "parties", "party", "phase", "place", "prior_body", "prior_date",
        "prior_reference", "programme", "protocol_since", "ties",
    }
)  # fmt: skip
"""What may stand in braces. `party` is one of the parties, `prior_…` its earlier deliberation (P1),
`name` a person's, which nobody records: it is always left to be written by hand."""

_BLANK: Final = re.compile(r"\{([^{}]*)\}")


class DocumentKind(StrEnum):
    """What is signed."""

    PROTOCOL = "protocol"
    CONVENTION = "convention"


class PartKind(StrEnum):
    HEADING = "heading"
    SUBHEADING = "subheading"
    PARAGRAPH = "paragraph"
    ITEM = "item"
    CENTRED = "centred"
    INSERT = "insert"


class Insert(StrEnum):
    """What is put in from the records, in a form of its own."""

    PILLARS = "pillars"
    PRINCIPLES = "principles"
    DOMAINS = "domains"
    BUDGET = "budget"
    ACTION_PLANS = "action_plans"
    SIGNATURES = "signatures"
    RATIFICATIONS = "ratifications"


class Each(StrEnum):
    """For whom a part is repeated: every party, or those whose council decides first (P1)."""

    PARTY = "party"
    DECIDING_PARTY = "deciding_party"


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A piece of the wording; `joined` stands between its repetitions."""

    kind: PartKind
    text: Text | None = None
    insert: Insert | None = None
    each: Each | None = None
    joined: Text | None = None
    new_page: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """How a body of a kind is called in a sentence: `{name}` is its name."""

    kind: CommuneKind
    party: Text
    of_party: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """A model; `unofficial` are the languages whose text is a translation of ours."""

    title: Text
    subtitle: Text
    parts: tuple[Part, ...]
    forms: tuple[Form, ...]
    unofficial: tuple[str, ...] = ()


def wording_problem(wording: Wording) -> Wrong | None:
    """Return what is wrong: a blank nobody fills, a part without words, a kind without a form."""
    if not any(part.insert is Insert.SIGNATURES for part in wording.parts):
        return Wrong("has no place for the signatures", fr="n'a pas de place pour les signatures")
    for number, part in enumerate(wording.parts, 1):
        if (part.kind is PartKind.INSERT) != (part.insert is not None):
            return Wrong(
                f"part {number}: an insert says what is inserted, other parts do not",
                fr=f"partie {number} : un insert dit ce qui est inséré, les autres parties non",
            )
        if part.insert is None and part.text is None:
            return Wrong(f"part {number} says nothing", fr=f"la partie {number} ne dit rien")
        if unknown := _unknown(part.text):
            named = ", ".join(unknown)
            return Wrong(
                f"part {number}: nothing fills in {named}",
                fr=f"partie {number} : rien ne remplit {named}",
            )
    if CommuneKind.COMMUNE not in {form.kind for form in wording.forms}:
        return Wrong(
            "does not say how a commune is called in a sentence",
            fr="ne dit pas comment une commune est nommée dans une phrase",
        )
    return None


def _unknown(text: Text | None) -> Sequence[str]:
    found = {blank for words in (text or {}).values() for blank in _BLANK.findall(words)}
    return sorted(found - BLANKS)


CheckedWording: TypeAlias = Annotated[Wording, Checked(wording_problem)]
"""Every blank can be filled, every part says something, and there is a place to sign."""
