"""What the rules of a commitment need from outside its own history."""

from dataclasses import dataclass
from datetime import datetime

from services.partnerships.domain.partnership.state import INITIAL as NO_PARTNERSHIP
from services.partnerships.domain.partnership.state import Partnership


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    now: datetime
    partnership: Partnership = NO_PARTNERSHIP
