"""What partnerships and planning say, as it arrives, without a broker."""

from datetime import date
from typing import Any
from uuid import UUID, uuid5

import msgspec

from contracts.partnerships.programmes import PhaseOpened
from contracts.partnerships.protocols import ProtocolRatified
from contracts.planning import ActionPlanSubmitted, StrategicPlanValidated
from kernel.kafka.cloudevents import Incoming
from kernel.kafka.topics import Source
from tests.reporting.cases import (
    ACTION_PLAN,
    BELFAA,
    BIRTHS,
    BIRTHS_REGISTERED,
    HASH,
    JETTE,
    LINES,
    NOW,
    PARTNERSHIP,
    PERIOD,
    PHASE,
    PROTOCOL,
    ROOMS,
    ROOMS_OPENED,
    STRATEGIC_PLAN,
)
from vocabulary.actions import PlannedAction
from vocabulary.identifiers import ProgrammeId, ResultId
from vocabulary.results import Result, ResultLevel

PROGRAMME = ProgrammeId(UUID(int=10))
OUTPUT = ResultId(UUID(int=20))

VALIDATED = StrategicPlanValidated(
    strategic_plan=STRATEGIC_PLAN,
    version=1,
    phase=PHASE,
    country="MA",
    content_hash=HASH,
    chain=(
        Result(
            id=ResultId(UUID(int=21)),
            level=ResultLevel.OUTCOME,
            code="OS",
            text={"fr": "Les communes mènent une politique d'action sociale"},
        ),
        Result(
            id=OUTPUT,
            level=ResultLevel.OUTPUT,
            code="R1",
            text={"fr": "L'état civil est fiable"},
            parent=ResultId(UUID(int=21)),
            indicators=(ROOMS_OPENED, BIRTHS_REGISTERED),
        ),
    ),
    on=date(2022, 5, 1),
)
PLAN = ActionPlanSubmitted(
    action_plan=ACTION_PLAN,
    partnership=PARTNERSHIP,
    protocol=PROTOCOL,
    phase=PHASE,
    country="MA",
    parties=(JETTE, BELFAA),
    content_hash=HASH,
    title={"fr": "Plan d'action commun 2023"},
    period=PERIOD,
    actions=(PlannedAction(code="A1", text={"fr": "Former"}, results=(OUTPUT,)),),
    indicators=(BIRTHS, ROOMS),
    budget_lines=LINES,
    strategic_plan=STRATEGIC_PLAN,
    strategic_plan_version=1,
    on=date(2022, 12, 1),
)
RATIFIED = ProtocolRatified(
    protocol=PROTOCOL,
    version=1,
    partnership=PARTNERSHIP,
    phase=PHASE,
    country="MA",
    parties=(JETTE, BELFAA),
    in_force_since=date(2022, 6, 28),
    votes=(),
    ends_on=date(2026, 12, 31),
)
OPENED = PhaseOpened(programme=PROGRAMME, phase=PHASE, on=date(2022, 1, 1))


def arriving(position: int, event: Any, *, unit: str = "ma", **changes: Any) -> Incoming:
    """Return the event as it arrives at a position of the service that publishes it."""
    _, service, *_ = event.wire_type.split(".")
    source = Source(unit, service)
    subject = UUID(int=position)
    incoming = Incoming(
        topic=source.events,
        partition=0,
        offset=position,
        key=str(subject).encode(),
        id=uuid5(subject, str(source)),
        type=event.wire_type,
        source=source,
        subject=subject,
        time=NOW,
        sequence=1,
        position=position,
        prevposition=position - 1,
        storeepoch=1,
        recordedtime=NOW,
        correlationid=UUID(int=1000 + position),
        causationid=None,
        demonstration=False,
        provenance=None,
        traceparent=None,
        data=msgspec.json.encode(event),
        event=event,
    )
    return msgspec.structs.replace(incoming, **changes)
