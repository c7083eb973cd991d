"""What the rules of a joint action plan need from outside its own history."""

from dataclasses import dataclass
from datetime import datetime

from services.planning.domain.action_plan.state import INITIAL as NO_ACTION_PLAN
from services.planning.domain.action_plan.state import ActionPlan
from services.planning.domain.heard import Partnership, Phase, Protocol
from services.planning.domain.strategic_plan.state import INITIAL as NO_STRATEGIC_PLAN
from services.planning.domain.strategic_plan.state import StrategicPlan
from vocabulary.identifiers import StrategicPlanId


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """The partnership, the phase and the protocol between them, as partnerships last said.

    `strategic` is the strategic plan of the partnership's country in the phase, `successor` another
    plan that is to take this one's place; it stays empty where a plan names itself.
    """

    now: datetime
    partnership: Partnership | None = None
    phase: Phase | None = None
    protocol: Protocol | None = None
    strategic_id: StrategicPlanId | None = None
    strategic: StrategicPlan = NO_STRATEGIC_PLAN
    successor: ActionPlan = NO_ACTION_PLAN
