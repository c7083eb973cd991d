"""The joint action plan (plan d'action commun) of a partnership, made at least once a year.

Any party drafts it; all agree to it over one hash; it is submitted when the partnership may act,
and adopted when it is annexed to the specific convention. It is not the commune's own plan (PAC).
Source: protocol of collaboration, article 4 (P8).
"""

from services.planning.domain.action_plan.commands import Command
from services.planning.domain.action_plan.events import Event
from services.planning.domain.action_plan.facts import Facts
from services.planning.domain.action_plan.rules import decide, may
from services.planning.domain.action_plan.state import INITIAL, ActionPlan, evolve
from services.planning.domain.authority import FollowsFromTheConvention
from vocabulary.authority import ForTheCommuneItself, OnBehalfNeedsEvidence
from vocabulary.dates import DateInFuture

__all__ = [
    "INITIAL",
    "ActionPlan",
    "Command",
    "DateInFuture",
    "Event",
    "Facts",
    "FollowsFromTheConvention",
    "ForTheCommuneItself",
    "OnBehalfNeedsEvidence",
    "decide",
    "evolve",
    "may",
]
