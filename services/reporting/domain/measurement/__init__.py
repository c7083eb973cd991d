"""The value of an indicator for a year, or the reason why it was not measured (never 0).

A correction is a new version with its reason; nothing is edited. Values stay inside the unit until
a report is submitted with them.
"""

from services.reporting.domain.measurement.commands import Command
from services.reporting.domain.measurement.events import Event
from services.reporting.domain.measurement.facts import Facts
from services.reporting.domain.measurement.rules import decide, may
from services.reporting.domain.measurement.state import INITIAL, Measurement, evolve
from vocabulary.authority import ForTheCommuneItself
from vocabulary.dates import DateInFuture

__all__ = [
    "INITIAL",
    "Command",
    "DateInFuture",
    "Event",
    "Facts",
    "ForTheCommuneItself",
    "Measurement",
    "decide",
    "evolve",
    "may",
]
