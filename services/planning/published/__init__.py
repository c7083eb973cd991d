"""Which of our events others hear of, and as what: every formal act, never a draft or a person.

A plan's content is told when it is submitted; evidence of a record on behalf stays here.
"""

from typing import Any

from contracts.planning import Event
from kernel.events import Seen
from services.planning.published.action_plans import action_plan_contract
from services.planning.published.strategic_plans import strategic_plan_contract
from vocabulary.identifiers import ActionPlanId, StrategicPlanId


def to_contract(seen: Seen[Any]) -> Event | None:
    """Return what the event is to others, None for one that stays private."""
    match seen.stream.category:
        case "strategic_plan":
            return strategic_plan_contract(StrategicPlanId(seen.stream.id), seen.event)
        case "action_plan":
            return action_plan_contract(ActionPlanId(seen.stream.id), seen.event)
        case _:
            return None
