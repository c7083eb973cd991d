"""What is known of a partnership, from its events."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from services.partnerships.domain.partnership.events import (
    Event,
    MemberJoined,
    MemberLeft,
    Membership,
    PartnershipEnteredPhase,
    PartnershipEstablished,
    PartnershipResumed,
    PartnershipSuspended,
    PartnershipTerminated,
    Turn,
)
from vocabulary.communes import PartnershipState
from vocabulary.identifiers import CommuneId, PhaseId


@dataclass(frozen=True, slots=True, kw_only=True)
class Partnership:
    """`moves` has the last that happened to each commune that joined later or left."""

    establishment: PartnershipEstablished | None = None
    members: tuple[Membership, ...] = ()
    moves: Mapping[CommuneId, MemberJoined | MemberLeft] = field(default_factory=dict)
    phases: tuple[PhaseId, ...] = ()
    last_turn: Turn | None = None

    @property
    def state(self) -> PartnershipState:
        match self.last_turn:
            case PartnershipSuspended():
                return PartnershipState.SUSPENDED
            case PartnershipTerminated():
                return PartnershipState.TERMINATED
            case _:
                return PartnershipState.ACTIVE

    @property
    def communes(self) -> tuple[CommuneId, ...]:
        return tuple(member.commune for member in self.members)


INITIAL = Partnership()


def evolve(partnership: Partnership, event: Event) -> Partnership:
    match event:
        case PartnershipEstablished(members=members):
            return replace(partnership, establishment=event, members=members)
        case PartnershipEnteredPhase(phase=phase):
            return replace(partnership, phases=(*partnership.phases, phase))
        case MemberJoined(member=member):
            others = _without(partnership, member.commune)
            moves = {**partnership.moves, member.commune: event}
            return replace(partnership, members=(*others, member), moves=moves)
        case MemberLeft(commune=commune):
            others = _without(partnership, commune)
            return replace(partnership, members=others, moves={**partnership.moves, commune: event})
        case PartnershipSuspended() | PartnershipResumed() | PartnershipTerminated():
            return replace(partnership, last_turn=event)


def _without(partnership: Partnership, commune: CommuneId) -> tuple[Membership, ...]:
    return tuple(member for member in partnership.members if member.commune != commune)
