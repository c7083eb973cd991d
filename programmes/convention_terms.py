"""The terms of a convention in a demonstration pack: advances as they arrived, and shares."""

from collections.abc import Mapping
from dataclasses import dataclass

from programmes.acting import PartyOn, party, party_on
from programmes.entries import Entry
from programmes.files import Document
from programmes.model import Commune
from programmes.terms import money, text
from vocabulary.conventions import Advance, BudgetShare, FinancialTerms
from vocabulary.identifiers import CommuneId
from vocabulary.money import Money
from vocabulary.percentages import percentage_problem

ADVANCE = ("code", "due_on", "amount", "condition", "received_by", "received_on")
SHARE = ("source", "percentage", "party")


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """An advance that has arrived, as it was scheduled."""

    advance: Advance
    received: PartyOn

    def body(self) -> dict[str, object]:
        return {
            **self.received.body(),
            "advance": self.advance.code,
            "amount": self.advance.amount,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreed:
    """What is agreed beside the budget lines, None for nothing, and what has arrived of it."""

    terms: FinancialTerms | None
    arrivals: tuple[Arrival, ...]


def agreed(document: Document, index: int, parties: Mapping[str, Commune]) -> Agreed:
    """Return the terms of the convention that stands at this place of the file."""
    advances: list[Advance] = []
    arrivals: list[Arrival] = []
    for number, entry in enumerate(document.tables("conventions", index, "advances")):
        amount = money(document.table("conventions", index, "advances", number, "amount"))
        advance = _advance(entry, amount)
        advances.append(advance)
        if received := party_on(entry, "received", parties):
            arrivals.append(Arrival(advance=advance, received=received))
    shares = [_share(each, parties) for each in document.tables("conventions", index, "shares")]
    terms = FinancialTerms(advances=tuple(advances), shares=tuple(shares))
    return Agreed(
        terms=terms if terms != FinancialTerms() else None,
        arrivals=tuple(arrivals),
    )


def _advance(entry: Entry, amount: Money | None) -> Advance:
    entry.only(ADVANCE)
    if amount is None:
        entry.fault("amount", 'is missing, as in { amount = "1250.50", currency = "EUR" }')
    return Advance(
        code=entry.words("code"),
        due_on=entry.day("due_on"),
        amount=amount or Money("0", "EUR"),
        condition=text(entry, "condition") if "condition" in entry.values else None,
    )


def _share(entry: Entry, parties: Mapping[str, Commune]) -> BudgetShare:
    entry.only(SHARE)
    percentage = entry.words("percentage")
    if percentage and (problem := percentage_problem(percentage)):
        entry.fault("percentage", problem)
    of = party(entry, "party", parties) if entry.optional("party") else None
    return BudgetShare(
        source=entry.words("source"),
        percentage=percentage,
        party=CommuneId(of.id) if of else None,
    )
