"""What planning hears of partnerships: facts for its rules, and plans annexed to the convention."""

import re
from collections.abc import Sequence
from typing import Final

from contracts.partnerships.conventions import ActionPlanAnnexed
from kernel.kafka.cloudevents import Incoming
from kernel.kafka.consumer import Consumer
from kernel.kafka.contracts import Contracts
from kernel.kafka.copying import Keeping
from kernel.kafka.dead_letters import Reader
from kernel.kafka.reacting import Reacting, Reaction
from kernel.kafka.topics import Source
from kernel.postgres.pool import Connection
from kernel.web.service import Running
from services.planning.domain.action_plan.commands import AdoptActionPlan
from services.planning.facts import Aggregates
from services.planning.projections.heard import COPIES, TOLD
from vocabulary.reliance import Reliance

CONTRACTS: Final = Contracts(TOLD, ActionPlanAnnexed)


def keeping(unit: str) -> Keeping:
    """Return what is kept of what partnerships says; the reader's name is the unit's own too."""
    reader = Reader(f"{unit}-planning", 2)
    return Keeping(reader=reader, contracts=CONTRACTS, tables=COPIES.tables, apply=COPIES.apply)


def consumers(aggregates: Aggregates, running: Running) -> Sequence[Consumer]:
    """Return the one consumer of the unit's own partnerships."""
    unit = running.settings.unit
    partnerships, kept = Source(unit, "partnerships"), keeping(unit)
    adopting = adoption(aggregates, running)

    async def hear(connection: Connection, events: Sequence[Incoming]) -> None:
        await kept.apply(connection, events)
        await adopting.apply(connection, events)

    return (
        Consumer(
            running.pool,
            running.settings.kafka_bootstrap,
            idle_seconds=5,  # its topics are few, and there before long
            name=kept.reader.name,
            version=kept.reader.version,
            topics=rf"^{re.escape(str(partnerships))}\.(events|status)\.v1$",
            contracts=kept.contracts,
            handle=hear,
            forget=COPIES.forget,
        ),
    )


def adoption(aggregates: Aggregates, running: Running) -> Reacting:
    """Adopt a plan when it is annexed to a version of the specific convention (article 4)."""

    async def annexed(_connection: Connection, event: Incoming) -> Reaction | None:
        match event.event:
            case ActionPlanAnnexed() as told:
                return Reaction(
                    aggregates.action_plan,
                    told.action_plan,
                    AdoptActionPlan(
                        convention=told.convention,
                        convention_version=told.version,
                        content_hash=told.content_hash,
                        on=told.on,
                        heard=Reliance(source=str(event.source), position=event.position),
                    ),
                )
            case _:
                return None

    return Reacting("adopt-action-plan", running.handling, annexed, running.clock)
