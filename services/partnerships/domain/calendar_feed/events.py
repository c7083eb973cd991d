"""What happens to a calendar feed, as it is stored."""

from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

from vocabulary.identifiers import PartnershipId


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarFeedOpened:
    """By an organisation, or by the country unit, which is none of the register's."""

    key_sha256: str
    until: date
    partnership: PartnershipId | None = None
    organisation: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarFeedClosed:
    pass


Event: TypeAlias = CalendarFeedOpened | CalendarFeedClosed
