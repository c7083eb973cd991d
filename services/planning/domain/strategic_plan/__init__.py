"""The strategic plan of a country programme (planification stratégique commune), for a phase.

The communes of the country set out together what they aim at: a results chain with its
indicators. Each of them validates it; an objection sends it back to draft.
Source: country workshop of Agadir, "les communes ont validé"; Royal Decree of 11 September 2016.
"""

from services.planning.domain.authority import ForTheCountryUnit
from services.planning.domain.strategic_plan.commands import Command
from services.planning.domain.strategic_plan.events import Event
from services.planning.domain.strategic_plan.rules import Facts, decide, may
from services.planning.domain.strategic_plan.state import INITIAL, StrategicPlan, evolve
from vocabulary.authority import ForTheCommuneItself, OnBehalfNeedsEvidence
from vocabulary.dates import DateInFuture

__all__ = [
    "INITIAL",
    "Command",
    "DateInFuture",
    "Event",
    "Facts",
    "ForTheCommuneItself",
    "ForTheCountryUnit",
    "OnBehalfNeedsEvidence",
    "StrategicPlan",
    "decide",
    "evolve",
    "may",
]
