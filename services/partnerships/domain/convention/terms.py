"""Whether the budget and its terms agree with one another, and with the programme."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from decimal import Decimal

from services.partnerships.domain.convention.facts import Facts
from services.partnerships.domain.convention.refusals import (
    AdvancesAboveBudget,
    AllotmentOfUnknownLine,
    AllotmentOutsidePhase,
    AllotmentsDifferFromLine,
    CostClassNotEligible,
    ShareOfAnotherCommune,
)
from services.partnerships.domain.percentages import within_a_hundred
from vocabulary.budgets import BudgetLine
from vocabulary.conventions import Allotment, FinancialTerms, Share
from vocabulary.identifiers import CommuneId, PhaseId
from vocabulary.money import Money

NONE = FinancialTerms()


def agreed(asked: FinancialTerms | None, before: FinancialTerms | None) -> FinancialTerms | None:
    """Return the terms of a version: those before where none are given, none for empty ones."""
    terms = before if asked is None else asked
    return None if terms == NONE else terms


def hold_together(
    lines: Sequence[BudgetLine],
    terms: FinancialTerms | None,
    *,
    parties: Sequence[CommuneId],
    phase: PhaseId,
    facts: Facts,
) -> None:
    """Refuse a budget whose parts contradict one another; amounts are never converted."""
    if terms is None:
        return
    _eligible(lines, terms)
    _allotted(lines, terms.allotments)
    _within_phase(terms.allotments, phase, facts)
    _covered((advance.amount for advance in terms.advances), lines)
    _shared(terms.shares, parties)


def _eligible(lines: Sequence[BudgetLine], terms: FinancialTerms) -> None:
    classes = [line.cost_class for line in lines]
    classes += [allotment.cost_class for allotment in terms.allotments]
    eligible = terms.eligible_cost_classes
    if eligible and (foreign := sorted({*classes} - {*eligible})):
        raise CostClassNotEligible(
            cost_classes=[each.value for each in foreign],
            eligible=[each.value for each in eligible],
        )


def _allotted(lines: Sequence[BudgetLine], allotments: Sequence[Allotment]) -> None:
    by_line: dict[object, Decimal] = defaultdict(Decimal)
    for allotment in allotments:
        by_line[allotment.line] += Decimal(allotment.amount)
    if unknown := sorted(str(id_) for id_ in by_line.keys() - {line.id for line in lines}):
        raise AllotmentOfUnknownLine(budget_lines=unknown)
    for line in lines:
        if line.id in by_line and by_line[line.id] != line.amount.value:
            raise AllotmentsDifferFromLine(
                code=line.code, amount=line.amount.amount, allotted=str(by_line[line.id])
            )


def _within_phase(allotments: Sequence[Allotment], phase: PhaseId, facts: Facts) -> None:
    known = facts.programme.phases.get(phase)
    if known is None:
        return
    first, last = known.plan.starts_on.year, known.plan.ends_on.year
    if outside := sorted({each.year for each in allotments if not first <= each.year <= last}):
        raise AllotmentOutsidePhase(years=outside, first=first, last=last)


def _covered(advances: Iterable[Money], lines: Sequence[BudgetLine]) -> None:
    budgeted = _by_currency(line.amount for line in lines)
    for currency, amount in _by_currency(advances).items():
        # An advance paid in a currency in which nothing is budgeted cannot be compared.
        if currency in budgeted and amount > budgeted[currency]:
            raise AdvancesAboveBudget(
                currency=currency, advances=str(amount), budgeted=str(budgeted[currency])
            )


def _by_currency(amounts: Iterable[Money]) -> dict[str, Decimal]:
    totals: dict[str, Decimal] = defaultdict(Decimal)
    for amount in amounts:
        totals[amount.currency] += amount.value
    return totals


def _shared(shares: Sequence[Share], parties: Sequence[CommuneId]) -> None:
    within_a_hundred([share.percentage for share in shares])
    named = {share.party for share in shares if share.party is not None}
    if strangers := sorted(str(commune) for commune in named - {*parties}):
        raise ShareOfAnotherCommune(communes=strangers)
