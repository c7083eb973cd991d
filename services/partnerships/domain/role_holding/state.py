"""What is known of the holding of a function, from its events."""

from dataclasses import dataclass, replace

from services.partnerships.domain.role_holding.events import (
    Event,
    RoleHoldingCorrected,
    RoleHoldingEnded,
    RoleHoldingRecorded,
    RoleHoldingWithdrawn,
)
from services.partnerships.domain.role_holding.holding import Holding
from vocabulary.identifiers import CommuneId


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleHolding:
    recorded: RoleHoldingRecorded | None = None
    holding: Holding | None = None
    withdrawn: bool = False

    @property
    def commune(self) -> CommuneId | None:
        return self.recorded.commune if self.recorded else None


INITIAL = RoleHolding()


def evolve(role: RoleHolding, event: Event) -> RoleHolding:
    match event:
        case RoleHoldingRecorded(holding=holding):
            return RoleHolding(recorded=event, holding=holding)
        case RoleHoldingEnded(until=until):
            ended = replace(role.holding, until=until) if role.holding else None
            return replace(role, holding=ended)
        case RoleHoldingCorrected(holding=holding):
            return replace(role, holding=holding)
        case RoleHoldingWithdrawn():
            return replace(role, withdrawn=True)
