"""An expense: amount in its own currency, day, class of cost, budget line, document that proves it.

A correction is a new version with its reason. Source: Royal Decree of 11 September 2016 (classes of
cost, period of eligibility).
"""

from services.reporting.domain.expense.commands import Command
from services.reporting.domain.expense.events import Event
from services.reporting.domain.expense.facts import Facts
from services.reporting.domain.expense.rules import decide, may
from services.reporting.domain.expense.state import INITIAL, Expense, evolve
from services.reporting.domain.standing import (
    PartnershipNotActive,
    PhaseNotOpen,
    ProtocolNotInForce,
)
from vocabulary.authority import ForTheCommuneItself
from vocabulary.dates import DateInFuture

__all__ = [
    "INITIAL",
    "Command",
    "DateInFuture",
    "Event",
    "Expense",
    "Facts",
    "ForTheCommuneItself",
    "PartnershipNotActive",
    "PhaseNotOpen",
    "ProtocolNotInForce",
    "decide",
    "evolve",
    "may",
]
