"""What is known of a partnership, from its events."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TypeVar

from services.partnerships.domain.partnership.events import (
    Arranged,
    AuthoritiesNamed,
    DelegationEnded,
    Event,
    MemberJoined,
    MemberLeft,
    MemberRoleChanged,
    Membership,
    Noticed,
    NoticeGiven,
    NoticePeriodAgreed,
    NoticeWithdrawn,
    OperationDelegated,
    OtherProgrammeTagged,
    OtherProgrammeUntagged,
    PartnershipEnteredPhase,
    PartnershipEstablished,
    PartnershipResumed,
    PartnershipSuspended,
    PartnershipTerminated,
    Turn,
)
from vocabulary.communes import PartnershipState
from vocabulary.identifiers import CommuneId, PhaseId

_Key = TypeVar("_Key")
_Value = TypeVar("_Value")


@dataclass(frozen=True, slots=True, kw_only=True)
class Partnership:
    """`moves` has the last that happened to each commune that joined later or left.

    `role_since` has the day from which a member holds its role, where it is known; `delegations`
    and `tags` the last that is known of each, in force or ended; `notice` is
    the one that runs, `withdrawn` the last one taken back, `notice_days` how many days either
    side gives.
    """

    establishment: PartnershipEstablished | None = None
    members: tuple[Membership, ...] = ()
    moves: Mapping[CommuneId, MemberJoined | MemberLeft] = field(default_factory=dict)
    phases: tuple[PhaseId, ...] = ()
    role_since: Mapping[CommuneId, date] = field(default_factory=dict)
    authorities: Mapping[CommuneId, AuthoritiesNamed] = field(default_factory=dict)
    delegations: Mapping[CommuneId, OperationDelegated | DelegationEnded] = field(
        default_factory=dict
    )
    tags: Mapping[str, OtherProgrammeTagged | OtherProgrammeUntagged] = field(default_factory=dict)
    notice_days: int | None = None
    notice: NoticeGiven | None = None
    withdrawn: NoticeWithdrawn | None = None
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
        case PartnershipEstablished(members=members, since=since):
            days = {member.commune: since for member in members if since is not None}
            return replace(partnership, establishment=event, members=members, role_since=days)
        case PartnershipEnteredPhase(phase=phase):
            return replace(partnership, phases=(*partnership.phases, phase))
        case MemberJoined() | MemberLeft():
            return _moved(partnership, event)
        case NoticePeriodAgreed() | NoticeGiven() | NoticeWithdrawn():
            return _noticed(partnership, event)
        case PartnershipSuspended() | PartnershipResumed() | PartnershipTerminated():
            return replace(partnership, last_turn=event)
        case _:
            return _arranged(partnership, event)


def _arranged(partnership: Partnership, event: Arranged) -> Partnership:
    match event:
        case MemberRoleChanged(commune=commune, role=role, since=since):
            members = tuple(
                replace(member, role=role) if member.commune == commune else member
                for member in partnership.members
            )
            days = {**partnership.role_since, commune: since}
            return replace(partnership, members=members, role_since=days)
        case AuthoritiesNamed(intermediary=intermediary):
            named = {**partnership.authorities, intermediary: event}
            return replace(partnership, authorities=named)
        case OperationDelegated(member=member) | DelegationEnded(member=member):
            return replace(partnership, delegations={**partnership.delegations, member: event})
        case OtherProgrammeTagged(code=code) | OtherProgrammeUntagged(code=code):
            return replace(partnership, tags={**partnership.tags, code: event})


def _noticed(partnership: Partnership, event: Noticed) -> Partnership:
    match event:
        case NoticePeriodAgreed(days=days):
            return replace(partnership, notice_days=days)
        case NoticeGiven():
            return replace(partnership, notice=event)
        case NoticeWithdrawn():
            return replace(partnership, notice=None, withdrawn=event)


def _moved(partnership: Partnership, event: MemberJoined | MemberLeft) -> Partnership:
    match event:
        case MemberLeft(commune=commune):
            return replace(
                _without(partnership, commune), moves={**partnership.moves, commune: event}
            )
        case MemberJoined(member=member, since=since):
            commune, others = member.commune, _without(partnership, member.commune)
            days = {commune: since} if since is not None else {}
            return replace(
                others,
                members=(*others.members, member),
                moves={**partnership.moves, commune: event},
                role_since={**others.role_since, **days},
            )


def _without(partnership: Partnership, commune: CommuneId) -> Partnership:
    """Return the partnership without the member and all it had arranged; its notice lapses."""
    theirs = partnership.notice is not None and partnership.notice.by == commune
    return replace(
        partnership,
        notice=None if theirs else partnership.notice,
        members=tuple(member for member in partnership.members if member.commune != commune),
        role_since=_less(partnership.role_since, commune),
        authorities=_less(partnership.authorities, commune),
        delegations=_less(partnership.delegations, commune),
    )


def _less(known: Mapping[_Key, _Value], key: _Key) -> Mapping[_Key, _Value]:
    return {other: value for other, value in known.items() if other != key}
