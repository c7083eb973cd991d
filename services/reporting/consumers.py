"""What the service hears from others: submitted plans call for reports.

From partnerships it keeps on which days a partnership may act, from planning how the indicators of
a validated strategic plan are measured.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias
from uuid import UUID, uuid5

from contracts.planning import ActionPlanSubmitted, StrategicPlanValidated
from kernel.kafka.cloudevents import Incoming
from kernel.kafka.consumer import Consumer
from kernel.kafka.contracts import Contracts
from kernel.kafka.copying import Keeping
from kernel.kafka.dead_letters import Reader
from kernel.kafka.reacting import Reacting, Reaction
from kernel.kafka.topics import Source
from kernel.postgres.pool import Connection
from kernel.postgres.rows import Where
from kernel.web.service import Running
from services.reporting.domain.report.commands import ExpectReport
from services.reporting.facts import Aggregates
from services.reporting.projections import may_act, strategic_plans
from vocabulary.identifiers import ActionPlanId, ReportId
from vocabulary.reliance import Reliance

OfPlanning: TypeAlias = StrategicPlanValidated | ActionPlanSubmitted
_COPIES: Final = (may_act.COPIES, strategic_plans.COPIES)


def keeping(unit: str) -> Keeping:
    """Return what is kept of what partnerships and planning say."""
    return Keeping(
        reader=Reader(f"{unit}-reporting", 1),
        contracts=Contracts(OfPlanning | may_act.Heard),
        tables=tuple(table for copies in _COPIES for table in copies.tables),
        apply=_keep,
    )


async def _keep(
    connection: Connection, events: Sequence[Incoming], where: Where | None = None
) -> None:
    for copies in _COPIES:
        await copies.apply(connection, events, where)


def consumers(aggregates: Aggregates, running: Running) -> Sequence[Consumer]:
    unit = running.settings.unit
    reacting = Reacting(
        "expect-report", running.handling, Plans(aggregates).react, clock=running.clock
    )
    hearing, kept = Hearing(reacting), keeping(unit)
    return (
        Consumer(
            running.pool,
            running.settings.kafka_bootstrap,
            idle_seconds=5,  # its topics are few, and there before long
            name=kept.reader.name,
            version=kept.reader.version,
            topics=rf"^{re.escape(unit)}\.(partnerships|planning)\.(events|status)\.v1$",
            contracts=kept.contracts,
            handle=hearing.apply,
            forget=hearing.forget,
        ),
    )


def report_of(action_plan: ActionPlanId) -> ReportId:
    """Return the id of the report on a plan: a plan has one, whoever computes it."""
    return ReportId(uuid5(action_plan, "report"))


@dataclass(frozen=True, slots=True)
class Hearing:
    """Keeps copies first, then reacts: what an event calls for may rest on the one before."""

    reacting: Reacting

    async def apply(self, connection: Connection, events: Sequence[Incoming]) -> None:
        await _keep(connection, events)
        await self.reacting.apply(connection, events)

    async def forget(self, connection: Connection, source: Source) -> None:
        for copies in _COPIES:
            await copies.forget(connection, source)
        await self.reacting.forget(connection, source)


@dataclass(frozen=True, slots=True)
class Plans:
    """What submitted plans call for."""

    aggregates: Aggregates

    async def react(self, connection: Connection, event: Incoming) -> Reaction | None:
        """Expect a report on a submitted plan.

        Raises `NotHeard` where its strategic plan, or an indicator of it, is not known here.
        """
        plan = event.event
        if not isinstance(plan, ActionPlanSubmitted):
            return None
        indicators = await strategic_plans.indicators(
            connection, plan.strategic_plan, plan.strategic_plan_version, plan.indicators
        )
        command = ExpectReport(
            action_plan=plan.action_plan,
            partnership=plan.partnership,
            protocol=plan.protocol,
            phase=plan.phase,
            country=plan.country,
            parties=plan.parties,
            title=plan.title,
            period=plan.period,
            indicators=indicators,
            budget_lines=plan.budget_lines,
            strategic_plan=plan.strategic_plan,
            strategic_plan_version=plan.strategic_plan_version,
            relied_on=(Reliance(source=str(event.source), position=event.position),),
        )
        report: UUID = report_of(plan.action_plan)
        return Reaction(self.aggregates.report, report, command)
