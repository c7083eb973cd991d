"""What can be asked of a partnership."""

from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

from vocabulary.acts import OnBehalf, Source
from vocabulary.codes import CountryCode
from vocabulary.communes import MemberRole, Members, SuspensionReason
from vocabulary.identifiers import CommuneId, PartnershipId, PhaseId, ProgrammeId
from vocabulary.text import Words


@dataclass(frozen=True, slots=True, kw_only=True)
class EstablishPartnership:
    """Enter a partnership of two or more communes, at least one of them of the country.

    `predecessor` is the partnership it takes over from. Leave `since` out where no source
    gives it.
    """

    programme: ProgrammeId
    country: CountryCode
    members: Members
    since: date | None = None
    predecessor: PartnershipId | None = None
    sources: tuple[Source, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class EnterPhase:
    """Record that the partnership takes part in a phase of its programme."""

    phase: PhaseId
    sources: tuple[Source, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class JoinPartnership:
    """Record that a commune joins; a protocol already proposed keeps the parties it names."""

    commune: CommuneId
    role: MemberRole = MemberRole.LEAD
    since: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LeavePartnership:
    """Record that a commune leaves from the day `until` on; neither side may be left empty."""

    commune: CommuneId
    until: date
    reason: Words


@dataclass(frozen=True, slots=True, kw_only=True)
class SuspendPartnership:
    """Suspend the partnership; any of its communes may, on either side (P31)."""

    since: date
    reason: SuspensionReason
    note: Words | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ResumePartnership:
    """Resume a suspended partnership; any of its communes may, on either side (P31)."""

    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class TerminatePartnership:
    """End the partnership for good; any of its communes may, on either side (P31).

    `by` is the commune that ends it. The country unit leaves it out where no source names one,
    or shows with `on_behalf` what proves that commune's act.
    """

    on: date
    reason: Words
    by: CommuneId | None = None
    on_behalf: OnBehalf | None = None


Turning: TypeAlias = SuspendPartnership | ResumePartnership | TerminatePartnership
Command: TypeAlias = (
    EstablishPartnership
    | EnterPhase
    | JoinPartnership
    | LeavePartnership
    | SuspendPartnership
    | ResumePartnership
    | TerminatePartnership
)
