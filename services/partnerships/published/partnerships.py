"""Partnerships, as others hear of them."""

from contracts.partnerships import partners as contracts
from services.partnerships.domain.partnership.events import (
    Arranged,
    AuthoritiesNamed,
    DelegationEnded,
    Event,
    MemberJoined,
    MemberLeft,
    MemberRoleChanged,
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
from vocabulary.communes import Member
from vocabulary.identifiers import PartnershipId


def partnership_contract(id_: PartnershipId, event: Event) -> contracts.Event:
    match event:
        case PartnershipEstablished():
            return contracts.PartnershipEstablished(
                partnership=id_,
                programme=event.programme,
                country=event.country,
                members=tuple(Member(commune=m.commune, role=m.role) for m in event.members),
                since=event.since,
                predecessor=event.predecessor,
                sources=event.sources,
            )
        case PartnershipEnteredPhase(phase=phase, sources=sources):
            return contracts.PartnershipEnteredPhase(partnership=id_, phase=phase, sources=sources)
        case MemberJoined(member=member, since=since):
            return contracts.MemberJoined(
                partnership=id_, commune=member.commune, role=member.role, since=since
            )
        case MemberLeft(commune=commune, until=until, reason=reason):
            return contracts.MemberLeft(
                partnership=id_, commune=commune, until=until, reason=reason
            )
        case PartnershipSuspended() | PartnershipResumed() | PartnershipTerminated():
            return _turn(id_, event)
        case _:
            return _arranged(id_, event)


def _arranged(id_: PartnershipId, event: Arranged | Noticed) -> contracts.Event:
    match event:
        case MemberRoleChanged(commune=commune, role=role, since=since):
            return contracts.MemberRoleChanged(
                partnership=id_, commune=commune, role=role, since=since
            )
        case AuthoritiesNamed():
            return contracts.AuthoritiesNamed(
                partnership=id_,
                intermediary=event.intermediary,
                authorities=event.authorities,
                since=event.since,
                sources=event.sources,
            )
        case OperationDelegated() | DelegationEnded():
            return _delegation(id_, event)
        case OtherProgrammeTagged() | OtherProgrammeUntagged():
            return _tag(id_, event)
        case _:
            return _notice(id_, event)


def _delegation(id_: PartnershipId, event: OperationDelegated | DelegationEnded) -> contracts.Event:
    match event:
        case OperationDelegated(member=member, operator=operator, since=since, contract=contract):
            return contracts.OperationDelegated(
                partnership=id_, member=member, operator=operator, since=since, contract=contract
            )
        case DelegationEnded(member=member, operator=operator, until=until, reason=reason):
            return contracts.DelegationEnded(
                partnership=id_, member=member, operator=operator, until=until, reason=reason
            )


def _tag(
    id_: PartnershipId, event: OtherProgrammeTagged | OtherProgrammeUntagged
) -> contracts.Event:
    match event:
        case OtherProgrammeTagged():
            return contracts.OtherProgrammeTagged(
                partnership=id_,
                code=event.code,
                names=event.names,
                communes=event.communes,
                funder=event.funder,
                since=event.since,
                until=event.until,
                sources=event.sources,
            )
        case OtherProgrammeUntagged(code=code, reason=reason):
            return contracts.OtherProgrammeUntagged(partnership=id_, code=code, reason=reason)


def _notice(id_: PartnershipId, event: Noticed) -> contracts.Event:
    match event:
        case NoticePeriodAgreed(days=days, on=on):
            return contracts.NoticePeriodAgreed(partnership=id_, days=days, on=on)
        case NoticeGiven():
            return contracts.NoticeGiven(
                partnership=id_,
                by=event.by,
                on=event.on,
                ends_on=event.ends_on,
                reason=event.reason,
                recorded_on_behalf=event.on_behalf is not None,
            )
        case NoticeWithdrawn(by=by, on=on, on_behalf=on_behalf):
            return contracts.NoticeWithdrawn(
                partnership=id_, by=by, on=on, recorded_on_behalf=on_behalf is not None
            )


def _turn(id_: PartnershipId, event: Turn) -> contracts.Event:
    match event:
        case PartnershipSuspended(since=since, reason=reason, note=note):
            return contracts.PartnershipSuspended(
                partnership=id_, since=since, reason=reason, note=note
            )
        case PartnershipResumed(on=on):
            return contracts.PartnershipResumed(partnership=id_, on=on)
        case PartnershipTerminated():
            return contracts.PartnershipTerminated(
                partnership=id_,
                on=event.on,
                reason=event.reason,
                by=event.by,
                recorded_on_behalf=event.on_behalf is not None,
            )
