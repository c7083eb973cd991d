"""What happens to a partnership, as it is stored."""

from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

from vocabulary.acts import OnBehalf, Source
from vocabulary.communes import MemberRole, SuspensionReason
from vocabulary.identifiers import CommuneId, PartnershipId, PhaseId, ProgrammeId
from vocabulary.text import Text


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
class MemberRoleChanged:
    commune: CommuneId
    role: MemberRole
    since: date


@dataclass(frozen=True, slots=True, kw_only=True)
class AuthoritiesNamed:
    """The intermediary acts for these and no others, until it names them anew."""

    intermediary: CommuneId
    authorities: tuple[CommuneId, ...]
    since: date | None = None
    sources: tuple[Source, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class OperationDelegated:
    """The operator runs the cooperation for the member, which stays the party."""

    member: CommuneId
    operator: CommuneId
    since: date
    contract: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DelegationEnded:
    member: CommuneId
    operator: CommuneId
    until: date
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OtherProgrammeTagged:
    """These members also take part in another programme; a later tag of its code replaces it."""

    code: str
    names: Text
    communes: tuple[CommuneId, ...]
    funder: str | None = None
    since: date | None = None
    until: date | None = None
    sources: tuple[Source, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class OtherProgrammeUntagged:
    code: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticePeriodAgreed:
    """Either side gives so many days' notice (P31)."""

    days: int
    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeGiven:
    """The partnership ends on the day `ends_on`, unless the notice is withdrawn."""

    by: CommuneId
    on: date
    ends_on: date
    reason: str
    on_behalf: OnBehalf | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeWithdrawn:
    by: CommuneId
    on: date
    on_behalf: OnBehalf | None = None


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
Noticed: TypeAlias = NoticePeriodAgreed | NoticeGiven | NoticeWithdrawn
Arranged: TypeAlias = (
    MemberRoleChanged
    | AuthoritiesNamed
    | OperationDelegated
    | DelegationEnded
    | OtherProgrammeTagged
    | OtherProgrammeUntagged
)
Event: TypeAlias = (
    PartnershipEstablished
    | PartnershipEnteredPhase
    | MemberJoined
    | MemberLeft
    | Arranged
    | Noticed
    | Turn
)
