"""Formal acts of the parties in a demonstration pack: who acts, on which day, who signs."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from programmes.entries import Entry
from programmes.model import Commune
from vocabulary.acts import Evidence, OnBehalf, Signatory, subject_problem

NO_DOCUMENT: Final = OnBehalf(
    evidence=Evidence(reference="Pack de démonstration : aucune pièce réelle")
)
"""A country unit shows evidence for what it records on behalf of a commune; here there is none."""

SIGNATURE: Final = ("party", "on", "place", "function", "acting_for", "subject_ref")


@dataclass(frozen=True, slots=True)
class PartyOn:
    """A party and the day on which it did something."""

    party: Commune
    on: date

    def body(self) -> dict[str, Any]:
        return {"party": self.party.id, "on": self.on}


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    party: Commune
    on: date
    place: str
    signatory: Signatory

    def body(self, content_hash: str) -> dict[str, Any]:
        """Return the command that signs what has this hash."""
        return {
            "party": self.party.id,
            "signatory": self.signatory,
            "place": self.place,
            "on": self.on,
            "content_hash": content_hash,
            "on_behalf": NO_DOCUMENT,
        }


def party(entry: Entry, column: str, parties: Mapping[str, Commune]) -> Commune | None:
    return parties.get(entry.choice(column, tuple(parties)))


def party_on(entry: Entry, verb: str, parties: Mapping[str, Commune]) -> PartyOn | None:
    """Read `submitted_by` and `submitted_on`; None where neither is given, or one is wrong."""
    by, on = f"{verb}_by", f"{verb}_on"
    if entry.optional(by) is None and entry.values.get(on) is None:
        return None
    who, day = party(entry, by, parties), entry.day(on)
    return PartyOn(who, day) if who else None


def agreement(entry: Entry, parties: Mapping[str, Commune]) -> PartyOn | None:
    entry.only({"party", "on"})
    who, on = party(entry, "party", parties), entry.day("on")
    return PartyOn(who, on) if who else None


def signature(entry: Entry, parties: Mapping[str, Commune]) -> Signature | None:
    entry.only(SIGNATURE)
    who, on, place = party(entry, "party", parties), entry.day("on"), entry.words("place")
    signed = signatory(entry)
    return Signature(party=who, on=on, place=place, signatory=signed) if who else None


def signatory(entry: Entry) -> Signatory:
    """Return who signs, by function; the person is an opaque reference."""
    reference = entry.words("subject_ref")
    if reference and (problem := subject_problem(reference)):
        entry.fault("subject_ref", problem)
    return Signatory(
        subject_ref=reference,
        function=entry.words("function"),
        acting_for=entry.words("acting_for"),
    )
