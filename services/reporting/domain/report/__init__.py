"""The report on a joint action plan: narrative, indicator values and expenses of its period.

It is expected once the plan is submitted, signed by all parties over one hash, and accepted or
returned with comments by a reviewer of the associations, who controls afterwards (P27).
Source: rapport moral (narratif) et financier; Royal Decree of 11 September 2016.
"""

from services.reporting.domain.authority import ExpectedByItsPlan, ForTheReviewer
from services.reporting.domain.report.commands import Asked, Command
from services.reporting.domain.report.events import Event
from services.reporting.domain.report.facts import Facts
from services.reporting.domain.report.rules import decide, may
from services.reporting.domain.report.state import INITIAL, Report, evolve
from vocabulary.authority import ForTheCommuneItself, OnBehalfNeedsEvidence
from vocabulary.dates import DateInFuture

__all__ = [
    "INITIAL",
    "Asked",
    "Command",
    "DateInFuture",
    "Event",
    "ExpectedByItsPlan",
    "Facts",
    "ForTheCommuneItself",
    "ForTheReviewer",
    "OnBehalfNeedsEvidence",
    "Report",
    "decide",
    "evolve",
    "may",
]
