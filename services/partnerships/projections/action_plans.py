"""Which joint action plans has the planning service said are submitted, over which content?"""

from collections.abc import Iterable
from typing import Final
from uuid import UUID

from asyncpg import Pool

from contracts.planning import ActionPlanSubmitted
from kernel.kafka.cloudevents import Incoming
from kernel.kafka.copying import COPIED, Copies, copied
from kernel.postgres.rows import Key, Rows, Table
from services.partnerships.domain.convention.facts import SubmittedPlan
from vocabulary.identifiers import PartnershipId, ProtocolId
from vocabulary.reliance import Reliance

PLANS: Final = Table(
    "copies.action_plans",
    ("id",),
    {
        "id": "uuid",
        "partnership": "uuid NOT NULL",
        "protocol": "uuid NOT NULL",
        "content_hash": "text NOT NULL",
        **COPIED,
    },
)


def touches(_event: Incoming) -> Iterable[Key]:
    return ()


def reduce(rows: Rows, event: Incoming) -> None:
    plan: ActionPlanSubmitted = event.event
    row = {
        "id": plan.action_plan,
        "partnership": plan.partnership,
        "protocol": plan.protocol,
        "content_hash": plan.content_hash,
        **copied(event),
    }
    rows.put(PLANS, row, event.recordedtime)


COPIES: Final = Copies((PLANS,), touches, reduce)


async def submitted(pool: Pool, id_: UUID) -> SubmittedPlan | None:
    row = await pool.fetchrow("SELECT * FROM copies.action_plans WHERE id = $1", id_)
    if row is None:
        return None
    return SubmittedPlan(
        partnership=PartnershipId(row["partnership"]),
        protocol=ProtocolId(row["protocol"]),
        content_hash=row["content_hash"],
        said=Reliance(source=row["source"], position=row["position"]),
    )
