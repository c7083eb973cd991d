"""Every published event, by the service that publishes it."""

import inspect
from collections.abc import Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, Final

from contracts import partnerships, planning, reporting
from deploy.local.layout import CHECKOUT
from kernel.unions import Union, members

SERVICES: Final[dict[str, Union]] = {
    "partnerships": partnerships.Event,
    "planning": planning.Event,
    "reporting": reporting.Event,
}
SAMPLES: Final = CHECKOUT / "tests" / "contracts" / "samples"


@dataclass(frozen=True, slots=True)
class Published:
    """One version of one event as a service publishes it."""

    service: str
    event: type[Any]

    @property
    def name(self) -> str:
        return self.event.__name__

    @property
    def wire_type(self) -> str:
        return str(vars(self.event)["wire_type"])

    @property
    def meaning(self) -> str:
        """The docstring: what has happened when this is published."""
        return inspect.getdoc(self.event) or ""

    @property
    def subject(self) -> str:
        """The field that names what it happened to, which is also the record's key."""
        return fields(self.event)[0].name

    @property
    def sample(self) -> Path:
        return SAMPLES / f"{self.wire_type}.json"


def published() -> Sequence[Published]:
    """Return all events, in the order in which the contracts name them."""
    return [
        Published(service, event) for service, union in SERVICES.items() for event in members(union)
    ]
