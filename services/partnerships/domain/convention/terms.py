"""Whether the budget and its terms agree with one another, and with the programme."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal

from services.partnerships.domain.convention.refusals import (
    AdvancesAboveBudget,
    AllotmentOfUnknownLine,
    AllotmentOutsidePhase,
    AllotmentsDifferFromLine,
    CostClassNotEligible,
    CurrencyNotOfProgramme,
    ShareOfAnotherCommune,
)
from services.partnerships.domain.percentages import within_a_hundred
from services.partnerships.domain.programme.state import Phase
from vocabulary.budgets import BudgetLine
from vocabulary.conventions import Allotment, BudgetShare, FinancialTerms
from vocabulary.identifiers import CommuneId
from vocabulary.money import Money
from vocabulary.rules import Rules

NONE = FinancialTerms()


def agreed(asked: FinancialTerms | None, before: FinancialTerms | None) -> FinancialTerms | None:
    """Return the terms of a version: those before where none are given, none for empty ones."""
    terms = before if asked is None else asked
    return None if terms == NONE else terms


def hold_together(
    lines: Sequence[BudgetLine],
    terms: FinancialTerms,
    *,
    parties: Sequence[CommuneId],
    phase: Phase | None,
    on: date,
) -> None:
    """Refuse a budget whose parts contradict one another, or the programme on that day.

    Amounts are never converted.
    """
    if phase and (rules := phase.rules_on(on)):
        _in_programme(lines, terms, rules)
    if terms.eligible_cost_classes:
        _eligible(lines, terms, [each.value for each in terms.eligible_cost_classes])
    _allotted(lines, terms.allotments)
    if phase:
        _within(terms.allotments, phase)
    _covered((advance.amount for advance in terms.advances), lines)
    _shared(terms.shares, parties)


def _in_programme(lines: Sequence[BudgetLine], terms: FinancialTerms, rules: Rules) -> None:
    amounts = [*(line.amount for line in lines), *(each.amount for each in terms.advances)]
    foreign = {amount.currency for amount in amounts} - {*rules.currencies}
    if rules.currencies and foreign:
        raise CurrencyNotOfProgramme(currencies=sorted(foreign), accepted=list(rules.currencies))
    if rules.cost_classes:
        _eligible(lines, terms, [each.code for each in rules.cost_classes])


def _eligible(lines: Sequence[BudgetLine], terms: FinancialTerms, eligible: Sequence[str]) -> None:
    charged = {line.cost_class.value for line in lines}
    charged |= {allotment.cost_class.value for allotment in terms.allotments}
    charged |= {each.value for each in terms.eligible_cost_classes}
    if foreign := sorted(charged - {*eligible}):
        raise CostClassNotEligible(cost_classes=foreign, eligible=list(eligible))


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


def _within(allotments: Sequence[Allotment], phase: Phase) -> None:
    first, last = phase.plan.starts_on.year, phase.plan.ends_on.year
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


def _shared(shares: Sequence[BudgetShare], parties: Sequence[CommuneId]) -> None:
    within_a_hundred([share.percentage for share in shares])
    named = {share.party for share in shares if share.party is not None}
    if strangers := sorted(str(commune) for commune in named - {*parties}):
        raise ShareOfAnotherCommune(communes=strangers)
