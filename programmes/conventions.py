"""Specific conventions of a demonstration pack, and the commands that record them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from programmes.acting import PartyOn, Signature, party_on, signature
from programmes.convention_terms import Agreed, agreed
from programmes.entries import Entry
from programmes.faults import Fault
from programmes.files import Document
from programmes.protocols import Draft
from programmes.sends import Send, Sender, Wave
from programmes.terms import money, text
from vocabulary.budgets import BudgetLine, CostClass
from vocabulary.hashing import content_hash
from vocabulary.identifiers import BudgetLineId
from vocabulary.money import Money

FILE = "conventions.toml"
CONVENTION = (
    *("id", "belgian_commune", "partner", "drafted_by", "drafted_on"),
    *("budget_lines", "advances", "shares", "signatures"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Convention:
    """The convention under a protocol; its budget lines go by their codes."""

    id: UUID
    protocol: Draft
    drafted: PartyOn
    budget_lines: Mapping[str, BudgetLine]
    agreed: Agreed
    signatures: tuple[Signature, ...]
    origin: str

    @property
    def content_hash(self) -> str:
        """The mark of version 1, as anyone can compute it from what was drafted (RFC 8785)."""
        terms = self.agreed.terms
        return content_hash(
            {
                "partnership": self.protocol.partnership.id,
                "protocol": self.protocol.id,
                "parties": tuple(commune.id for commune in self.protocol.parties.values()),
                "version": 1,
                "budget_lines": tuple(self.budget_lines.values()),
                **({"terms": terms} if terms else {}),
            }
        )


def read(
    folder: Path, protocols: Mapping[tuple[str, str], Draft], faults: list[Fault]
) -> dict[tuple[str, str], Convention]:
    """Return the conventions by their members' names, none where there is no such file."""
    if not (folder / FILE).exists():
        return {}
    document = Document(folder / FILE, faults)
    document.only("conventions")
    found: dict[tuple[str, str], Convention] = {}
    for index, entry in enumerate(document.tables("conventions")):
        convention = _convention(document, index, entry, protocols)
        if convention is None:
            continue
        if convention.protocol.names in found:
            entry.fault("partner", "the partnership has a convention further up")
        found[convention.protocol.names] = convention
    return found


def _convention(
    document: Document, index: int, entry: Entry, protocols: Mapping[tuple[str, str], Draft]
) -> Convention | None:
    entry.only(CONVENTION)
    id_ = entry.id("id")
    lines: dict[str, BudgetLine] = {}
    for number, each in enumerate(document.tables("conventions", index, "budget_lines")):
        here = ("conventions", index, "budget_lines", number)
        line = _line(each, money(document.table(*here, "amount")))
        if line.code in lines:
            each.fault("code", f"{line.code!r} stands twice")
        lines[line.code] = line
    if not lines:
        entry.fault("budget_lines", "are missing")
    names = (entry.words("belgian_commune"), entry.words("partner"))
    protocol = protocols.get(names)
    if protocol is None:
        entry.fault("partner", f"{' – '.join(names)} is not in protocols.csv")
        return None
    drafted = party_on(entry, "drafted", protocol.parties)
    if drafted is None and not entry.optional("drafted_by"):
        entry.fault("drafted_by", "is missing")
    signed = [
        signature(each, protocol.parties)
        for each in document.tables("conventions", index, "signatures")
    ]
    if drafted is None:
        return None
    return Convention(
        id=id_,
        protocol=protocol,
        drafted=drafted,
        budget_lines=lines,
        agreed=agreed(document, index, protocol.parties),
        signatures=tuple(each for each in signed if each),
        origin=f"{entry.file}:{entry.line}",
    )


def _line(entry: Entry, amount: Money | None) -> BudgetLine:
    entry.only({"id", "code", "text", "amount", "cost_class"})
    if amount is None:
        entry.fault("amount", 'is missing, as in { amount = "1250.50", currency = "EUR" }')
    of = entry.choice("cost_class", tuple(CostClass))
    return BudgetLine(
        id=BudgetLineId(entry.id("id")),
        code=entry.words("code"),
        text=text(entry, "text"),
        amount=amount or Money("0", "EUR"),
        cost_class=CostClass(of) if of in tuple(CostClass) else CostClass.OPERATIONAL,
    )


def sends(convention: Convention, sender: Sender) -> Iterator[Send]:
    """Draft the convention, have each party sign it, and record which advances arrived."""
    protocol, drafted = convention.protocol, convention.drafted
    content = {
        "partnership": protocol.partnership.id,
        "protocol": protocol.id,
        "drafted_by": drafted.party.id,
        "on": drafted.on,
        "budget_lines": tuple(convention.budget_lines.values()),
        "terms": convention.agreed.terms,
    }
    signing = [("sign", each.body(convention.content_hash)) for each in convention.signatures]
    arriving = [("receive-advance", each.body()) for each in convention.agreed.arrivals]
    for verb, body in (("draft", content), *signing, *arriving):
        yield sender.send(
            Wave.CONVENTIONS,
            "conventions",
            convention.id,
            verb,
            body,
            origin=convention.origin,
        )
