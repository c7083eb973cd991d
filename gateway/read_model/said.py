"""One contract event as a unit said it."""

from datetime import datetime
from typing import TypeAlias

import msgspec

from contracts import partnerships, planning, reporting
from gateway.read_model.marks import Mark

Event: TypeAlias = partnerships.Event | planning.Event | reporting.Event


class Said(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """An event with where and when it was recorded.

    `at` is the unit's record time. It never decreases within one source, so rows that take it as
    the moment of knowing come out the same whenever they are rebuilt.
    """

    country: str
    """The country whose unit speaks; a unit's code is its country's, in lower case."""
    service: str
    event: Event
    at: datetime
    id: str
    type: str
    subject: str
    position: int
    mark: Mark
