"""What happens to the holding of a function, as it is stored; it never leaves the unit."""

from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

from services.partnerships.domain.role_holding.holding import Holding
from vocabulary.acts import Source
from vocabulary.identifiers import CommuneId


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleHoldingRecorded:
    commune: CommuneId
    holding: Holding
    sources: tuple[Source, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleHoldingEnded:
    until: date
    reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleHoldingCorrected:
    holding: Holding
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleHoldingWithdrawn:
    reason: str


Event: TypeAlias = (
    RoleHoldingRecorded | RoleHoldingEnded | RoleHoldingCorrected | RoleHoldingWithdrawn
)
