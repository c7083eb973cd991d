"""One contract event as a unit said it."""

from dataclasses import dataclass
from datetime import datetime

from contracts import partnerships
from gateway.read_model.marks import Mark


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
