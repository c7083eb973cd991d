"""Turn an act that is in order into one that may not be: another party, day, text or author."""

from collections.abc import Callable, Mapping
from dataclasses import fields, replace
from datetime import date
from enum import Enum
from typing import Any, Final
from uuid import UUID

from tests.partnerships.cases import ON_BEHALF, PROGRAMME, SOCIAL_ACTION, TEXT, WATER
from tests.partnerships.conventions import EQUIPMENT, LINES, MORE_LINES
from tests.partnerships.exploring.chance import Chance
from tests.partnerships.exploring.of_conventions import TERMS
from tests.partnerships.exploring.world import (
    BODIES,
    CONVENTIONS,
    PARTNERSHIPS,
    PHASES,
    PLANS,
    PRINCIPALS,
    PROTOCOLS,
    UNKNOWN,
    Attempt,
)
from vocabulary.acts import Deliberation, Evidence
from vocabulary.budgets import CostClass
from vocabulary.communes import Member
from vocabulary.conventions import BudgetShare
from vocabulary.identifiers import DeliberationId
from vocabulary.money import Money

DAYS: Final = (date(2010, 1, 1), date(2017, 3, 1), date(2019, 5, 2), date(2022, 6, 1))
AHEAD: Final = date(2031, 1, 1)
TARGETS: Final[Mapping[str, tuple[UUID, ...]]] = {
    "partnership": PARTNERSHIPS,
    "protocol": PROTOCOLS,
    "convention": CONVENTIONS,
}
_line = TERMS.allotments[0]
BAD_TERMS: Final = (
    replace(TERMS, allotments=(replace(_line, line=EQUIPMENT.id),)),
    replace(TERMS, allotments=(replace(_line, year=2016),)),
    replace(TERMS, allotments=(replace(_line, amount="1.00"),)),
    replace(TERMS, eligible_cost_classes=(CostClass.MANAGEMENT,)),
    replace(TERMS, advances=(replace(TERMS.advances[0], amount=Money("99999999.00", "EUR")),)),
    replace(TERMS, shares=tuple(BudgetShare(source=f"{n}", percentage="60") for n in (1, 2))),
    replace(TERMS, shares=(BudgetShare(source="commune", percentage="5", party=BODIES[-1]),)),
)
TEXTS: Final = (
    replace(TEXT, pillars=("governance",)),
    replace(TEXT, principles=("egalite",)),
    replace(TEXT, domains=(WATER,)),
    replace(TEXT, domains=(SOCIAL_ACTION,)),
)
POOLS: Final[Mapping[str, tuple[Any, ...]]] = {
    "partnership": (*PARTNERSHIPS, UNKNOWN),
    "predecessor": (*PARTNERSHIPS, UNKNOWN),
    "protocol": (*PROTOCOLS, UNKNOWN),
    "renews": (*PROTOCOLS, UNKNOWN),
    "phase": (*PHASES, UNKNOWN),
    "programme": (PROGRAMME, UNKNOWN),
    "action_plan": (*(plan for plans in PLANS.values() for plan in plans), UNKNOWN),
    "country": ("MA", "SN"),
    "version": (None, 1, 2, 9),
    "code": ("vvsg", "eu", "autre"),
    "advance": ("A1", "A2", "A9"),
    "days": (0, 30, 365),
    "reason": ("autre raison",),
    "amount": (Money("0", "EUR"), Money("17.50", "EUR")),
    "budget_lines": (LINES, MORE_LINES),
    "terms": BAD_TERMS,
    "text": TEXTS,
    "document": (Evidence(reference="sans empreinte"),),
    "content_hash": ("sha256:" + "00" * 32,),
    "text_hash": ("sha256:" + "11" * 32,),
    "on_behalf": (None, ON_BEHALF),
    "prior_deliberations": ((),),
    "note": ("autre note",),
}
"""What a field of that name may be changed to; fields not named here go by their value."""


def spoilt(chance: Chance, attempt: Attempt) -> Attempt:
    """Return the attempt with one thing changed."""
    ways: tuple[tuple[float, Callable[[Chance, Attempt], Attempt]], ...] = (
        (8, _with_another_field),
        (2, _by_somebody_else),
        (1, _about_another),
    )
    (way,) = chance.numbers.choices([way for _, way in ways], [weight for weight, _ in ways])
    return way(chance, attempt)


def _with_another_field(chance: Chance, attempt: Attempt) -> Attempt:
    field = chance.one_of(fields(attempt.command)).name
    value = _another(chance, field, getattr(attempt.command, field))
    return replace(attempt, command=replace(attempt.command, **{field: value}))


def _by_somebody_else(chance: Chance, attempt: Attempt) -> Attempt:
    return replace(attempt, by=chance.one_of(PRINCIPALS))


def _about_another(chance: Chance, attempt: Attempt) -> Attempt:
    return replace(attempt, id=chance.one_of((*TARGETS[attempt.category], UNKNOWN)))


def _another(chance: Chance, field: str, value: Any) -> Any:
    if field in POOLS and not isinstance(value, Enum):
        return chance.one_of(POOLS[field])
    match value:
        case UUID():
            return chance.one_of(BODIES)
        case date():
            return AHEAD if chance.happens(0.2) else chance.one_of(DAYS)
        case Deliberation():
            return _another_deliberation(chance, value)
        case None if field in {"until", "ends_on", "since"}:
            return chance.one_of(DAYS)
        case _:
            return _others(chance, value)


def _others(chance: Chance, value: Any) -> Any:
    if isinstance(value, Enum):
        return chance.one_of(tuple(type(value)))
    if isinstance(value, tuple) and value:
        if all(isinstance(each, Member) for each in value):
            return tuple(Member(commune=body) for body in chance.numbers.sample(BODIES, 2))
        if all(isinstance(each, UUID) for each in value):
            return (chance.one_of(BODIES),)
    return value


def _another_deliberation(chance: Chance, given: Deliberation) -> Deliberation:
    if chance.happens(0.2):
        return replace(given, id=DeliberationId(UNKNOWN))
    return replace(given, adopted_on=AHEAD if chance.happens(0.3) else chance.one_of(DAYS))
