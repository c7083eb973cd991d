"""The specific convention (convention spécifique) between the parties to a protocol.

It sets out their budget by line, year and class of cost, what is paid in advance, and the joint
action plans are annexed to it: a plan is adopted when it is annexed. It is signed by every party
under a protocol in force; an amendment opens a next version, and the one concluded holds until all
have signed the next. It is closed once all under it is settled.
Source: protocol of collaboration, article 4 (P8).
"""

from services.partnerships.domain.convention.commands import Command
from services.partnerships.domain.convention.events import Event
from services.partnerships.domain.convention.facts import Facts, SubmittedPlan
from services.partnerships.domain.convention.rules import decide, may
from services.partnerships.domain.convention.state import INITIAL, Convention, evolve
from services.partnerships.domain.percentages import PercentagesOver100
from vocabulary.authority import ForTheCommuneItself, OnBehalfNeedsEvidence
from vocabulary.dates import DateInFuture

__all__ = [
    "INITIAL",
    "Command",
    "Convention",
    "DateInFuture",
    "Event",
    "Facts",
    "ForTheCommuneItself",
    "OnBehalfNeedsEvidence",
    "PercentagesOver100",
    "SubmittedPlan",
    "decide",
    "evolve",
    "may",
]
