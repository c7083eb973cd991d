"""One contract event as a unit said it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec

from contracts import partnerships
from gateway.read_model.marks import Mark
from kernel.unions import members

DECODERS: Mapping[str, msgspec.json.Decoder[partnerships.Event]] = {
    str(vars(cls)["wire_type"]): msgspec.json.Decoder(cls) for cls in members(partnerships.Event)
}
"""By wire type: every event whose facts appear in the read model."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """An event with where and when it was recorded.

    `at` is the unit's record time. It never decreases within one source, so rows that take it as
    the moment of knowing come out the same whenever they are rebuilt.
    """

    unit: str
    service: str
    event: partnerships.Event
    at: datetime
    id: str
    type: str
    subject: str
    position: int
    mark: Mark

    @property
    def country(self) -> str:
        """The country whose unit speaks; a unit's code is its country's, in lower case."""
        return self.unit.upper()


def decode(type_: str, data: bytes) -> Any:
    """Return the contract event.

    Raises `KeyError` for a type that the read model does not know, `msgspec.ValidationError` or
    `msgspec.DecodeError` for data that the contract refuses.
    """
    return DECODERS[type_].decode(data)
