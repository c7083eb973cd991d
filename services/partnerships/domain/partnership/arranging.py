"""How members take part: in which role, for whom, through whom, and in what other programmes."""

from typing import assert_never

from services.partnerships.domain.commune.refusals import CommuneUnknown
from services.partnerships.domain.partnership.commands import (
    Arranging,
    ChangeMemberRole,
    DelegateOperation,
    EndDelegation,
    NameAuthorities,
    TagOtherProgramme,
    UntagOtherProgramme,
)
from services.partnerships.domain.partnership.events import (
    AuthoritiesNamed,
    DelegationEnded,
    Event,
    MemberRoleChanged,
    Membership,
    OperationDelegated,
    OtherProgrammeTagged,
    OtherProgrammeUntagged,
)
from services.partnerships.domain.partnership.facts import Facts
from services.partnerships.domain.partnership.refusals import (
    ActsForItself,
    AuthorityElsewhere,
    DelegationEndsBeforeItStarts,
    NotAMember,
    NotAnIntermediary,
    NothingDelegated,
    OperationIsDelegated,
    OtherProgrammeEndsBeforeItStarts,
    OtherProgrammeNotTagged,
    PartnershipHasEnded,
    RoleOutOfOrder,
)
from services.partnerships.domain.partnership.state import Partnership
from vocabulary.communes import PartnershipState
from vocabulary.dates import happened
from vocabulary.identifiers import CommuneId


def arrange(command: Arranging, partnership: Partnership, facts: Facts) -> list[Event]:
    match command:
        case ChangeMemberRole():
            return _change_role(command, partnership, facts)
        case NameAuthorities():
            return _name(command, partnership, facts)
        case DelegateOperation():
            return _delegate(command, partnership, facts)
        case EndDelegation():
            return _end(command, partnership, facts)
        case TagOtherProgramme():
            return _tag(command, partnership)
        case UntagOtherProgramme():
            return _untag(command, partnership)
        case _:
            assert_never(command)


def goes_on(partnership: Partnership) -> None:
    if partnership.state is PartnershipState.TERMINATED:
        raise PartnershipHasEnded


def member_of(partnership: Partnership, commune: CommuneId) -> Membership:
    """Return the membership of the commune; raises `NotAMember` without one."""
    for member in partnership.members:
        if member.commune == commune:
            return member
    raise NotAMember(commune=str(commune))


def _change_role(command: ChangeMemberRole, partnership: Partnership, facts: Facts) -> list[Event]:
    member = member_of(partnership, command.commune)
    if member.role is command.role:
        return []
    goes_on(partnership)
    happened(facts.now, command.since)
    last = partnership.role_since.get(command.commune)
    if last is not None and command.since <= last:
        raise RoleOutOfOrder(last=last.isoformat())
    changed = MemberRoleChanged(commune=command.commune, role=command.role, since=command.since)
    return [changed]


def _name(command: NameAuthorities, partnership: Partnership, facts: Facts) -> list[Event]:
    named = AuthoritiesNamed(
        intermediary=command.intermediary,
        authorities=command.authorities,
        since=command.since,
        sources=command.sources,
    )
    if partnership.authorities.get(command.intermediary) == named:
        return []
    goes_on(partnership)
    member = member_of(partnership, command.intermediary)
    if not facts.intermediary:
        raise NotAnIntermediary(commune=str(command.intermediary))
    _are_registered(command.authorities, facts)
    _act_through_another(command.authorities, partnership)
    if abroad := [str(a) for a in command.authorities if facts.countries[a] != member.country]:
        raise AuthorityElsewhere(authorities=abroad, country=member.country)
    happened(facts.now, command.since)
    return [named]


def _delegate(command: DelegateOperation, partnership: Partnership, facts: Facts) -> list[Event]:
    delegated = OperationDelegated(
        member=command.member,
        operator=command.operator,
        since=command.since,
        contract=command.contract,
    )
    present = partnership.delegations.get(command.member)
    if present == delegated:
        return []
    goes_on(partnership)
    member_of(partnership, command.member)
    if isinstance(present, OperationDelegated):
        raise OperationIsDelegated(operator=str(present.operator), since=present.since.isoformat())
    _are_registered((command.operator,), facts)
    _act_through_another((command.operator,), partnership)
    happened(facts.now, command.since)
    return [delegated]


def _end(command: EndDelegation, partnership: Partnership, facts: Facts) -> list[Event]:
    present = partnership.delegations.get(command.member)
    if isinstance(present, DelegationEnded) and _repeats(command, present):
        return []
    if not isinstance(present, OperationDelegated):
        raise NothingDelegated(member=str(command.member))
    happened(facts.now, command.until)
    if command.until <= present.since:
        raise DelegationEndsBeforeItStarts(since=present.since.isoformat())
    ended = DelegationEnded(
        member=command.member,
        operator=present.operator,
        until=command.until,
        reason=command.reason,
    )
    return [ended]


def _repeats(command: EndDelegation, ended: DelegationEnded) -> bool:
    return (command.until, command.reason) == (ended.until, ended.reason)


def _tag(command: TagOtherProgramme, partnership: Partnership) -> list[Event]:
    tagged = OtherProgrammeTagged(
        code=command.code,
        names=command.names,
        communes=command.communes,
        funder=command.funder,
        since=command.since,
        until=command.until,
        sources=command.sources,
    )
    if partnership.tags.get(command.code) == tagged:
        return []
    for commune in command.communes:
        member_of(partnership, commune)
    if command.since and command.until and command.until <= command.since:
        raise OtherProgrammeEndsBeforeItStarts(since=command.since.isoformat())
    return [tagged]


def _untag(command: UntagOtherProgramme, partnership: Partnership) -> list[Event]:
    untagged = OtherProgrammeUntagged(code=command.code, reason=command.reason)
    last = partnership.tags.get(command.code)
    if last == untagged:
        return []
    if not isinstance(last, OtherProgrammeTagged):
        raise OtherProgrammeNotTagged(code=command.code)
    return [untagged]


def _are_registered(bodies: tuple[CommuneId, ...], facts: Facts) -> None:
    if unknown := [str(body) for body in bodies if body not in facts.countries]:
        raise CommuneUnknown(communes=unknown)


def _act_through_another(bodies: tuple[CommuneId, ...], partnership: Partnership) -> None:
    if members := [str(body) for body in bodies if body in partnership.communes]:
        raise ActsForItself(communes=members)
