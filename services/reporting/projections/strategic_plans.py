"""How are the indicators of a validated strategic plan measured, by what planning has said?"""

from collections.abc import Iterable, Sequence
from typing import Final
from uuid import UUID

import msgspec

from contracts.planning import StrategicPlanValidated
from kernel.kafka.cloudevents import Incoming
from kernel.kafka.copying import COPIED, Copies, copied
from kernel.postgres.pool import Connection
from kernel.postgres.rows import Key, Rows, Table
from kernel.postgres.views import plain
from vocabulary.identifiers import IndicatorId
from vocabulary.results import Indicator

STRATEGIC_PLANS: Final = Table(
    "copies.strategic_plans",
    ("id", "plan_version"),
    {"id": "uuid", "plan_version": "integer", "indicators": "jsonb NOT NULL", **COPIED},
)


class NotHeard(LookupError):
    """A plan rests on what has not been heard of here; its event waits to be looked at."""


def touches(_event: Incoming) -> Iterable[Key]:
    return ()


def reduce(rows: Rows, event: Incoming) -> None:
    validated = event.event
    if not isinstance(validated, StrategicPlanValidated):
        return
    indicators = [each for result in validated.chain for each in result.indicators]
    rows.put(
        STRATEGIC_PLANS,
        {
            "id": validated.strategic_plan,
            "plan_version": validated.version,
            "indicators": plain(indicators),
            **copied(event),
        },
        event.recordedtime,
    )


COPIES: Final = Copies((STRATEGIC_PLANS,), touches, reduce)

_indicators = msgspec.json.Decoder(tuple[Indicator, ...])


async def indicators(
    connection: Connection, plan: UUID, version: int, ids: Sequence[IndicatorId]
) -> tuple[Indicator, ...]:
    """Return these indicators as that version has them, in the order asked for.

    Raises `NotHeard`.
    """
    text = await connection.fetchval(
        "SELECT indicators FROM copies.strategic_plans WHERE id = $1 AND plan_version = $2",
        plan,
        version,
    )
    known = {each.id: each for each in _indicators.decode(text)} if text else {}
    if missing := [str(id_) for id_ in ids if id_ not in known]:
        raise NotHeard(f"strategic plan {plan}, version {version}: {', '.join(missing)}")
    return tuple(known[id_] for id_ in ids)
