"""Compose a specific convention from its model and what is recorded of one version."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from services.partnerships.domain.convention.events import ActionPlanAnnexed
from services.partnerships.domain.convention.state import Version
from services.partnerships.papers.composing import composed, days, terms
from services.partnerships.papers.filling import Values, everywhere, gap, in_languages
from services.partnerships.papers.paper import Block, Grid, Manner, Paper, Piece, Style, Words
from services.partnerships.papers.parties import Party, together
from services.partnerships.papers.signing import Signed, places
from services.partnerships.papers.wording import amount, day, label, number, percentage
from vocabulary.budgets import BudgetLine
from vocabulary.money import Money
from vocabulary.templates import Insert, Wording
from vocabulary.terms import Term
from vocabulary.text import Text, read


@dataclass(frozen=True, slots=True, kw_only=True)
class ConventionRecord:
    """What is recorded of one version of a convention; `on` is the day it was drafted.

    `protocol_since` is the day on which its protocol entered into force, if it has.
    """

    programme: Text
    phase: str
    parties: tuple[Party, ...]
    domains: tuple[Term, ...]
    protocol_since: date | None
    number: int
    version: Version
    annexed: tuple[ActionPlanAnnexed, ...]
    languages: tuple[str, ...]
    on: date
    ends_on: date
    demonstration: bool


def convention_paper(record: ConventionRecord, wording: Wording, languages: Sequence[str]) -> Paper:
    """Return the paper; amounts stand in their own currency, and are never converted."""
    first = languages[0]
    values: Values = {
        "parties": together(record.parties, wording, languages),
        "count": {each: number(len(record.parties), each) for each in languages},
        "phase": everywhere(record.phase),
        "programme": in_languages(record.programme, languages),
        "protocol_since": days(record.protocol_since, languages),
        "ends_on": days(record.ends_on, languages),
    }
    signed = {
        party: Signed(each.signatory, each.place, each.on)
        for party, each in record.version.signatures.items()
    }
    inserts: Mapping[Insert, Iterable[Block]] = {
        Insert.DOMAINS: terms(record.domains, languages),
        Insert.BUDGET: budget(record.version, record.parties, first),
        Insert.ACTION_PLANS: _plans(record.annexed, first),
        Insert.SIGNATURES: [places(record.parties, signed, wording, first)],
    }
    return composed(
        wording,
        languages,
        values,
        inserts,
        parties=record.parties,
        deciding=(),
        of_each=lambda party: _of_party(signed.get(party.id)),
        programme=record.programme,
        number=record.number,
        hash_=record.version.content_hash,
        on=record.on,
        demonstration=record.demonstration,
    )


def _of_party(signed: Signed | None) -> Values:
    return {
        "executive": everywhere(signed.signatory.acting_for if signed else None),
        "function": everywhere(signed.signatory.function if signed else None),
    }


def budget(version: Version, parties: Sequence[Party], language: str) -> Iterator[Grid]:
    """Yield the tables of the budget: its lines, then what its terms say of them."""
    yield _lines(version.budget_lines, language)
    if version.terms is None:
        return
    if version.terms.allotments:
        yield _allotments(version, language)
    if version.terms.advances:
        yield _advances(version, language)
    if version.terms.shares:
        yield _shares(version, parties, language)


def _lines(lines: Sequence[BudgetLine], language: str) -> Grid:
    rows = [
        (line.code, read(line.text, language), _class(line.cost_class, language), line.amount)
        for line in lines
    ]
    totals = _totals([line.amount for line in lines])
    total = label("total", language)
    return _grid(
        "budget",
        ("code", "line", "class", "amount"),
        [*rows, *(("", total, "", each) for each in totals)],
        language,
        wide=1,
        totals=len(totals),
    )


def _allotments(version: Version, language: str) -> Grid:
    assert version.terms is not None  # noqa: S101 - asked for only where there are terms
    lines = {line.id: line for line in version.budget_lines}
    rows = [
        (
            str(each.year),
            f"{lines[each.line].code} {read(lines[each.line].text, language)}",
            _class(each.cost_class, language),
            Money(each.amount, lines[each.line].amount.currency),
        )
        for each in sorted(version.terms.allotments, key=lambda a: (a.year, lines[a.line].code))
        if each.line in lines
    ]
    return _grid("allotments", ("year", "line", "class", "amount"), rows, language, wide=1)


def _advances(version: Version, language: str) -> Grid:
    assert version.terms is not None  # noqa: S101 - asked for only where there are terms
    rows = [
        (
            each.code,
            day(each.due_on, language),
            read(each.condition, language) if each.condition else "",
            each.amount,
        )
        for each in sorted(version.terms.advances, key=lambda each: (each.due_on, each.code))
    ]
    return _grid("advances", ("code", "due", "condition", "amount"), rows, language, wide=2)


def _shares(version: Version, parties: Sequence[Party], language: str) -> Grid:
    assert version.terms is not None  # noqa: S101 - asked for only where there are terms
    names = {party.id: read(party.names, language) for party in parties}
    rows = [
        (
            each.source,
            names.get(each.party, "") if each.party else "",
            percentage(each.percentage, language),
        )
        for each in version.terms.shares
    ]
    return _grid("shares", ("source", "party", "share"), rows, language, wide=0)


def _plans(annexed: Sequence[ActionPlanAnnexed], language: str) -> Iterator[Words]:
    """Yield one item for each plan, by its hash; while there is none, the gap."""
    for each in annexed:
        on = f"{label('annexed', language)} {day(each.on, language)}"
        words = (Piece(f"{on} : "), Piece(each.content_hash, Manner.FILLED))
        yield Words(style=Style.ITEM, said={language: words})
    if not annexed:
        missing = (Piece(f"{label('plan', language)} : "), gap("", language))
        yield Words(style=Style.ITEM, said={language: missing})


def _grid(  # noqa: PLR0913 - what a table is made of
    title: str,
    head: Sequence[str],
    rows: Sequence[tuple[str | Money, ...]],
    language: str,
    *,
    wide: int,
    totals: int = 0,
) -> Grid:
    last = len(head) - 1
    return Grid(
        title=label(title, language),
        head=tuple(label(name, language) for name in head),
        rows=tuple(tuple((Piece(_cell(cell, language)),) for cell in row) for row in rows),
        numbers=(last,),
        totals=totals,
        wide=wide,
    )


def _cell(cell: str | Money, language: str) -> str:
    return cell if isinstance(cell, str) else amount(cell.value, cell.currency, language)


def _class(cost_class: str, language: str) -> str:
    return label(cost_class, language)


def _totals(amounts: Sequence[Money]) -> list[Money]:
    """Return one total for each currency; currencies are never added up."""
    totals: defaultdict[str, Decimal] = defaultdict(Decimal)
    for each in amounts:
        totals[each.currency] += each.value
    return [Money(str(total), currency) for currency, total in sorted(totals.items())]
