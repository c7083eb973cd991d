"""The partnership (partenariat): communes that cooperate, two or more, on an equal footing.

It keeps its identity from phase to phase; what binds its members in a phase is the protocol.
"""

from services.partnerships.domain.authority import ForeignCountry, ForTheCountryUnit
from services.partnerships.domain.commune.refusals import CommuneHasCeased
from services.partnerships.domain.eligibility import CommuneOutsideProgramme
from services.partnerships.domain.partnership.commands import Command
from services.partnerships.domain.partnership.events import Event
from services.partnerships.domain.partnership.facts import Facts
from services.partnerships.domain.partnership.rules import decide, may
from services.partnerships.domain.partnership.state import INITIAL, Partnership, evolve
from vocabulary.authority import ForTheCommuneItself, OnBehalfNeedsEvidence
from vocabulary.dates import DateInFuture

__all__ = [
    "INITIAL",
    "Command",
    "CommuneHasCeased",
    "CommuneOutsideProgramme",
    "DateInFuture",
    "Event",
    "Facts",
    "ForTheCommuneItself",
    "ForTheCountryUnit",
    "ForeignCountry",
    "OnBehalfNeedsEvidence",
    "Partnership",
    "decide",
    "evolve",
    "may",
]
