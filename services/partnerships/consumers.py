"""What the service hears from others: plans that may be annexed, and what reports say was spent."""

import re
from collections.abc import Sequence

from contracts.planning import ActionPlanSubmitted
from kernel.kafka.cloudevents import Incoming
from kernel.kafka.consumer import Consumer
from kernel.kafka.contracts import Contracts
from kernel.kafka.topics import Source
from kernel.postgres.pool import Connection
from kernel.web.service import Running
from services.partnerships.projections import action_plans, reported


def consumers(running: Running) -> Sequence[Consumer]:
    unit = running.settings.unit
    return (
        Consumer(
            running.pool,
            running.settings.kafka_bootstrap,
            idle_seconds=5,  # its topics are few, and there before long
            name=f"{unit}-partnerships",
            topics=rf"^{re.escape(unit)}\.(planning|reporting)\.(events|status)\.v1$",
            contracts=Contracts(ActionPlanSubmitted | reported.Heard),
            handle=_apply,
            forget=_forget,
        ),
    )


async def _apply(connection: Connection, events: Sequence[Incoming]) -> None:
    plans = [each for each in events if isinstance(each.event, ActionPlanSubmitted)]
    reports = [each for each in events if isinstance(each.event, reported.Heard)]
    await action_plans.COPIES.apply(connection, plans)
    await reported.COPIES.apply(connection, reports)


async def _forget(connection: Connection, source: Source) -> None:
    for copies in (action_plans.COPIES, reported.COPIES):
        await copies.forget(connection, source)
