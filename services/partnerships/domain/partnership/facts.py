"""What the rules of a partnership need from outside its own history."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from services.partnerships.domain.commune.state import Commune
from services.partnerships.domain.programme.state import INITIAL as NO_PROGRAMME
from services.partnerships.domain.programme.state import Programme
from vocabulary.identifiers import CommuneId


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """`country` is the unit's own; `countries` where each registered body named lies.

    `communes` are those that come in or, when a phase is entered, the members.
    `intermediary` says whether the member that names authorities is registered as one.
    """

    now: datetime
    country: str
    programme: Programme = NO_PROGRAMME
    countries: Mapping[CommuneId, str] = field(default_factory=dict)
    communes: Mapping[CommuneId, Commune] = field(default_factory=dict)
    intermediary: bool = False
    predecessor_known: bool = True
