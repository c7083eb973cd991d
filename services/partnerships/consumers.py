"""What the service hears from others: the joint action plans that may be annexed."""

import re
from collections.abc import Sequence

from contracts.planning import ActionPlanSubmitted
from kernel.kafka.consumer import Consumer
from kernel.kafka.contracts import Contracts
from kernel.kafka.topics import Source
from kernel.web.service import Running
from services.partnerships.projections import action_plans


def consumers(running: Running) -> Sequence[Consumer]:
    unit = running.settings.unit
    return (
        Consumer(
            running.pool,
            running.settings.kafka_bootstrap,
            idle_seconds=5,  # its topics are few, and there before long
            name=f"{unit}-partnerships",
            topics=re.escape(Source(unit, "planning").events) + "$",
            contracts=Contracts(ActionPlanSubmitted),
            handle=action_plans.COPIES.apply,
            forget=action_plans.COPIES.forget,
        ),
    )
