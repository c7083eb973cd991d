"""Terms that a programme defines: sectors, pillars, principles, domains of action."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, TypeAlias

from vocabulary.checks import Checked, Wrong
from vocabulary.text import Text, Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """A code that stays and a text that people read.

    `unofficial` lists the languages whose text is a translation of ours, not of the source.
    """

    code: Words
    text: Text
    unofficial: tuple[str, ...] = ()


def distinct_problem(terms: Sequence[Term]) -> Wrong | None:
    codes = [term.code for term in terms]
    twice = sorted({code for code in codes if codes.count(code) > 1})
    if not twice:
        return None
    named = ", ".join(twice)
    return Wrong(f"names {named} more than once", fr=f"nomme {named} plus d'une fois")


def terms_problem(terms: Sequence[Term]) -> Wrong | None:
    if not terms:
        return Wrong("needs at least one term", fr="demande au moins un terme")
    return distinct_problem(terms)


Terms: TypeAlias = Annotated[tuple[Term, ...], Checked(terms_problem)]
"""At least one term, no code twice."""

PerhapsTerms: TypeAlias = Annotated[tuple[Term, ...], Checked(distinct_problem)]
"""Any number of terms, no code twice."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """How complete a list is known to be: `listed` of about `stated`, by `source`."""

    listed: int
    stated: int | None
    source: Words
    note: str | None = None

    @property
    def partial(self) -> bool:
        return self.stated is None or self.listed < self.stated
