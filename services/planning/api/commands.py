"""Which aggregates take commands, and where: one command class, one route."""

from collections.abc import Sequence

from kernel.web.commands import Commands
from services.planning.domain import action_plan, strategic_plan
from services.planning.facts import Aggregates


def commands(aggregates: Aggregates) -> Sequence[Commands]:
    return (
        Commands(
            at="/v1/strategic-plans",
            noun="StrategicPlan",
            aggregate=aggregates.strategic_plan,
            accepts=strategic_plan.Command,
        ),
        Commands(
            at="/v1/action-plans",
            noun="ActionPlan",
            aggregate=aggregates.action_plan,
            accepts=action_plan.Command,
        ),
    )
