"""What the rules of the holding of a function need from outside its own history."""

from dataclasses import dataclass
from datetime import datetime

from services.partnerships.domain.role_holding.holding import Holding
from vocabulary.identifiers import RoleHoldingId


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A holding as it stands, not withdrawn, in the commune it was asked of."""

    id: RoleHoldingId
    holding: Holding


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """`others` are the commune's other holdings."""

    now: datetime
    commune_known: bool = True
    others: tuple[Held, ...] = ()
