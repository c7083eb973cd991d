"""Partnerships and their members: what is published of them."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar, TypeAlias

from vocabulary.acts import Source
from vocabulary.communes import (
    Member,
    MemberRole,
    SuspensionReason,
)
from vocabulary.identifiers import (
    CommuneId,
    PartnershipId,
    PhaseId,
    ProgrammeId,
)
from vocabulary.text import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class PartnershipEstablished:
    """`since` is unknown (null) where no source gives it."""

    wire_type: ClassVar[str] = "cic.partnerships.PartnershipEstablished.v1"

    partnership: PartnershipId
    programme: ProgrammeId
    country: str
    members: tuple[Member, ...]
    since: date | None = None
    predecessor: PartnershipId | None = None
    sources: tuple[Source, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberJoined:
    """A commune joins the partnership; protocols already proposed keep the parties they name."""

    wire_type: ClassVar[str] = "cic.partnerships.MemberJoined.v1"

    partnership: PartnershipId
    commune: CommuneId
    role: MemberRole
    since: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberLeft:
    """The commune is a member no longer from that day on."""

    wire_type: ClassVar[str] = "cic.partnerships.MemberLeft.v1"

    partnership: PartnershipId
    commune: CommuneId
    until: date
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PartnershipEnteredPhase:
    """The partnership takes part in the phase; it keeps its identity from phase to phase."""

    wire_type: ClassVar[str] = "cic.partnerships.PartnershipEnteredPhase.v1"

    partnership: PartnershipId
    phase: PhaseId
    sources: tuple[Source, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberRoleChanged:
    """The member is lead or associate from that day on."""

    wire_type: ClassVar[str] = "cic.partnerships.MemberRoleChanged.v1"

    partnership: PartnershipId
    commune: CommuneId
    role: MemberRole
    since: date


@dataclass(frozen=True, slots=True, kw_only=True)
class AuthoritiesNamed:
    """The intermediary member acts for these authorities and no others, until it names others."""

    wire_type: ClassVar[str] = "cic.partnerships.AuthoritiesNamed.v1"

    partnership: PartnershipId
    intermediary: CommuneId
    authorities: tuple[CommuneId, ...]
    since: date | None = None
    sources: tuple[Source, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class OperationDelegated:
    """The operator runs the cooperation for the member, which stays the party."""

    wire_type: ClassVar[str] = "cic.partnerships.OperationDelegated.v1"

    partnership: PartnershipId
    member: CommuneId
    operator: CommuneId
    since: date
    contract: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DelegationEnded:
    """The member runs the cooperation itself again from that day on."""

    wire_type: ClassVar[str] = "cic.partnerships.DelegationEnded.v1"

    partnership: PartnershipId
    member: CommuneId
    operator: CommuneId
    until: date
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OtherProgrammeTagged:
    """These members also take part in another programme: a warning of double funding.

    A later tag with the same code replaces this one.
    """

    wire_type: ClassVar[str] = "cic.partnerships.OtherProgrammeTagged.v1"

    partnership: PartnershipId
    code: str
    names: Text
    communes: tuple[CommuneId, ...]
    funder: str | None = None
    since: date | None = None
    until: date | None = None
    sources: tuple[Source, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class OtherProgrammeUntagged:
    """The tag with this code was not right; the reason says why."""

    wire_type: ClassVar[str] = "cic.partnerships.OtherProgrammeUntagged.v1"

    partnership: PartnershipId
    code: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticePeriodAgreed:
    """Either side gives so many days' notice before it ends the partnership."""

    wire_type: ClassVar[str] = "cic.partnerships.NoticePeriodAgreed.v1"

    partnership: PartnershipId
    days: int
    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeGiven:
    """A member has announced the end of the partnership for that day; all goes on until then."""

    wire_type: ClassVar[str] = "cic.partnerships.NoticeGiven.v1"

    partnership: PartnershipId
    by: CommuneId
    on: date
    ends_on: date
    reason: str
    recorded_on_behalf: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeWithdrawn:
    """The member that had announced the end has taken its notice back."""

    wire_type: ClassVar[str] = "cic.partnerships.NoticeWithdrawn.v1"

    partnership: PartnershipId
    by: CommuneId
    on: date
    recorded_on_behalf: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PartnershipSuspended:
    """Nothing may be started under the partnership until it is resumed; nothing is lost."""

    wire_type: ClassVar[str] = "cic.partnerships.PartnershipSuspended.v1"

    partnership: PartnershipId
    since: date
    reason: SuspensionReason
    note: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PartnershipResumed:
    """The suspended partnership is active again."""

    wire_type: ClassVar[str] = "cic.partnerships.PartnershipResumed.v1"

    partnership: PartnershipId
    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class PartnershipTerminated:
    """Ended for good; `by` is the member that ended it, null where no source names one."""

    wire_type: ClassVar[str] = "cic.partnerships.PartnershipTerminated.v1"

    partnership: PartnershipId
    on: date
    reason: str
    by: CommuneId | None = None
    recorded_on_behalf: bool = False


Event: TypeAlias = (
    PartnershipEstablished
    | MemberJoined
    | MemberLeft
    | PartnershipEnteredPhase
    | MemberRoleChanged
    | AuthoritiesNamed
    | OperationDelegated
    | DelegationEnded
    | OtherProgrammeTagged
    | OtherProgrammeUntagged
    | NoticePeriodAgreed
    | NoticeGiven
    | NoticeWithdrawn
    | PartnershipSuspended
    | PartnershipResumed
    | PartnershipTerminated
)
