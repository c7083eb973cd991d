"""The protocol of collaboration (protocole de collaboration).

The executives of the parties sign it under a condition precedent (condition suspensive): it binds
nobody until the council of every party has ratified it. The order of the votes is free; one
refusal makes the condition fail and the version lapse; the partners may resubmit another.
Source: protocol of collaboration of the programme, recital, articles 1 to 3, signature clauses.
"""

from services.partnerships.domain.authority import ForTheCountryUnit
from services.partnerships.domain.protocol.commands import Command
from services.partnerships.domain.protocol.events import Event
from services.partnerships.domain.protocol.facts import Facts
from services.partnerships.domain.protocol.rules import decide, may
from services.partnerships.domain.protocol.state import INITIAL, CollaborationProtocol, evolve
from vocabulary.authority import ForTheCommuneItself, OnBehalfNeedsEvidence
from vocabulary.dates import DateInFuture

__all__ = [
    "INITIAL",
    "CollaborationProtocol",
    "Command",
    "DateInFuture",
    "Event",
    "Facts",
    "ForTheCommuneItself",
    "ForTheCountryUnit",
    "OnBehalfNeedsEvidence",
    "decide",
    "evolve",
    "may",
]
