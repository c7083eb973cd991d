"""What the service hears from others: plans that may be annexed, and what reports say was spent."""

import re
from collections.abc import Sequence

from contracts.planning import ActionPlanSubmitted
from kernel.kafka.cloudevents import Incoming
from kernel.kafka.consumer import Consumer
from kernel.kafka.contracts import Contracts
from kernel.kafka.copying import Keeping
from kernel.kafka.dead_letters import Reader
from kernel.kafka.topics import Source
from kernel.postgres.pool import Connection
from kernel.postgres.rows import Where
from kernel.web.service import Running
from services.partnerships.projections import action_plans, reported


def keeping(unit: str) -> Keeping:
    """Return what is kept of what planning and reporting say."""
    return Keeping(
        reader=Reader(f"{unit}-partnerships", 1),
        contracts=Contracts(ActionPlanSubmitted | reported.Heard),
        tables=(*action_plans.COPIES.tables, *reported.COPIES.tables),
        apply=_apply,
    )


def consumers(running: Running) -> Sequence[Consumer]:
    unit = running.settings.unit
    kept = keeping(unit)
    return (
        Consumer(
            running.pool,
            running.settings.kafka_bootstrap,
            idle_seconds=5,  # its topics are few, and there before long
            name=kept.reader.name,
            version=kept.reader.version,
            topics=rf"^{re.escape(unit)}\.(planning|reporting)\.(events|status)\.v1$",
            contracts=kept.contracts,
            handle=kept.apply,
            forget=_forget,
        ),
    )


async def _apply(
    connection: Connection, events: Sequence[Incoming], where: Where | None = None
) -> None:
    plans = [each for each in events if isinstance(each.event, ActionPlanSubmitted)]
    reports = [each for each in events if isinstance(each.event, reported.Heard)]
    await action_plans.COPIES.apply(connection, plans, where)
    await reported.COPIES.apply(connection, reports, where)


async def _forget(connection: Connection, source: Source) -> None:
    for copies in (action_plans.COPIES, reported.COPIES):
        await copies.forget(connection, source)
