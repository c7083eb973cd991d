"""What can be asked of a calendar feed."""

from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

from vocabulary.acts import Sha256
from vocabulary.identifiers import PartnershipId


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenCalendarFeed:
    """Open `/v1/feeds/{key}.ics` to whoever has the key, up to and including a day.

    `key_sha256` is the SHA-256 of a key of 43 to 128 letters, digits, `-` and `_` that only a
    random generator can have made up. Without a partnership the feed shows what is due in the
    whole unit.
    """

    key_sha256: Sha256
    until: date
    partnership: PartnershipId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CloseCalendarFeed:
    """Let the key open nothing any more, for instance because it became known to others."""


Command: TypeAlias = OpenCalendarFeed | CloseCalendarFeed
