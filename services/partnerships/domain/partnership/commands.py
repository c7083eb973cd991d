"""What can be asked of a partnership."""

from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

from vocabulary.acts import OnBehalf, Source
from vocabulary.codes import CountryCode
from vocabulary.communes import MemberRole, Members, SuspensionReason
from vocabulary.identifiers import CommuneId, PartnershipId, PhaseId, ProgrammeId
from vocabulary.partnerships import Authorities, NoticeDays
from vocabulary.text import Text, Words


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
class ChangeMemberRole:
    """Record that a member is lead or associate from the day `since` on."""

    commune: CommuneId
    role: MemberRole
    since: date


@dataclass(frozen=True, slots=True, kw_only=True)
class NameAuthorities:
    """Say for which registered authorities an intermediary member acts from `since` on.

    The list replaces the earlier one; an agency that acts for a whole region names all of them.
    """

    intermediary: CommuneId
    authorities: Authorities
    since: date | None = None
    sources: tuple[Source, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DelegateOperation:
    """Record that a member has a registered body run the cooperation for it.

    The member stays the party: the operator neither signs nor votes. `contract` says by which
    act it was charged.
    """

    member: CommuneId
    operator: CommuneId
    since: date
    contract: Words | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EndDelegation:
    """Record that a member runs the cooperation itself again from the day `until` on."""

    member: CommuneId
    until: date
    reason: Words


@dataclass(frozen=True, slots=True, kw_only=True)
class TagOtherProgramme:
    """Say that members also take part in another programme, so that nothing is funded twice.

    `code` names the other programme; a tag with the same code replaces the earlier one.
    """

    code: Words
    names: Text
    communes: Authorities
    funder: Words | None = None
    since: date | None = None
    until: date | None = None
    sources: tuple[Source, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class UntagOtherProgramme:
    """Take back a tag that was not right, and say why."""

    code: Words
    reason: Words


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreeNoticePeriod:
    """Record the notice in days that either side gives before it ends the partnership (P31).

    Without it the notice is the one that the programme lays down for the phase, if any.
    """

    days: NoticeDays
    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class GiveNotice:
    """Announce the end of the partnership, for one of its communes on either side (P31).

    It ends when the notice period has passed, or on the later day `ends_on`.
    """

    by: CommuneId
    on: date
    reason: Words
    ends_on: date | None = None
    on_behalf: OnBehalf | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawNotice:
    """Take back the notice that this commune gave, before the partnership has ended."""

    by: CommuneId
    on: date
    on_behalf: OnBehalf | None = None


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

    `by` is the commune that ends it, after the notice that was agreed for both sides. The country
    unit leaves it out where no source names one, or shows with `on_behalf` what proves that
    commune's act.
    """

    on: date
    reason: Words
    by: CommuneId | None = None
    on_behalf: OnBehalf | None = None


Turning: TypeAlias = SuspendPartnership | ResumePartnership | TerminatePartnership
Noticing: TypeAlias = AgreeNoticePeriod | GiveNotice | WithdrawNotice
Arranging: TypeAlias = (
    ChangeMemberRole
    | NameAuthorities
    | DelegateOperation
    | EndDelegation
    | TagOtherProgramme
    | UntagOtherProgramme
)
Command: TypeAlias = (
    EstablishPartnership
    | EnterPhase
    | JoinPartnership
    | LeavePartnership
    | Arranging
    | Noticing
    | Turning
)
