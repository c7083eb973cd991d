"""Events of a light as they arrive, without a broker."""

from typing import Any
from uuid import UUID, uuid4

import msgspec

from kernel.kafka.cloudevents import Incoming
from kernel.kafka.topics import Source
from tests.kernel.kafka import toy
from tests.kernel.kafka.toy import LightSwitched

KITCHEN = Source("aa", "light")


def switched(position: int, light: UUID, *, on: bool = True, **changes: Any) -> Incoming:
    """Return what the kitchen's light says at a position."""
    event = LightSwitched(light=light, on=on)
    incoming = Incoming(
        topic=KITCHEN.events,
        partition=0,
        offset=position,
        key=str(light).encode(),
        id=uuid4(),
        type=LightSwitched.wire_type,
        source=KITCHEN,
        subject=light,
        time=toy.NOON,
        sequence=position,
        position=position,
        prevposition=position - 1,
        storeepoch=1,
        recordedtime=toy.NOON,
        correlationid=uuid4(),
        causationid=None,
        demonstration=False,
        provenance=None,
        traceparent=None,
        data=msgspec.json.encode(event),
        event=event,
    )
    return msgspec.structs.replace(incoming, **changes)
