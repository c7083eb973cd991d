"""The commune (commune) and similar bodies: an identity with dated names and dated codes.

Communes merge, are renamed and change codes; their identity is ours and stays.
Real cases: Merelbeke-Melle (2025), La Louvière and Mouscron (2019).
"""

from services.partnerships.domain.authority import ForTheCountryUnit
from services.partnerships.domain.commune.commands import Command
from services.partnerships.domain.commune.events import Event
from services.partnerships.domain.commune.rules import Facts, decide, may
from services.partnerships.domain.commune.state import INITIAL, Commune, evolve
from vocabulary.dates import DateInFuture

__all__ = [
    "INITIAL",
    "Command",
    "Commune",
    "DateInFuture",
    "Event",
    "Facts",
    "ForTheCountryUnit",
    "decide",
    "evolve",
    "may",
]
