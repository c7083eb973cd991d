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
    | PartnershipSuspended
    | PartnershipResumed
    | PartnershipTerminated
)
