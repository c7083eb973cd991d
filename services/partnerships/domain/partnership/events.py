"""What happens to a partnership, as it is stored."""

from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

from vocabulary.acts import OnBehalf, Source
from vocabulary.communes import MemberRole, SuspensionReason
from vocabulary.identifiers import CommuneId, PartnershipId, PhaseId, ProgrammeId


@dataclass(frozen=True, slots=True, kw_only=True)
class Membership:
    """A member with the country it lies in, as registered when it came in."""

    commune: CommuneId
    role: MemberRole
    country: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PartnershipEstablished:
    programme: ProgrammeId
    country: str
    members: tuple[Membership, ...]
    since: date | None = None
    predecessor: PartnershipId | None = None
    sources: tuple[Source, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PartnershipEnteredPhase:
    phase: PhaseId
    sources: tuple[Source, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberJoined:
    member: Membership
    since: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberLeft:
    commune: CommuneId
    until: date
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PartnershipSuspended:
    since: date
    reason: SuspensionReason
    note: str | None = None

    @property
    def day(self) -> date:
        return self.since


@dataclass(frozen=True, slots=True, kw_only=True)
class PartnershipResumed:
    on: date

    @property
    def day(self) -> date:
        return self.on


@dataclass(frozen=True, slots=True, kw_only=True)
class PartnershipTerminated:
    on: date
    reason: str
    by: CommuneId | None = None
    on_behalf: OnBehalf | None = None

    @property
    def day(self) -> date:
        return self.on


Turn: TypeAlias = PartnershipSuspended | PartnershipResumed | PartnershipTerminated
Event: TypeAlias = (
    PartnershipEstablished
    | PartnershipEnteredPhase
    | MemberJoined
    | MemberLeft
    | PartnershipSuspended
    | PartnershipResumed
    | PartnershipTerminated
)
