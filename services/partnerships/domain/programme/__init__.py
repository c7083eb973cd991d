"""The programme (programme) and its phases: the rules that its partnerships share, as data.

Pillars, principles and who must decide beforehand are what the programme says, never code.
"""

from services.partnerships.domain.authority import ForTheCountryUnit
from services.partnerships.domain.programme.commands import Command
from services.partnerships.domain.programme.events import Event
from services.partnerships.domain.programme.rules import Facts, decide, may
from services.partnerships.domain.programme.state import INITIAL, Programme, evolve
from vocabulary.dates import DateInFuture

__all__ = [
    "INITIAL",
    "Command",
    "DateInFuture",
    "Event",
    "Facts",
    "ForTheCountryUnit",
    "Programme",
    "decide",
    "evolve",
    "may",
]
