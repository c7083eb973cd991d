"""Formal acts: who acted in which function, what a council decided, and the evidence of it."""

import re
from dataclasses import dataclass
from datetime import date
from typing import Annotated, TypeAlias

from vocabulary.checks import Checked, Wrong
from vocabulary.text import Words


def count_problem(number: int) -> Wrong | None:
    if number >= 0:
        return None
    return Wrong("is a count, so not below zero", fr="est un compte, donc pas négatif")


def digest_problem(digest: str) -> Wrong | None:
    if re.fullmatch(r"[0-9a-f]{64}", digest):
        return None
    return Wrong(
        "is not a SHA-256 in 64 lower-case hexadecimal digits",
        fr="n'est pas un SHA-256 en 64 chiffres hexadécimaux minuscules",
    )


def subject_problem(reference: str) -> Wrong | None:
    if re.fullmatch(r"(?=.*\d)[A-Za-z0-9._:-]{1,128}", reference):
        return None
    return Wrong(
        "is not an opaque reference: letters, digits and . _ : - with a digit, never a name",
        fr="n'est pas une référence opaque : lettres, chiffres et . _ : - dont un chiffre, jamais "
        "un nom",
    )


Count: TypeAlias = Annotated[int, Checked(count_problem)]

SubjectRef: TypeAlias = Annotated[str, Checked(subject_problem)]
"""Stands for a person in the register of persons, which alone knows names and can forget them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """A document that proves an act: a reference, and its hash where the bytes are kept."""

    reference: Words
    url: str | None = None
    sha256: Annotated[str, Checked(digest_problem)] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Votes:
    """Counted votes. Source: SCDL "délibérations", VOTE_POUR, VOTE_CONTRE, VOTE_ABSTENTION."""

    in_favour: Count
    against: Count
    abstentions: Count


@dataclass(frozen=True, slots=True, kw_only=True)
class Deliberation:
    """A dated decision of a council or an executive (délibération).

    `body` is the organ that decided: Conseil communal, Conseil municipal, délégation spéciale.
    Source: SCDL "délibérations": DELIB_ID, DELIB_DATE, DELIB_OBJET, DELIB_URL.
    """

    body: Words
    reference: Words
    adopted_on: date
    object: str | None = None
    votes: Votes | None = None
    evidence: Evidence | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Signatory:
    """Who signs, by function: the person stays an opaque reference (P2, P4)."""

    subject_ref: SubjectRef
    function: Words
    acting_for: Words
    """The body in whose name the signatory acts, as "Collège communal"."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OnBehalf:
    """An act entered by a country unit on behalf of a commune that recorded it on paper."""

    evidence: Evidence


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Where a statement was read, and how far it can be relied on."""

    reference: Words
    note: str | None = None
